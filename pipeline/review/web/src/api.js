// Every request of the page goes through call(): CSRF token, errors of one shape, and the news whether the server can be reached.
import { makeStore } from './store.js';
import { t } from './strings.js';

export const network = makeStore({ online: true });

let csrf = '';
let asked = 0;
/** When the person last caused a request (ms since 1970). */
export const lastRequest = () => asked;
let onSessionLost = () => {};
export const setCsrf = (token) => (csrf = token);
export const whenSessionIsLost = (f) => (onSessionLost = f);

/** What went wrong with a request: `code` is the server's, or "offline" when no answer came. */
export class ApiError extends Error {
  constructor(status, code, message, { remedy = '', detail = {} } = {}) {
    super(message);
    Object.assign(this, { status, code, remedy, detail });
  }
}

export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('');

async function send(method, path, body, { background, prefetch, signal }) {
  const headers = {};
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
  if (background || prefetch)
    headers['X-Background'] = '1'; // such a request is no sign of a person at the desk
  else asked = Date.now();
  if (prefetch) headers['X-Prefetch'] = '1';
  try {
    const answer = await fetch('/api/' + path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
    if (!network.get().online) network.set({ online: true });
    return answer;
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    if (network.get().online) network.set({ online: false });
    throw new ApiError(0, 'offline', t.error.offline);
  }
}

async function failure(answer) {
  const { error = {} } = await answer.json().catch(() => ({}));
  return new ApiError(answer.status, error.code ?? 'internal', error.message ?? t.error.status(answer.status), error);
}

/** Answers JSON, or a Blob with {blob: true}. Throws ApiError. */
export async function call(method, path, body, options = {}) {
  let answer = await send(method, path, body, options);
  if (answer.status === 403 && method !== 'GET') {
    const error = await failure(answer);
    if (error.code !== 'csrf') throw error;
    await refreshToken(); // another window signed in, or the server was started anew
    answer = await send(method, path, body, options);
  }
  if (!answer.ok) {
    const error = await failure(answer);
    if (error.code === 'not_signed_in') onSessionLost();
    throw error;
  }
  if (options.blob) return answer.blob();
  return answer.status === 204 ? {} : answer.json();
}

async function refreshToken() {
  const answer = await send('GET', 'session', undefined, {});
  if (answer.ok) setCsrf((await answer.json()).csrf);
}

export const get = (path, options) => call('GET', path, undefined, options);
export const post = (path, body = {}, options) => call('POST', path, body, options);

/** "?a=1&b=2" of what is set in `o`. */
export function query(o) {
  const p = new URLSearchParams();
  for (const [k, v] of Object.entries(o)) if (v !== undefined && v !== null && v !== '' && v !== false) p.set(k, v === true ? '1' : v);
  const s = p.toString();
  return s ? '?' + s : '';
}
