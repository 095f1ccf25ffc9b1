// Small parts that every screen uses.
import { html, useEffect, useLayoutEffect, useRef, useState } from './html.js';
import { keyFor, useKeys } from './keys.js';
import { t } from './strings.js';

/** The key of an action, as a small sign on its button. */
export function Key({ of }) {
  const [group, action] = of.split('.');
  return html`<kbd aria-hidden="true">${keyFor(group, action).replace('Shift+', '⇧')}</kbd>`;
}

const shortcut = (of) => (of ? keyFor(...of.split('.')) : undefined);

export function Button({ keyOf, children, kind = '', ...rest }) {
  return html`<button type="button" class=${kind} aria-keyshortcuts=${shortcut(keyOf)} ...${rest}>
    ${children}${keyOf && html`<${Key} of=${keyOf} />`}
  </button>`;
}

/** A dialog over the page. The browser keeps the focus inside and gives it back; keys behind it are dead. */
export function Dialog({ title, onClose, children, wide = false, kind = '' }) {
  const ref = useRef();
  useKeys({}, { exclusive: true });
  useLayoutEffect(() => {
    const back = document.activeElement;
    ref.current.showModal();
    (
      ref.current.querySelector('[autofocus]') ??
      ref.current.querySelector('input,select,textarea,button.primary') ??
      ref.current.querySelector('header button')
    ).focus();
    return () => {
      if (back?.isConnected) back.focus({ preventScroll: true });
    };
  }, []);
  return html`<dialog
    ref=${ref}
    class=${`${wide ? 'wide' : ''} ${kind}`}
    aria-labelledby="dialog-title"
    onCancel=${(e) => (e.preventDefault(), onClose())}
  >
    <header>
      <h2 id="dialog-title">${title}</h2>
      <button type="button" class="quiet" onClick=${onClose} aria-label=${t.close}>✕</button>
    </header>
    ${children}
  </dialog>`;
}

export function Field({ label, hint, error, id, children }) {
  return html`<div class=${error ? 'field wrong' : 'field'}>
    <label for=${id}>${label}</label>${children}
    ${hint && html`<p class="hint" id=${id + '-hint'}>${hint}</p>`}
    ${error && html`<p class="wrong-text" id=${id + '-error'}>${error}</p>`}
  </div>`;
}

/** Loading says so only when it lasts: a flash of "loading" makes a fast page feel slow. */
export function Loading({ what = t.loading }) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 350);
    return () => clearTimeout(timer);
  }, []);
  return html`<div class="state" aria-busy="true">${slow && html`<span class="spinner" aria-hidden="true"></span><p>${what}</p>`}</div>`;
}

export function Failed({ error, again }) {
  return html`<div class="state" role="alert">
    <p class="strong">${error.message}</p>
    ${error.remedy && html`<p>${error.remedy}</p>`} ${again && html`<${Button} onClick=${again}>${t.tryAgain}<//>`}
  </div>`;
}

export function Empty({ children }) {
  return html`<div class="state">${children}</div>`;
}

export function Banner({ kind = 'info', children }) {
  return html`<div class=${'banner ' + kind} role=${kind === 'info' ? 'status' : 'alert'}>${children}</div>`;
}

export function Confidence({ value }) {
  if (value === null || value === undefined) return html`<span class="confidence none">${t.byCoder}</span>`;
  const percent = Math.round(value * 100);
  const level = value >= 0.8 ? 'high' : value >= 0.5 ? 'middle' : 'low';
  return html`<span class=${'confidence ' + level} title=${t.confidenceIs(percent)}>
    <meter min="0" max="1" value=${value} aria-hidden="true"></meter><span class="visually-hidden">${t.confidence} </span>${percent} %
  </span>`;
}

/** Loads something for a part of the page: {data, error, again}. Asks anew when `deps` change. */
export function useLoad(load, deps) {
  const [state, setState] = useState({ data: null, error: null, loading: true });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((s) => ({ ...s, loading: true }));
    load(stop.signal)
      .then((data) => !stop.signal.aborted && setState({ data, error: null, loading: false }))
      .catch((error) => !stop.signal.aborted && setState((s) => ({ ...s, error, loading: false })));
    return () => stop.abort();
  }, [...deps, turn]);
  return { ...state, again: () => setTurn((n) => n + 1) };
}

/** Text that survives a reload or a new sign-in in this window, and nothing longer. */
export function useDraft(name, initial = '') {
  const at = 'desk.draft.' + name;
  const [text, setText] = useState(() => sessionStorage.getItem(at) ?? initial);
  useEffect(() => setText(sessionStorage.getItem(at) ?? initial), [at]);
  const change = (value) => {
    setText(value);
    if (value) sessionStorage.setItem(at, value);
    else sessionStorage.removeItem(at);
  };
  return [text, change];
}

export const when = (ms) => (ms ? new Date(ms).toLocaleString('en-US', { dateStyle: 'medium', timeStyle: 'short' }) : '');
export const timeOfDay = (ms) => new Date(ms).toLocaleTimeString('en-US', { timeStyle: 'short' });
export const date = (d) => (d ? new Date(d + 'T00:00:00').toLocaleDateString('en-US', { dateStyle: 'medium' }) : '');
