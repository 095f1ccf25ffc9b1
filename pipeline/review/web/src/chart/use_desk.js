// State of the desk (which tab, which code, which page) and what each key does to it.
import { useEffect, useRef, useState } from '../html.js';
import { useKeys } from '../keys.js';
import { tell } from '../live.js';
import { keep, preferences } from '../preferences.js';
import { can } from '../session.js';
import { t } from '../strings.js';
import { insteadOf, nextUndecided, otherCandidates, startOf, unreadBoxes, walk } from './lists.js';
import { finalCodes, isActive } from './optimistic.js';
import { openNextChart } from './next.js';

export function useDesk(session, chart, turn) {
  const [state, setState] = useState(() => {
    const start = startOf(chart);
    return {
      tab: 'codes',
      ...start,
      place: 0,
      more: false,
      dialog: null,
      focus: focusOf(chart, 'codes', start.selected, 0),
      view: preferences.get().view,
      turns: {},
      selecting: false,
      finding: false,
      picked: null,
      showBoxes: true,
    };
  });
  const now = useRef();
  now.current = { chart, state };
  const set = (patch) => setState((s) => ({ ...s, ...patch }));
  const controls = useRef(null);
  const unreadInput = useRef(null);
  const canAct = chart.may.includes('act') && chart.lease.mine && session.trouble?.kind !== 'leased' && session.unsent.length === 0;
  const canUndo = canAct || (chart.may.includes('undo') && session.unsent.length === 0); // finishing, too, can be taken back
  const code = chart.codes.find((c) => c.key === state.selected) ?? null;

  function focusOf(chart, tab, key, place) {
    const evidence =
      tab === 'withheld' ? chart.withheld[Number(key?.split(' ')[1])]?.evidence[0]
      : tab === 'unread' ? unreadBoxes(chart).find((u) => u.key === key)
      : chart.codes.find((c) => c.key === key)?.evidence[place];
    return evidence ? { page: evidence.page, box: evidence.box, start: evidence.start, end: evidence.end, at: Date.now() + Math.random() } : null;
  }
  const select = (key, { tab = now.current.state.tab, place = 0, move = true } = {}) => {
    const focus = focusOf(now.current.chart, tab, key, place);
    set({ tab, selected: key, place, ...(focus && move ? { focus, page: focus.page } : {}) });
  };
  const openTab = (tab) => {
    const keys = walk(chart, tab, state.more);
    const open = tab === 'unread' ? unreadBoxes(chart).find((u) => !u.answer)?.key : null;
    const key = keys.includes(state.selected) ? state.selected : (open ?? keys[0] ?? null);
    select(key, { tab, move: key !== state.selected });
  };
  const step = (by) => {
    const keys = walk(chart, state.tab, state.more);
    const at = keys.indexOf(state.selected);
    const to = keys[Math.max(0, Math.min(keys.length - 1, at < 0 ? 0 : at + by))];
    if (to !== undefined && to !== state.selected) select(to);
  };
  const goOn = (chartAfter, from) => {
    const next = nextUndecided(chartAfter, from, walk(chartAfter, 'codes', now.current.state.more));
    if (next) select(next, { tab: 'codes' });
    else tell(unreadBoxes(chartAfter).some((u) => !u.answer) ? t.chart.onlyUnread : t.chart.allDecided);
  };
  const send = (act, next) => {
    if (!canAct) {
      tell(t.chart.cannotAct);
      return Promise.resolve(false);
    }
    return session.act(act, next);
  };
  const decide = (kind, rest = {}) => {
    if (!code || !canAct) return canAct ? undefined : void tell(t.chart.cannotAct);
    const wasOpen = !code.decision;
    send({ kind, system: code.system, code: code.code, ...rest });
    if (wasOpen && kind !== 'clear') goOn(session.chart, code.key);
  };
  const pickAlternative = (a) => decide('replace', { new_code: a.code, new_title: a.title });
  const reorder = (by) => {
    if (!code || !isActive(code)) return;
    const list = finalCodes(chart, code);
    const at = list.indexOf(code);
    const to = at + by;
    if (to < 0 || to >= list.length) return;
    [list[at], list[to]] = [list[to], list[at]];
    send({ kind: 'order', codes: list.map(({ system, code: c }) => ({ system, code: c })) });
  };
  const standing = () => (code && isActive(code) ? (code.decision.new_code ?? code.code) : null);
  const onStanding = (f) => (standing() ? f(standing()) : tell(t.chart.onlyConfirmed));
  const recover = (w) => {
    const e = w.evidence[0];
    send({ kind: 'add', system: w.system, code: w.code, ...(e ? { page: e.page, start: e.start, end: e.end } : {}) });
  };
  const openBox = () => unreadBoxes(chart).find((u) => u.key === state.selected && !u.answer);
  const nextBox = (from) => {
    const open = unreadBoxes(now.current.chart).filter((u) => !u.answer && u.key !== from);
    if (open.length) select(open[0].key, { tab: 'unread' });
  };
  const dismiss = (box, reason) => (send({ kind: 'dismiss', page: box.page, unread: box.id, reason }), nextBox(box.key));
  const transcribe = (box, text) =>
    send({ kind: 'transcribe', page: box.page, unread: box.id, text }).then((done) => (done && nextBox(box.key), done));

  const finish = () => {
    if (chart.state === 'finished') return openNextChart();
    const { left } = chart;
    if (!canAct) return tell(t.chart.cannotAct);
    if (left.undecided) return goTo('codes', nextUndecided(chart, null, walk(chart, 'codes', state.more)));
    if (left.unread) return goTo('unread', unreadBoxes(chart).find((u) => !u.answer)?.key);
    if (left.alarms) return set({ dialog: { kind: 'alarm' } });
    set({ dialog: { kind: 'finish' } });
  };
  const goTo = (tab, key) => {
    tell(t.chart.stillLeft(chart.left));
    if (key) select(key, { tab });
  };
  const turnPage = (by) => {
    const all = chart.pages.map((p) => p.page);
    const to = all[Math.max(0, Math.min(all.length - 1, all.indexOf(state.page) + by))];
    if (to !== state.page) set({ page: to, focus: null });
  };
  const nextEvidence = () => {
    if (!code?.evidence.length) return;
    select(code.key, { place: (state.place + 1) % code.evidence.length });
  };

  const handlers = {
    'codes.down': () => step(1),
    'codes.up': () => step(-1),
    'codes.accept': () => {
      if (state.tab === 'withheld') return state.selected && recover(chart.withheld[Number(state.selected.split(' ')[1])]);
      if (state.tab === 'unread') return unreadInput.current?.focus();
      decide('accept');
    },
    'codes.reject': () => decide('reject'),
    'codes.replace': () => code && canAct && set({ dialog: { kind: 'encoder', replace: code } }),
    'codes.clear': () => code?.decision && decide('clear'),
    'codes.undo': undo,
    'codes.add': () => canAct && set({ dialog: { kind: 'encoder', text: '' } }),
    'codes.rejectRest': () => chart.left.undecided > 0 && canAct && set({ dialog: { kind: 'rejectRest' } }),
    'codes.finish': finish,
    'codes.details': () => onStanding(() => set({ dialog: { kind: 'details', code } })),
    'codes.reason': () => code?.decision?.action === 'reject' && set({ dialog: { kind: 'reason', code } }),
    'codes.more': () => otherCandidates(chart).length && set({ more: !state.more, tab: 'codes' }),
    'codes.nextEvidence': nextEvidence,
    'order.earlier': () => reorder(-1),
    'order.later': () => reorder(1),
    'order.firstListed': () => onStanding((c) => send({ kind: 'first_listed', code: c })),
    'order.admitting': () => onStanding((c) => send({ kind: 'admitting', code: code.admitting ? null : c })),
    'lists.codesTab': () => openTab('codes'),
    Escape: () => openTab('codes'),
    'lists.orderTab': () => openTab('order'),
    'lists.withheldTab': () => openTab('withheld'),
    'lists.unreadTab': () => openTab('unread'),
    'lists.talkTab': () => openTab('talk'),
    'lists.hold': () => set({ dialog: { kind: 'hold' } }),
    'lists.alarm': () => chart.left.alarms > 0 && canAct && set({ dialog: { kind: 'alarm' } }),
    'lists.takeUp': () => session.takeUp(),
    'lists.print': () => print(),
    'page.pageBack': () => turnPage(-1),
    'page.pageOn': () => turnPage(1),
    'page.zoomIn': () => controls.current?.zoom(1.25),
    'page.zoomOut': () => controls.current?.zoom(0.8),
    'page.fit': () => controls.current?.fit(),
    'page.toEvidence': () => select(state.selected, { place: state.place }),
    'page.turn': () => set({ turns: { ...state.turns, [state.page]: ((state.turns[state.page] ?? 0) + 90) % 360 } }),
    'page.view': () => {
      const view = state.view === 'original' ? 'clean' : 'original';
      keep({ view }); // for the charts to come, too: their pages are then fetched ahead in this view
      set({ view });
    },
    'page.text': () => set({ selecting: !state.selecting }),
    'page.find': () => set({ finding: true }),
    'page.codeThis': () =>
      state.picked ? canAct && set({ dialog: { kind: 'encoder', text: state.picked.text, from: state.picked } }) : set({ finding: true }),
    'page.boxes': () => set({ showBoxes: !state.showBoxes }),
  };
  const reopen = () => session.reopen();
  // U answers at once: what it takes back is decided by the server, the only one that knows the order of things.
  function undo() {
    if (!canUndo) return tell(t.chart.cannotAct);
    if (!chart.undo && !session.saving) return tell(t.chart.nothingToUndo);
    session.act({ kind: 'undo' });
  }
  if (state.tab === 'unread' && openBox()) t.unread.reasons.forEach((r, i) => (handlers[i + 1] = () => canAct && dismiss(openBox(), r)));
  else if (code) insteadOf(code).forEach((a, i) => (handlers[i + 1] = () => pickAlternative(a)));
  useKeys(handlers);

  // A code that went away (undo of an addition) leaves the choice on nothing: take the nearest sensible one.
  useEffect(() => {
    if (state.tab !== 'talk' && !walk(chart, state.tab, true).includes(state.selected)) {
      const keys = walk(chart, state.tab, state.more);
      if (keys[0] !== undefined) select(keys[0], { move: false });
    }
  }, [turn, state.tab]);

  return {
    ...state,
    code,
    canAct,
    canUndo,
    canReopen: chart.may.includes('reopen') && can('coder', 'manager'),
    set,
    select,
    openTab,
    send,
    decide,
    pickAlternative,
    recover,
    dismiss,
    transcribe,
    run: handlers,
    reopen,
    controls,
    unreadInput,
    canFinish: isReady(chart),
  };
}

const isReady = ({ left }) => !left.undecided && !left.unread && !left.alarms;
