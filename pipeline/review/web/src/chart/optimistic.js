// What an act does to a chart, as far as the page can know before the server has answered. Only what the eye needs at once:
// decisions, order and answers. Edits, permissions and what U would take back come with the server's chart.

const key = (c) => c.system + ' ' + c.code;
const same = (a) => (c) => c.code === a.code && (!a.system || c.system === a.system);
const codeOf = (c) => c.decision?.new_code ?? c.code;
export const isActive = (c) => !!c.decision && c.decision.action !== 'reject';

export const isDiagnosis = (c) => c.system === 'ICD-10-CM';
const claimOrder = (a, b) => isDiagnosis(b) - isDiagnosis(a) || (a.position || 1e9) - (b.position || 1e9) || a.rank - b.rank;

/** The codes that will be billed, in the order of the claim: diagnoses, then procedures; positions count in each from 1. */
export function finalCodes(chart, like = null) {
  return chart.codes.filter((c) => isActive(c) && (!like || isDiagnosis(c) === isDiagnosis(like))).sort(claimOrder);
}

/** The one that is proposed as first-listed or principal until a coder has decided on it, then whichever stands first. */
export const isFirst = (chart, code) =>
  chart.codes.some((c) => c.first_listed && !c.decision)
    ? code.first_listed && !code.decision
    : isDiagnosis(code) && isActive(code) && code.position === 1;

const changeCode = (chart, wanted, change) => ({ ...chart, codes: chart.codes.map((c) => (wanted(c) ? { ...c, ...change(c) } : c)) });

function decide(chart, act, decision) {
  return changeCode(chart, same(act), (c) => ({
    decision: { by: null, at: Date.now(), new_code: null, new_system: null, new_title: null, reason: null, ...decision },
    position: decision.action === 'reject' ? null : c.position || finalCodes(chart, c).length + 1,
  }));
}

function inOrder(chart, keys) {
  return changeCode(
    chart,
    (c) => keys.includes(key(c)),
    (c) => ({ position: keys.indexOf(key(c)) + 1 }),
  );
}

function answerBox(chart, act) {
  const answer = { action: act.kind, by: null, at: Date.now() };
  return {
    ...chart,
    pages: chart.pages.map((p) => (p.page !== act.page ? p : { ...p, unread: p.unread.map((u) => (u.id === act.unread ? { ...u, answer } : u)) })),
  };
}

const how = {
  accept: (chart, act) => decide(chart, act, { action: 'accept' }),
  reject: (chart, act) => decide(chart, act, { action: 'reject', reason: act.reason ?? null }),
  replace: (chart, act) => decide(chart, act, { action: 'replace', new_code: act.new_code, new_system: act.system, new_title: act.new_title ?? '' }),
  clear: (chart, act) => changeCode(chart, same(act), () => ({ decision: null, position: null })),
  reject_rest: (chart) => chart.codes.filter((c) => c.suggested && !c.decision).reduce((now, c) => decide(now, c, { action: 'reject' }), chart),
  order: (chart, act) => inOrder(chart, act.codes.map(key)),
  first_listed: (chart, act) => {
    const first = finalCodes(chart).find((c) => codeOf(c) === act.code);
    const all = first ? finalCodes(chart, first) : [];
    return first ? inOrder(chart, [first, ...all.filter((c) => c !== first)].map(key)) : chart;
  },
  admitting: (chart, act) =>
    changeCode(
      chart,
      () => true,
      (c) => ({ admitting: codeOf(c) === act.code }),
    ),
  poa: (chart, act) =>
    changeCode(
      chart,
      (c) => codeOf(c) === act.code,
      () => ({ poa: act.value }),
    ),
  modifiers: (chart, act) =>
    changeCode(
      chart,
      (c) => codeOf(c) === act.code,
      () => ({ modifiers: act.list }),
    ),
  units: (chart, act) =>
    changeCode(
      chart,
      (c) => codeOf(c) === act.code,
      () => ({ units: act.n }),
    ),
  pointers: (chart, act) =>
    changeCode(
      chart,
      (c) => codeOf(c) === act.code,
      () => ({ pointers: act.list }),
    ),
  transcribe: answerBox,
  dismiss: answerBox,
};

export const applyAct = (chart, act) => (how[act.kind] ? how[act.kind](chart, act) : chart);

/** Counts of what is left, of a chart with acts applied that the server has not answered yet. */
export function whatIsLeft(chart) {
  return {
    ...chart.left,
    undecided: chart.codes.filter((c) => c.suggested && !c.decision).length,
    unread: chart.pages.reduce((n, p) => n + p.unread.filter((u) => !u.answer).length, 0),
  };
}
