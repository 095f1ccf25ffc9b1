// Which boxes lie on the open page, by role, the chosen one on top.
import { roleOf } from './code_card.js';
import { unreadBoxes } from './lists.js';
import { boxesOf } from './page_text.js';

/** A box a line where the evidence runs over several. */
const boxesIn = (evidence) => (evidence.lines?.length ? evidence.lines : [evidence.box]);

export function marksOf({ chart, tab, selected, place, page, showBoxes, hit, words, more }) {
  const marks = [];
  const add = (evidence, role, chosen, label) => {
    if (evidence?.page !== page || !(evidence.box?.[2] > 0 || evidence.end > 0)) return;
    boxesIn(evidence).forEach((box, i) => marks.push({ ...evidence, box, role, selected: chosen, label: i ? '' : label }));
  };
  if (showBoxes) {
    for (const c of chart.codes) {
      if (!c.suggested && !c.decision && !more && c.key !== selected) continue;
      if (c.decision?.action === 'reject' && c.key !== selected) continue;
      c.evidence.forEach((e, i) => add(e, roleOf(c.system), c.key === selected && i === place, c.decision?.new_code ?? c.code));
    }
    for (const u of unreadBoxes(chart))
      if (!u.answer || u.key === selected)
        marks.push(...(u.page === page ? [{ box: u.box, role: 'unread', selected: u.key === selected, label: '?' }] : []));
    if (tab === 'withheld') chart.withheld.forEach((w, i) => w.evidence.forEach((e) => add(e, 'withheld', selected === 'withheld ' + i, w.code)));
  }
  if (hit?.page === page && words)
    for (const box of boxesOf(words, hit.start, hit.end)) marks.push({ ...hit, box, role: 'hit', selected: true, label: '' });
  return marks.sort((a, b) => !!a.selected - !!b.selected);
}

/** What was clicked: the smallest box around the point, as the key of its code or unread box. */
export function pickAt(chart, page, x, y) {
  const inside = ([bx, by, bw, bh]) => x >= bx - 6 && x <= bx + bw + 6 && y >= by - 6 && y <= by + bh + 6;
  const found = [];
  for (const c of chart.codes)
    c.evidence.forEach(
      (e, place) =>
        e.page === page && boxesIn(e).some(inside) && (c.suggested || c.decision) && found.push({ tab: 'codes', key: c.key, place, area: e.box[2] * e.box[3] }),
    );
  for (const u of unreadBoxes(chart))
    if (u.page === page && inside(u.box)) found.push({ tab: 'unread', key: u.key, place: 0, area: u.box[2] * u.box[3] });
  return found.sort((a, b) => a.area - b.area)[0] ?? null;
}
