// The left half: page strip, the tools of the page, finding in the text, and the page.
import { html, useEffect, useLayoutEffect, useRef, useState } from '../html.js';
import { t } from '../strings.js';
import { Button, Empty, Failed, Loading, useLoad } from '../ui.js';
import { fetchImage } from './images.js';
import { TextPage } from './layers.js';
import { marksOf, pickAt } from './marks.js';
import { fetchPage, findInChart } from './page_text.js';
import { Viewer } from './viewer.js';

const hasPicture = (page) => page?.state === 'read' && page.media !== 'text';
const THUMB = 104; // pixels of a page's row in the strip

function Thumb({ chartId, page, current, onOpen, marks }) {
  const [url, setUrl] = useState(null);
  useEffect(() => {
    let gone = false;
    if (hasPicture(page))
      fetchImage(chartId, page.page, { width: 200 })
        .then((i) => !gone && setUrl(i.url))
        .catch(() => {});
    return () => (gone = true);
  }, [page.page]);
  const open = page.unread.filter((u) => !u.answer).length;
  const trouble = page.state === 'failed' ? '✕' : page.alarm && !page.alarm.acknowledged ? '⚠' : open ? '?' : '';
  return html`<li style=${{ height: THUMB + 'px' }}><button type="button" class="thumb" aria-current=${current ? 'page' : undefined} onClick=${onOpen}>
    <span class="visually-hidden">${t.page.thumb(page.page, marks, page.state, open, trouble === '⚠')}</span>
    ${url ? html`<img src=${url} alt="" draggable=${false} />` : html`<span class="paper"></span>`}
    <span class="n" aria-hidden="true">${page.page}</span>${marks > 0 && html`<span class="n marks" aria-hidden="true">${marks}</span>`}
    ${trouble && html`<span class="n trouble" aria-hidden="true">${trouble}</span>`}
  </button></li>`;
}

/** Only the rows in sight are drawn: a chart may have 2,000 pages. */
function Strip({ chart, page, onOpen }) {
  const ref = useRef();
  const [top, setTop] = useState(0);
  const at = chart.pages.findIndex((p) => p.page === page);
  useEffect(() => {
    const el = ref.current;
    const y = at * THUMB;
    if (y < el.scrollTop || y + THUMB > el.scrollTop + el.clientHeight) el.scrollTop = y - el.clientHeight / 2 + THUMB / 2;
  }, [at]);
  const height = ref.current?.clientHeight ?? 800;
  const first = Math.max(0, Math.floor(top / THUMB) - 2);
  const last = Math.min(chart.pages.length, Math.ceil((top + height) / THUMB) + 2);
  const evidence = (n) => chart.codes.filter((c) => (c.suggested || c.decision) && c.evidence.some((e) => e.page === n)).length;
  return html`<nav class="strip" aria-label=${t.page.strip} ref=${ref} onScroll=${(e) => setTop(e.target.scrollTop)}>
    <ul style=${{ paddingTop: first * THUMB + 'px', paddingBottom: (chart.pages.length - last) * THUMB + 'px' }}>
      ${chart.pages.slice(first, last).map((p) => html`<${Thumb} key=${p.page} chartId=${chart.id} page=${p} current=${p.page === page}
        marks=${evidence(p.page)} onOpen=${() => onOpen(p.page)} />`)}
    </ul>
  </nav>`;
}

