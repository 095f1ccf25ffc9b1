// Notes for the next reader, and queries to the provider.
import { get } from '../api.js';
import { html } from '../html.js';
import { t } from '../strings.js';
import { useDraft, useLoad, when } from '../ui.js';

function Write({ name, label, submit, onSend, rows = 3, canAct }) {
  const [text, setText] = useDraft(name);
  if (!canAct) return null;
  const send = async (e) => {
    e?.preventDefault();
    if (text.trim() && (await onSend(text.trim()))) setText('');
  };
  return html`<form onSubmit=${send}>
    <label for=${name}>${label}</label>
    <textarea id=${name} rows=${rows} value=${text} onInput=${(e) => setText(e.target.value)} onKeyDown=${(e) => {
      if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) send(e);
      if (e.key === 'Escape') e.target.blur();
    }}></textarea>
    <button disabled=${!text.trim()}>${submit} <kbd aria-hidden="true">Ctrl Enter</kbd></button>
  </form>`;
}

function Query({ query, chart, act, canAct }) {
  return html`<li class="said">
    <p class="meta"><b>${query.by}</b> · ${when(query.at)} <span class=${query.state === 'open' ? 'tag warning' : 'tag'}>${t.talk.states[query.state]}</span></p>
    <p class="pre">${query.text}</p>
    ${query.answer && html`<p class="pre answer"><b>${t.talk.answer}:</b> ${query.answer}</p>`}
    ${
      query.state === 'open' &&
      html`<${Write} name=${`${chart.id}.answer.${query.id}`} label=${t.talk.writeAnswer} submit=${t.talk.saveAnswer} rows=${2} canAct=${canAct}
      onSend=${(text) => act({ kind: 'answer_query', query: query.id, text })} />`
    }
    ${query.state !== 'closed' && canAct && html`<button type="button" onClick=${() => act({ kind: 'close_query', query: query.id })}>${t.talk.close}</button>`}
  </li>`;
}

export function TalkTab({ chart, act, canAct }) {
  const [template, setTemplate] = useDraft(`${chart.id}.template`);
  const queryName = `${chart.id}.query`;
  const [, setQuery] = useDraft(queryName);
  const { data } = useLoad(() => (canAct ? get('query-templates') : Promise.resolve([])), [canAct]);
  const templates = data ?? [];
  const pick = (id) => {
    setTemplate(id);
    const found = templates.find((x) => x.id === id);
    if (found) setQuery(found.text);
  };
  return html`<div class="talk">
    <section aria-labelledby="notes-title">
      <h2 id="notes-title">${t.talk.notes}</h2>
      <ul>${chart.notes.map((n) => html`<li class="said" key=${n.id}><p class="meta"><b>${n.by}</b> · ${when(n.at)}</p><p class="pre">${n.text}</p></li>`)}</ul>
      ${!chart.notes.length && html`<p class="faint">${t.talk.noNotes}</p>`}
      <${Write} name=${`${chart.id}.note`} label=${t.talk.writeNote} submit=${t.talk.saveNote} rows=${2} canAct=${canAct}
        onSend=${(text) => act({ kind: 'note', text })} />
    </section>
    <section aria-labelledby="queries-title">
      <h2 id="queries-title">${t.talk.queries}</h2>
      <ul>${chart.queries.map((q) => html`<${Query} key=${q.id} query=${q} chart=${chart} act=${act} canAct=${canAct} />`)}</ul>
      ${!chart.queries.length && html`<p class="faint">${t.talk.noQueries}</p>`}
      ${
        canAct &&
        html`<div><label for="template">${t.talk.template}</label>
        <select id="template" value=${template} onChange=${(e) => pick(e.target.value)}>
          <option value="">${t.talk.noTemplate}</option>${templates.map((x) => html`<option value=${x.id}>${x.title}</option>`)}
        </select></div>`
      }
      <${Write} key=${template} name=${queryName} label=${t.talk.writeQuery} submit=${t.talk.saveQuery} rows=${6} canAct=${canAct}
        onSend=${(text) => act({ kind: 'query', template: template || null, text }).then((done) => (done && setTemplate(''), done))} />
      <p class="hint">${t.talk.queryHint}</p>
    </section>
  </div>`;
}
