import { get, query } from '../api.js';
import { html, useEffect, useRef, useState } from '../html.js';
import { useKeys } from '../keys.js';
import { openNextChart } from '../chart/next.js';
import { can, session } from '../session.js';
import { t } from '../strings.js';
import { Button, Confidence, date, Empty, Failed, Key, Loading, useLoad } from '../ui.js';

const LISTS = [
  { id: 'ready', count: 'ready', filter: { state: 'ready' } },
  { id: 'mine', count: 'mine', filter: { holder: 'me' } },
  { id: 'in_review', count: 'in_review', filter: { state: 'in_review' } },
  { id: 'parked', count: 'parked', filter: { parked: 1 } },
  { id: 'problems', count: 'problems', filter: { problems: 1 } },
  { id: 'reading', count: 'reading', filter: { state: 'reading' } },
  { id: 'failed', count: 'failed', filter: { state: 'failed' } },
  { id: 'finished', count: 'finished', filter: { state: 'finished' } },
  { id: 'all', filter: {} },
];
const PAGE = 50;
const EMPTY_FILTERS = { q: '', encounter: '', specialty: '', batch: '', confidence_max: '', age_min_days: '' };

// Kept while the window lives: coming back from a chart finds the list as it was left. Not in the address: a name may stand in it.
let kept = { list: null, filters: EMPTY_FILTERS, at: 0 };

function useCharts(list, filters) {
  const [more, setMore] = useState({ rows: [], after: null, busy: false });
  const ask = { ...LISTS.find((l) => l.id === list).filter, ...filters, limit: PAGE };
  const first = useLoad(
    async (signal) => {
      await new Promise((done) => setTimeout(done, filters.q ? 120 : 0)); // one request for a word, not for each letter
      if (signal.aborted) return null;
      return get('charts' + query(ask), { signal });
    },
    [list, JSON.stringify(filters)],
  );
  useEffect(() => setMore({ rows: [], after: first.data?.after ?? null, busy: false }), [first.data]);
  const loadMore = async () => {
    if (!more.after || more.busy) return;
    setMore({ ...more, busy: true });
    const next = await get('charts' + query({ ...ask, after: more.after })).catch(() => null);
    setMore((m) => (next ? { rows: [...m.rows, ...next.charts], after: next.after, busy: false } : { ...m, busy: false }));
  };
  const { charts = [], total = 0, cut = false } = first.data ?? {};
  return { ...first, rows: [...charts, ...more.rows], total, cut, loadMore, hasMore: !!more.after };
}

function Signs({ row }) {
  return html`${row.alarm && html`<span class="tag bad">⚠ ${t.list.alarm}</span>`}
  ${row.pages_failed > 0 && html`<span class="tag bad">${t.list.pagesFailed(row.pages_failed)}</span>`}
  ${row.unread > 0 && html`<span class="tag unread">${t.list.unread(row.unread)}</span>`}
  ${row.weak > 0 && html`<span class="tag">${t.list.weak(row.weak)}</span>`}
  ${row.priority > 0 && html`<span class="tag accent">${t.list.priority(row.priority)}</span>`}`;
}

