// The encoder: a code by words or number, down the Tabular or the Index, or from favourites and recent codes. The hands stay in
// the search box: arrows choose, Enter takes a code or goes down into one that needs more characters, Escape goes back up.
import { get, query } from '../api.js';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../html.js';
import { warn } from '../live.js';
import { preferences, toggleFavourite } from '../preferences.js';
import { useStore } from '../store.js';
import { t } from '../strings.js';
import { Dialog, Loading, useLoad } from '../ui.js';
import { CodePage } from './code_page.js';

const SYSTEMS = ['', 'ICD-10-CM', 'CPT', 'HCPCS'];

const bare = (code) => code.replace(/[.]?-+$/, ''); // "E11.-" of the Index: E11

const listed = (title, rows, system) => ({ title, rows: rows.map((r) => ({ system, billable: true, ...r })) });

async function search(text, system, date, signal) {
  await new Promise((done) => setTimeout(done, 90));
  if (signal.aborted) return [];
  return [listed(null, await get('codes/search' + query({ q: text, system, limit: 40, date }), { signal }), system)];
}

/** The Index: main terms that begin so, or one term with its subterms. */
async function browse(text, date, signal) {
  await new Promise((done) => setTimeout(done, 90));
  if (signal.aborted) return [];
  const found = await get('index' + query({ term: text, date }), { signal });
  const row = (l) => ({ term: l.term, code: l.code, title: l.term, see: l.see || l.see_also, more: l.more, index: true, system: 'ICD-10-CM' });
  if (found.begins) return [{ title: null, rows: found.begins.map(row) }];
  const node = found.followed ?? found;
  return [
    {
      title: node.path.map((l) => l.term).join(' › ') + (found.rest ? t.encoder.notBelow(found.rest) : ''),
      rows: [...node.path.slice(-1).filter((l) => l.code), ...node.below].map(row),
      path: node.path.map((l) => l.term),
    },
  ];
}

function useResults(text, system, mode, under, date, favourites) {
  const asked = [text, system, mode, under].join('\n');
  const { data, ...rest } = useLoad(
    async (signal) => ({ asked, groups: await results(signal) }),
    [asked, date, favourites.length],
  );
  return { ...rest, data: data?.groups, answered: data?.asked === asked };

  async function results(signal) {
    if (under) {
      const page = await get(`codes/${encodeURIComponent(under)}` + query({ date }), { signal });
      return [listed(t.encoder.below(page.code, page.title), page.below, page.system)];
    }
    if (mode === 'index') return text.trim() ? browse(text.trim(), date, signal) : [];
    if (text.trim()) return search(text.trim(), system, date, signal);
    return [listed(t.encoder.favourites, favourites), listed(t.encoder.recent, await get('codes/recent', { signal }).catch(() => []))].filter(
      (g) => g.rows.length,
    );
  }
}

function Result({ row, chosen, id, onClick }) {
  const ref = useRef();
  useEffect(() => chosen && ref.current.scrollIntoView({ block: 'nearest' }), [chosen]);
  return html`<li ref=${ref} role="option" id=${id} aria-selected=${chosen} onMouseDown=${(e) => e.preventDefault()} onClick=${onClick}>
    <b class="code">${row.code || '—'}</b><span class="title">${row.title}${row.see && html` <i>${t.encoder.see(row.see)}</i>`}</span>
    ${row.more && html`<span class="faint">›</span>`}${row.billable === false && html`<span class="tag">${t.encoder.needsMore}</span>`}
  </li>`;
}