function Find({ chart, desk }) {
  const [text, setText] = useState('');
  const [hits, setHits] = useState(null);
  const [at, setAt] = useState(0);
  const input = useRef();
  const before = useRef(document.activeElement);
  useLayoutEffect(() => input.current.focus(), []); // before the next key can come
  const show = (list, i) => {
    setAt(i);
    if (list[i]) desk.set({ picked: list[i], page: list[i].page, focus: null });
  };
  const go = async (by) => {
    if (hits?.for === text) return hits.list.length && show(hits.list, (at + by + hits.list.length) % hits.list.length);
    const list = text.trim().length > 1 ? await findInChart(chart, desk.page, text.trim()).catch(() => []) : [];
    setHits({ for: text, list });
    show(list, 0);
  };
  const close = () => (desk.set({ finding: false }), before.current?.isConnected && before.current.focus());
  return html`<div class="find" role="search">
    <label for="find-text" class="visually-hidden">${t.page.find}</label>
    <input id="find-text" ref=${input} type="search" value=${text} placeholder=${t.page.find} autocomplete="off" onInput=${(e) => setText(e.target.value)}
      onKeyDown=${(e) => {
        if (e.key === 'Enter' && e.ctrlKey) (e.preventDefault(), close(), desk.run['page.codeThis']());
        else if (e.key === 'Enter') (e.preventDefault(), go(e.shiftKey ? -1 : 1));
        if (e.key === 'Escape') close();
      }} />
    <span role="status" class="faint">${hits ? (hits.list.length ? t.page.hits(at + 1, hits.list.length) : t.page.noHits) : t.page.findHint}</span>
    ${hits?.list.length > 0 && html`<${Button} keyOf="page.codeThis" onClick=${() => (close(), desk.run['page.codeThis']())}>${t.page.codeThis}<//>`}
    <button type="button" class="quiet" onClick=${close} aria-label=${t.close}>✕</button>
  </div>`;
}

function Legend() {
  return html`<ul class="legend" aria-label=${t.page.legend}>${['diagnosis', 'procedure', 'withheld', 'unread'].map((r) => html`<li><span
    class=${'swatch ' + r}></span>${t.page.roles[r]}</li>`)}</ul>`;
}

function Tools({ chart, desk, page, hasImage }) {
  const b = (action, label, rest = {}) =>
    html`<button type="button" class="tool" aria-label=${t.actions.page[action]} title=${t.tip('page', action)}
      onClick=${desk.run['page.' + action]} ...${rest}>${label}</button>`;
  const n = chart.pages.length;
  return html`<div class="viewer-bar" role="toolbar" aria-label=${t.page.tools}>
    ${n > 1 && html`${b('pageBack', '◀', { disabled: page.page === chart.pages[0].page })}<span class="where">${t.page.of(page.page, n)}</span>${b('pageOn', '▶', { disabled: page.page === chart.pages[n - 1].page })}`}
    ${
      hasImage &&
      html`${b('zoomOut', '−')}${b('zoomIn', '+')}${b('fit', '↔')}${b('turn', '⟳')}
      ${b('view', t.page.views[desk.view], { 'aria-pressed': desk.view === 'clean' })}${b('text', t.page.text, { 'aria-pressed': desk.selecting })}${b('boxes', t.page.boxes, { 'aria-pressed': desk.showBoxes })}`
    }
    ${b('find', t.page.findShort, { 'aria-pressed': desk.finding })}
    ${desk.picked && !desk.finding && html`<${Button} kind="primary" keyOf="page.codeThis" onClick=${desk.run['page.codeThis']}
      disabled=${!desk.canAct}>${t.page.codeThis}<//>`}
  </div>`;
}

export function PagePane({ chart, desk }) {
  const page = chart.pages.find((p) => p.page === desk.page) ?? chart.pages[0];
  const isText = page?.state === 'read' && page.media === 'text';
  const needsWords = page?.state === 'read' && (isText || desk.selecting || desk.picked?.page === page.page);
  const words = useLoad(async () => (needsWords ? fetchPage(chart.id, page.page) : null), [chart.id, page?.page, needsWords, chart.version]);
  if (!page) return html`<section class="left"><${Empty}><p class="strong">${t.page.none}</p><//></section>`;
  const loaded = words.data?.page === page.page ? words.data : null;
  const marks = marksOf({ ...desk, chart, page: page.page, hit: desk.picked, words: loaded });
  const pick = (x, y) => {
    const found = pickAt(chart, page.page, x, y);
    if (found) desk.select(found.key, { tab: found.tab, place: found.place, move: false });
  };
  const following = chart.pages[chart.pages.indexOf(page) + 1];
  useEffect(() => {
    if (!hasPicture(following)) return;
    const timer = setTimeout(() => fetchImage(chart.id, following.page, { view: desk.view, prefetch: true }).catch(() => {}), 600);
    return () => clearTimeout(timer);
  }, [chart.id, page.page, desk.view]);
  const hit = marks.find((m) => m.role === 'hit');
  useEffect(() => {
    if (hit && desk.finding) desk.controls.current?.show?.(hit.box);
  }, [hit && hit.box.join(), hit?.page]);
  return html`<section class="left no-print" aria-label=${t.page.region}>
    ${chart.pages.length > 1 && html`<${Strip} chart=${chart} page=${page.page} onOpen=${(n) => desk.set({ page: n, focus: null })} />`}
    <div class="page-room" data-chart=${chart.id}>
      <${Tools} chart=${chart} desk=${desk} page=${page} hasImage=${page.state === 'read' && !isText} />
      ${desk.finding && html`<${Find} chart=${chart} desk=${desk} />`}
      ${page.state === 'failed' && html`<${Empty}><p class="strong">${t.page.failed(page.page)}</p><p>${page.error}</p><//>`}
      ${page.state === 'new' && html`<${Empty}><p class="strong">${t.page.notYet}</p><//>`}
      ${isText && words.error && html`<${Failed} error=${words.error} again=${words.again} />`}
      ${isText && !loaded && !words.error && html`<${Loading} />`}
      ${isText && loaded && html`<${TextPage} page=${loaded} marks=${marks.filter((m) => m.end > 0)} onSelect=${(picked) => desk.set({ picked })} />`}
      ${
        page.state === 'read' &&
        !isText &&
        html`<${Viewer} chartId=${chart.id} page=${page} view=${desk.view} turn=${desk.turns[page.page] ?? 0} marks=${marks.filter((m) => m.box?.[2] > 0)}
        focus=${desk.focus} words=${loaded} selecting=${desk.selecting} onPick=${pick} onSelect=${(picked) => desk.set({ picked })} controls=${desk.controls} />`
      }
      ${desk.showBoxes && page.state === 'read' && html`<${Legend} />`}
    </div>
  </section>`;
}
