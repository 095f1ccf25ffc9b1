// What stands in the right half, and in which order J and K walk through it.
import { finalCodes } from './optimistic.js';

// Where a coder looks first: what the provider concluded, then what was done, then the story.
const WEIGHT = [
  'final_diagnosis',
  'discharge_diagnosis',
  'postop_diagnosis',
  'assessment',
  'impression',
  'assessment_plan',
  'diagnosis',
  'plan',
  'procedure',
  'procedures',
  'hospital_course',
  'orders',
  'results',
  'hpi',
  'chief_complaint',
];
const weight = (section) => WEIGHT.indexOf(section) + 1 || WEIGHT.length + 1;

/** [{section, codes}], suggested and added codes only, by what the section weighs; in each the first-listed, other diagnoses, then procedures. */
export function bySection(chart) {
  const groups = new Map();
  for (const c of chart.codes) {
    if (!c.suggested && !c.decision) continue;
    const section = c.section || c.evidence[0]?.section || 'other';
    if (!groups.has(section)) groups.set(section, []);
    groups.get(section).push(c);
  }
  const rank = (c) => (c.first_listed ? -1000 : 0) + (c.system === 'ICD-10-CM' ? 0 : 1000) + (c.rank || 999);
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

/** Where the desk opens a chart: the first suggestion without an answer, and the page of its evidence. */
export function startOf(chart) {
  const order = walk(chart, 'codes', false);
  const selected = nextUndecided(chart, null, order) ?? order[0] ?? null;
  const evidence = chart.codes.find((c) => c.key === selected)?.evidence[0];
  const first = chart.pages.find((p) => p.state === 'read' && !p.blank && p.kind === 'page') ?? chart.pages[0];
  return { selected, page: evidence?.page ?? first?.page ?? 1 };
}

/** The next suggestion without an answer after `key`, round the end; null when all have one. */
export function nextUndecided(chart, key, order) {
  const open = new Set(chart.codes.filter((c) => c.suggested && !c.decision).map((c) => c.key));
  const at = order.indexOf(key);
  return [...order.slice(at + 1), ...order.slice(0, at + 1)].find((k) => open.has(k)) ?? null;
}
