// Keys: one table of actions (strings.js gives their names), bindings that a person may change, and a stack of scopes.
// The scope on top hears a key first; a dialog's scope is exclusive, so that "A" typed over a dialog accepts nothing behind it.
import { useLayoutEffect, useRef } from './html.js';
import { preferences } from './preferences.js';

export const actions = {
  anywhere: { help: '?', worklist: 'Shift+L', nextChart: 'N', signOut: 'Shift+Q' },
  worklist: { find: '/', down: 'J', up: 'K', open: 'Enter' },
  codes: {
    down: 'J', up: 'K', accept: 'A', reject: 'R', replace: 'E', clear: 'X', undo: 'U', add: '/', rejectRest: 'Shift+R', finish: 'F',
    details: 'D', reason: 'Shift+X', more: 'M', nextEvidence: 'G',
  },
  order: { earlier: 'Shift+K', later: 'Shift+J', firstListed: 'P', admitting: 'I' },
  lists: { codesTab: 'Shift+C', orderTab: 'O', withheldTab: 'W', unreadTab: 'B', talkTab: 'Q', hold: 'H', alarm: 'Y', takeUp: 'Shift+T', print: 'Shift+P' },
  page: {
    pageBack: '[', pageOn: ']', zoomIn: '+', zoomOut: '-', fit: '0', toEvidence: 'Z', turn: 'L', view: 'V', text: 'T', find: 'S', codeThis: 'C', boxes: 'Shift+B',
  },
};

/** "Shift+R", "/", "Enter" of a key event; letters in capitals, signs as they are typed. */
export function nameOf(e) {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'Dead'].includes(e.key)) return null;
  const letter = /^[a-z]$/i.test(e.key);
  const mods = (e.ctrlKey ? 'Ctrl+' : '') + (e.altKey ? 'Alt+' : '') + (e.metaKey ? 'Meta+' : '');
  if (letter) return mods + (e.shiftKey ? 'Shift+' : '') + e.key.toUpperCase();
  return mods + (e.key.length > 1 && e.shiftKey ? 'Shift+' : '') + e.key;
}

// Arrows do what J and K do; they are not rebindable, so that nobody locks himself out.
const fixed = { ArrowDown: 'J', ArrowUp: 'K', 'Shift+ArrowDown': 'Shift+J', 'Shift+ArrowUp': 'Shift+K' };

export function keyFor(group, action) {
  return preferences.get().keys[`${group}.${action}`] ?? actions[group][action];
}

const typing = (el) =>
  el.isContentEditable ||
  el.tagName === 'TEXTAREA' ||
  el.tagName === 'SELECT' ||
  (el.tagName === 'INPUT' && !/^(checkbox|radio|button)$/.test(el.type));
const pressesItself = (el, name) => (name === 'Enter' || name === ' ') && /^(BUTTON|A|SUMMARY|INPUT)$/.test(el.tagName);

const scopes = [];
addEventListener('keydown', (e) => {
  const name = nameOf(e);
  if (!name || e.defaultPrevented || e.isComposing) return;
  const plain = !/^(Ctrl|Alt|Meta)\+/.test(name);
  if (plain && typing(e.target)) return;
  if (pressesItself(e.target, name)) return;
  if (!preferences.get().singleKeys && /^(Shift\+)?.$/.test(name)) return; // WCAG 2.1.4: single keys can be turned off
  for (let i = scopes.length - 1; i >= 0; i--) {
    const { exclusive, handlers } = scopes[i].current;
    const wanted = Object.keys(handlers).find((id) => {
      const [group, action] = id.split('.');
      const key = action ? keyFor(group, action) : id;
      return key === name || key === fixed[name];
    });
    if (wanted) {
      e.preventDefault();
      handlers[wanted](e);
      return;
    }
    if (exclusive) return;
  }
});

/** While the calling part is on screen: handlers {"codes.accept": f, "3": f}. Later scopes come first. */
export function useKeys(handlers, { exclusive = false, on = true } = {}) {
  const scope = useRef({ handlers, exclusive });
  scope.current = { handlers, exclusive };
  // At once, not after the next painting: the key after Escape may come sooner.
  useLayoutEffect(() => {
    if (!on) return;
    scopes.push(scope);
    return () => scopes.splice(scopes.indexOf(scope), 1);
  }, [on]);
}
