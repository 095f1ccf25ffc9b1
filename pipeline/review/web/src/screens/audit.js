// Who saw, did and changed what. Reading only; the chain is checked on demand.
import { get, query } from '../api.js';
import { html, useState } from '../html.js';
import { t } from '../strings.js';
import { Banner, Empty, Failed, Loading, useLoad, when } from '../ui.js';

function Verify() {
  const [state, setState] = useState(null);
  const run = async () => {
    setState({ busy: true });
    setState(await get('audit/verify').catch((error) => ({ error })));
  };
  return html`<span class="verify">
    <button type="button" onClick=${run} disabled=${state?.busy}>${state?.busy ? t.audit.verifying : t.audit.verify}</button>
    ${state?.error && html`<${Banner} kind="bad">${state.error.message}<//>`}
    ${state?.good === true && html`<${Banner}>${t.audit.whole(state.rows)}<//>`}
    ${state?.good === false && html`<${Banner} kind="bad">${t.audit.broken(state.bad ?? '?', state.fault)}<//>`}
  </span>`;
}

const day = (d, add) => (d ? new Date(d + 'T00:00:00').getTime() + add : '');

export function Audit() {
  const [ask, setAsk] = useState({ chart: '', who: '', from: '', to: '' });
  const [after, setAfter] = useState([null]);
  const { data, error, loading, again } = useLoad(
    (signal) => get('audit' + query({ ...ask, from: day(ask.from, 0), to: day(ask.to, 86400000), limit: 100, after: after.at(-1) }), { signal }),
    [JSON.stringify(ask), after.length],
  );
  const change = (patch) => (setAsk({ ...ask, ...patch }), setAfter([null]));
  const entries = data?.rows ?? [];
  const field = (id, type) =>
    html`<label class="inline">${t.audit[id]}<input type=${type} size="10" value=${ask[id]} onInput=${(e) => change({ [id]: e.target.value })} /></label>`;
  return html`<div class="wide-page">
    <div class="page-head"><h1>${t.menu.audit}</h1><${Verify} /></div>
    <div class="filters">${field('who', 'text')} ${field('chart', 'number')} ${field('from', 'date')} ${field('to', 'date')}</div>
    ${error && html`<${Failed} error=${error} again=${again} />`} ${!data && loading && html`<${Loading} />`}
    ${data && entries.length === 0 && html`<${Empty}><p class="strong">${t.audit.nothing}</p><//>`}
    ${
      entries.length > 0 &&
      html`<div class="table-room"><table>
      <caption class="visually-hidden">${t.menu.audit}</caption>
      <thead><tr>${t.audit.columns.map((c, i) => html`<th scope="col" class=${i === 0 ? 'number' : ''}>${c}</th>`)}</tr></thead>
      <tbody>${entries.map(
        (e) => html`<tr key=${e.id}>
        <td class="number">${e.id}</td><td>${when(e.at)}</td><td>${e.who}</td><td>${e.what}</td>
        <td>${e.chart ? html`<a href=${'#/chart/' + e.chart}>${e.chart}</a>` : ''}</td><td class="wrap">${e.detail}</td>
      </tr>`,
      )}</tbody>
    </table></div>`
    }
    <div class="pager">
      <button type="button" disabled=${after.length < 2} onClick=${() => setAfter(after.slice(0, -1))}>${t.audit.newer}</button>
      <button type="button" disabled=${!data?.after} onClick=${() => setAfter([...after, data.after])}>${t.audit.older}</button>
    </div>
  </div>`;
}