function Row({ row, current, refs }) {
  const mine = row.holder === session.get().user.login;
  return html`<tr class=${current ? 'current' : ''} onClick=${() => (location.hash = `#/chart/${row.id}`)}>
    <td>
      <a href=${`#/chart/${row.id}`} ref=${(el) => (refs[row.id] = el)} class="row-link">${row.name || t.list.noName}</a>
      <div class="faint">${[row.mrn && 'MRN ' + row.mrn, row.account && t.list.account(row.account)].filter(Boolean).join(' · ') || t.list.noIds}</div>
    </td>
    <td class="day">${date(row.date_of_service) || html`<span class="faint">${t.list.noDate}</span>`}<div class="faint">${t.list.age(row.age_days)}</div></td>
    <td>${t.encounter[row.encounter] ?? row.encounter}<div class="faint">${row.specialty ?? ''}</div></td>
    <td><div class="clip" title=${row.batch}>${row.batch}</div><div class="faint">${t.list.pages(row.pages)}</div></td>
    <td class="number">${row.suggested}<div class="faint">${row.undecided ? t.list.undecided(row.undecided) : row.suggested ? t.list.allDecided : ''}</div></td>
    <td><${Confidence} value=${row.lowest_confidence ?? undefined} /></td>
    <td><div class="signs">
      <span class=${'tag state-' + row.state}>${t.state[row.state] ?? row.state}</span>
      ${row.holder && html`<span class=${mine ? 'tag accent' : 'tag'}>${mine ? t.list.heldByMe : t.list.heldBy(row.holder)}</span>`}
      ${row.parked && html`<span class="tag warning clip" title=${row.parked}>${t.list.parked(row.parked)}</span>`}
      <${Signs} row=${row} />
    </div></td>
  </tr>`;
}

function Filters({ filters, change }) {
  const select = (id, label, options) => html`<label class="inline">${label}
    <select value=${filters[id]} onChange=${(e) => change({ [id]: e.target.value })}>
      <option value="">${t.list.any}</option>${options.map(([value, name]) => html`<option value=${value}>${name}</option>`)}
    </select></label>`;
  const text = (id, label) => html`<label class="inline">${label}
    <input type="text" size="10" value=${filters[id]} onInput=${(e) => change({ [id]: e.target.value })} /></label>`;
  return html`<div class="filters">
    ${select('encounter', t.list.encounter, Object.entries(t.encounter))}
    ${text('specialty', t.list.specialty)} ${text('batch', t.list.batch)}
    ${select('confidence_max', t.list.confidence, [
      ['0.9', t.list.below(90)],
      ['0.7', t.list.below(70)],
      ['0.5', t.list.below(50)],
    ])}
    ${select('age_min_days', t.list.ageFilter, [
      ['2', t.list.olderThan(2)],
      ['5', t.list.olderThan(5)],
      ['14', t.list.olderThan(14)],
    ])}
    <button type="button" class="quiet" hidden=${JSON.stringify(filters) === JSON.stringify(EMPTY_FILTERS)}
      onClick=${() => change(EMPTY_FILTERS)}>${t.list.clearFilters}</button>
  </div>`;
}

export function Worklist() {
  const [list, setList] = useState(kept.list ?? (can('coder', 'clerk') ? 'ready' : 'all'));
  const [filters, setFilters] = useState(kept.filters);
  const [at, setAt] = useState(kept.at);
  const counts = useLoad(() => get('charts/counts', { background: true }), []);
  const { rows, total, cut, error, loading, again, loadMore, hasMore } = useCharts(list, filters);
  const search = useRef();
  const refs = useRef({}).current;
  kept = { list, filters, at };

  useEffect(() => {
    const timer = setInterval(() => document.hidden || counts.again(), 30000);
    return () => clearInterval(timer);
  }, []);
  const change = (patch) => (setFilters({ ...filters, ...patch }), setAt(0));
  const move = (by) => {
    const to = Math.max(0, Math.min(rows.length - 1, document.activeElement?.classList.contains('row-link') ? at + by : at));
    setAt(to);
    refs[rows[to]?.id]?.focus();
    if (to > rows.length - 5) loadMore();
  };
  useKeys({
    'worklist.find': () => search.current.select(),
    'worklist.down': () => move(1),
    'worklist.up': () => move(-1),
    'worklist.open': () => rows[at] && (location.hash = `#/chart/${rows[at].id}`),
  });

  return html`<div class="worklist">
    <div class="worklist-head">
      <h1 class="visually-hidden">${t.menu.worklist}</h1>
      <div class="search">
        <label for="find" class="visually-hidden">${t.list.find}</label>
        <input id="find" ref=${search} type="search" placeholder=${t.list.find} value=${filters.q} autocomplete="off" spellcheck=${false} aria-keyshortcuts="/"
          onInput=${(e) => change({ q: e.target.value })}
          onKeyDown=${(e) => {
            if (e.key === 'Enter' || e.key === 'ArrowDown') {
              e.preventDefault();
              move(0);
            }
            if (e.key === 'Escape') {
              change({ q: '' });
              e.target.blur();
            }
          }} />
        <${Key} of="worklist.find" />
      </div>
      ${can('coder', 'manager') && html`<${Button} kind="primary" keyOf="anywhere.nextChart" onClick=${() => openNextChart(filters)}>${t.list.next}<//>`}
    </div>
    <div class="lists" role="group" aria-label=${t.list.lists}>
      ${LISTS.map(
        (l) => html`<button type="button" aria-pressed=${l.id === list} onClick=${() => (setList(l.id), setAt(0))}>
        ${t.lists[l.id]}${l.count && counts.data && html` <span class="count">${counts.data[l.count] ?? 0}</span>`}
      </button>`,
      )}
    </div>
    <${Filters} filters=${filters} change=${change} />
    ${cut && rows.length > 0 && html`<p class="cut" role="status">${t.list.cut}</p>`}
    ${error && rows.length === 0 && html`<${Failed} error=${error} again=${again} />`}
    ${!error && loading && rows.length === 0 && html`<${Loading} />`}
    ${
      !error &&
      !loading &&
      rows.length === 0 &&
      html`<${Empty}><p class="strong">${filters.q ? t.list.nothingFound(filters.q) : (t.list.nothing[list] ?? t.list.nothing.other)}</p>
      ${filters.q && html`<p>${cut ? t.list.cut : t.list.nothingHint}</p>`}<//>`
    }
    ${
      rows.length > 0 &&
      html`<div class="table-room" tabindex="-1" onScroll=${(e) => e.target.scrollHeight - e.target.scrollTop < e.target.clientHeight + 400 && loadMore()}>
      <table aria-busy=${loading}>
        <caption class="visually-hidden">${t.list.caption(t.lists[list])}</caption>
        <thead><tr>${t.list.columns.map((c, i) => html`<th scope="col" class=${i === 4 ? 'number' : ''}>${c}</th>`)}</tr></thead>
        <tbody>${rows.map((row, i) => html`<${Row} key=${row.id} row=${row} current=${i === at} refs=${refs} />`)}</tbody>
      </table>
      <p class="faint foot" role="status">${t.list.shown(rows.length, total)}${hasMore && html` <button type="button" class="quiet"
        onClick=${loadMore}>${t.list.more}</button>`}</p>
    </div>`
    }
  </div>`;
}
