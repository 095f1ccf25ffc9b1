// What lies on the page (the chosen box's code stands in the margin, where it hides no word): boxes by role (colour, line and hatching, so that none depends on colour alone), and words to select.
import { html, useMemo } from '../html.js';
import { cutter } from './page_text.js';

const PAD = 5; // page pixels around a box, so that its line does not touch the letters

/** tall: how much taller than wide the page's pixels are; 0 for a turned page, whose margin is not at the left. marks: [{box, role: diagnosis|procedure|withheld|unread|hit|other, selected, label}] */
export function Marks({ page, marks, tall }) {
  return html`<svg width=${page.width} height=${page.height} viewBox=${`0 0 ${page.width} ${page.height}`} aria-hidden="true">
    <defs>
      <pattern id="hatch-unread" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="hatch-unread" width="5" height="14" /></pattern>
      <pattern id="hatch-withheld" width="12" height="12" patternUnits="userSpaceOnUse"><circle class="hatch-withheld" cx="3" cy="3" r="2" /></pattern>
    </defs>
    ${marks.map(
      ({ box: [x, y, w, h], role, selected, label }) => html`<g class=${`mark ${role} ${selected ? 'selected' : ''} ${w * h > 0.2 * page.width * page.height ? 'vast' : ''}`}>
      <rect x=${x - PAD} y=${y - PAD} width=${w + 2 * PAD} height=${h + 2 * PAD} rx="4" />
      ${selected && label && tall && html`<text font-size=${page.width / 65}
        transform=${`translate(10 ${y + h / 2}) scale(1 ${1 / tall})`} dy="0.35em">${label}</text>`}
    </g>`,
    )}
  </svg>`;
}

export function TextLayer({ page, onSelect }) {
  const words = useMemo(() => {
    const cut = cutter(page.text);
    return page.words.map(([start, end, x, y, w, h]) => ({ start, end, x, y, w, h, text: cut(start, end) }));
  }, [page]);
  const read = () => {
    const selection = getSelection();
    if (selection.isCollapsed) return onSelect(null);
    const range = selection.getRangeAt(0);
    const spans = [...document.querySelectorAll('.text-layer span')].filter((s) => range.intersectsNode(s));
    if (!spans.length) return onSelect(null);
    const start = Math.min(...spans.map((s) => +s.dataset.start));
    const end = Math.max(...spans.map((s) => +s.dataset.end));
    onSelect({ page: page.page, start, end, text: cutter(page.text)(start, end) });
  };
  return html`<div class="text-layer" onMouseUp=${read} onKeyUp=${read}>
    ${words.map((w) => html`<span data-start=${w.start} data-end=${w.end}
      style=${{ left: w.x + 'px', top: w.y + 'px', width: w.w + 'px', height: w.h + 'px', fontSize: w.h * 0.85 + 'px' }}>${w.text} </span>`)}
  </div>`;
}

/** A page that came as text has no image: its text is the page. marks: [{start, end, role, selected}] */
export function TextPage({ page, marks, onSelect }) {
  const cut = useMemo(() => cutter(page.text), [page]);
  const ends = [...new Set([0, Infinity, ...marks.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  const read = () => {
    const selection = getSelection();
    const inside = (node) => node?.parentElement?.closest('.text-page [data-start]');
    const from = inside(selection.anchorNode);
    const to = inside(selection.focusNode);
    if (selection.isCollapsed || !from || !to) return onSelect(null);
    const length = (s) => new TextEncoder().encode(s).length;
    const at = (el, node, offset) => +el.dataset.start + length(node.data.slice(0, offset));
    const places = [at(from, selection.anchorNode, selection.anchorOffset), at(to, selection.focusNode, selection.focusOffset)].sort((a, b) => a - b);
    onSelect({ page: page.page, start: places[0], end: places[1], text: cut(places[0], places[1]) });
  };
  return html`<pre class="text-page" tabindex="0" onMouseUp=${read} onKeyUp=${read}>${ends.slice(0, -1).map((start, i) => {
    const end = ends[i + 1];
    const mark = marks.filter((m) => m.start <= start && m.end >= end).sort((a, b) => b.selected - a.selected)[0];
    const text = cut(start, end === Infinity ? undefined : end);
    return mark
      ? html`<mark class=${`${mark.role} ${mark.selected ? 'selected' : ''}`} data-start=${start}>${text}</mark>`
      : html`<span data-start=${start}>${text}</span>`;
  })}</pre>`;
}
