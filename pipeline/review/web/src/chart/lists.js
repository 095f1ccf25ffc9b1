// What stands in the right half, and in which order J and K walk through it.
import { finalCodes } from './optimistic.js';

// Where a coder looks first: what the provider concluded, then what was done, then the story.
const WEIGHT = ['final_diagnosis', 'discharge_diagnosis', 'assessment', 'impression', 'assessment_plan', 'diagnosis', 'plan', 'procedure', 'procedures', 'hospital_course', 'orders', 'results', 'hpi', 'chief_complaint'];
const weight = (section) => (WEIGHT.indexOf(section) + 1 || WEIGHT.length + 1);

/** [{section, codes}], suggested and added codes only; procedures of a section stand after its diagnoses. */
export function bySection(chart) {
  const groups = new Map();
  for (const c of chart.codes) {
    if (!c.suggested && !c.decision) continue;
    const section = c.section || c.evidence[0]?.section || 'other';
    if (!groups.has(section)) groups.set(section, []);
    groups.get(section).push(c);
  }
  const rank = (c) => (c.system === 'ICD-10-CM' ? 0 : 1000) + c.rank;
  return [...groups]
    .map(([section, codes]) => ({ section, codes: codes.sort((a, b) => rank(a) - rank(b)) }))
    .sort((a, b) => weight(a.section) - weight(b.section) || rank(a.codes[0]) - rank(b.codes[0]));
}

/** What a digit puts in the place of a code: of the same system, since a diagnosis is no instead of a procedure. */
export const insteadOf = (code) => code.alternatives.filter((a) => !a.system || a.system === code.system).slice(0, 9);
export const otherCandidates = (chart) => chart.codes.filter((c) => !c.suggested && !c.decision);
export const unreadBoxes = (chart) => chart.pages.flatMap((p) => p.unread.map((u) => ({ ...u, page: p.page, key: `${p.page}/${u.id}` })));

/** Keys in the order in which the open tab shows them. */
export function walk(chart, tab, more) {
  if (tab === 'order') return finalCodes(chart).map((c) => c.key);
  if (tab === 'withheld') return chart.withheld.map((_, i) => 'withheld ' + i);
  if (tab === 'unread') return unreadBoxes(chart).map((u) => u.key);
  if (tab === 'talk') return [];
  return [...bySection(chart).flatMap((g) => g.codes), ...(more ? otherCandidates(chart) : [])].map((c) => c.key);
}

/** The next suggestion without an answer after `key`, round the end; null when all have one. */
export function nextUndecided(chart, key, order) {
  const open = new Set(chart.codes.filter((c) => c.suggested && !c.decision).map((c) => c.key));
  const at = order.indexOf(key);
  return [...order.slice(at + 1), ...order.slice(0, at + 1)].find((k) => open.has(k)) ?? null;
}