export function Encoder({ chart, replace, text: startText = '', from, onClose, onPick }) {
  const [text, setText] = useState(startText.replace(/\s+/g, ' ').slice(0, 200));
  const [system, setSystem] = useState(replace ? replace.system : '');
  const [mode, setMode] = useState('search');
  const [trail, setTrail] = useState([]); // codes gone down into
  const [at, setAt] = useState(0);
  const [wanted, setWanted] = useState(false); // Enter came before the answer to what was typed
  const { favourites } = useStore(preferences);
  const date = chart.date_of_service;
  const under = trail.at(-1);
  const { data, error, loading, answered } = useResults(text, system, mode, under, date, favourites);
  const input = useRef();
  const groups = data ?? [];
  const rows = groups.flatMap((g) => g.rows);
  const row = rows[Math.min(at, rows.length - 1)];
  useEffect(() => setAt(0), [text, under, mode, system]);
  useLayoutEffect(() => input.current.select(), []); // before the first letter: what is typed at once must not be typed over
  useEffect(() => {
    if (wanted && (answered || error)) setWanted(false);
    if (wanted && answered) take(row);
  }, [wanted, answered, error]);

  const down = (code) => setTrail([...trail, code]);
  // The Index names a code as far as its term goes; the Tabular tells whether it needs more characters.
  const takeOfIndex = async (code) => {
    const page = await get(`codes/${encodeURIComponent(code)}` + query({ date })).catch((e) => void warn(e.message));
    if (page?.billable) onPick(page);
    else if (page) down(code);
  };
  const take = (r) => {
    if (!r) return;
    if (r.index) {
      if (r.more && r !== rows[0]) return setText([...(groups[0].path ?? []), r.term].join(', '));
      if (!r.code) return r.see ? setText(r.see) : setText(r.term);
      return takeOfIndex(bare(r.code));
    }
    if (r.billable === false) return down(r.code);
    onPick(r);
  };
  const keys = (e) => {
    const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[e.key];
    if (move) (e.preventDefault(), setAt(Math.max(0, Math.min(rows.length - 1, at + move))));
    else if (e.key === 'Enter') (e.preventDefault(), answered ? take(row) : setWanted(true));
    else if (e.key === 'Escape' && trail.length) (e.preventDefault(), e.stopPropagation(), setTrail(trail.slice(0, -1)));
    else if (e.altKey && e.key.toLowerCase() === 'f' && row?.code) (e.preventDefault(), toggleFavourite(row));
    else if (e.altKey && e.key.toLowerCase() === 'i') (e.preventDefault(), setMode(mode === 'index' ? 'search' : 'index'), setTrail([]));
    else if (e.altKey && e.key.toLowerCase() === 's') (e.preventDefault(), setSystem(SYSTEMS[(SYSTEMS.indexOf(system) + 1) % SYSTEMS.length]));
  };
  const back = (e) => (trail.length ? setTrail(trail.slice(0, -1)) : onClose(e));
  let n = -1;
  return html`<${Dialog} title=${replace ? t.encoder.replace(replace.code) : from ? t.encoder.fromText(from.page) : t.encoder.add}
    onClose=${back} wide kind="encoder">
    <div class="encoder-head">
      <label class="visually-hidden" for="encoder-text">${t.encoder.what}</label>
      <input id="encoder-text" ref=${input} autofocus role="combobox" aria-expanded=${rows.length > 0} aria-controls="encoder-list"
        aria-activedescendant=${rows.length ? 'result-' + Math.min(at, rows.length - 1) : undefined}
        autocomplete="off" spellcheck=${false} placeholder=${mode === 'index' ? t.encoder.indexHint : t.encoder.hint} value=${text}
          onInput=${(e) => (setText(e.target.value), setTrail([]), setWanted(false))} onKeyDown=${keys} />
      <label class="inline">${t.encoder.system}<select value=${system} disabled=${!!replace} onChange=${(e) => (setSystem(e.target.value), input.current.focus())}>
        ${SYSTEMS.map((s) => html`<option value=${s}>${s || t.list.any}</option>`)}</select></label>
      <button type="button" aria-pressed=${mode === 'index'}
        onClick=${() => (setMode(mode === 'index' ? 'search' : 'index'), setTrail([]), input.current.focus())}>${t.encoder.index} <kbd aria-hidden="true">Alt I</kbd></button>
    </div>
    <div class="encoder-body">
      <div class="results" role="region" aria-label=${t.encoder.results} tabindex="0">
        ${error && html`<p class="banner warning" role="alert">${error.message} ${error.remedy}</p>`}
        ${loading && !rows.length && html`<${Loading} />`}
        ${!loading && !error && !rows.length && html`<p class="state">${text ? (mode === 'index' ? t.encoder.noTerm : t.encoder.nothing) : mode === 'index' ? t.encoder.indexHint : t.encoder.begin}</p>`}
        <div id="encoder-list" role="listbox" aria-label=${t.encoder.results}>
          ${groups.map(
            (g, gi) => html`${g.title && html`<h3 id=${'group-' + gi}>${g.title}</h3>`}
            <ul role="group" aria-label=${g.title ?? t.encoder.results}>${g.rows.map((r) => ((n += 1), ((i) => html`<${Result} key=${i + r.code}
              id=${'result-' + i} row=${r} chosen=${i === Math.min(at, rows.length - 1)} onClick=${() => (i === at ? take(r) : setAt(i))} />`)(n)))}</ul>`,
          )}
        </div>
      </div>
      <${CodePage} code=${row?.code && bare(row.code)} date=${date} favourites=${favourites} onUse=${onPick}
        onBrowse=${(c) => (down(c), input.current.focus())} />
    </div>
    <footer class="hint">${t.encoder.keys}</footer>
  <//>`;
}
