// Who is signed in. "locked" means: was signed in a moment ago, the work is still in this window and waits, hidden, for the same person.
import { ApiError, call, get, lastRequest, network, post, setCsrf, whenSessionIsLost } from './api.js';
import { makeStore } from './store.js';
import { loadPreferences } from './preferences.js';

export const session = makeStore({ status: 'loading', user: null, idle_s: 900, error: null });

function take(s) {
  setCsrf(s.csrf);
  const before = session.get();
  // Another person's drafts are not this person's to see.
  if (sessionStorage.getItem('desk.user') !== s.user.login) sessionStorage.clear();
  sessionStorage.setItem('desk.user', s.user.login);
  const sameWork = before.status === 'locked' && before.user?.login === s.user.login;
  session.set({ ...s, status: 'in', error: null, ended: null, epoch: sameWork ? before.epoch : (before.epoch ?? 0) + 1 });
}

export async function openSession() {
  try {
    take(await get('session'));
    await loadPreferences();
  } catch (e) {
    if (e.code === 'not_signed_in') session.set({ status: 'out', error: null });
    else session.set({ status: 'out', error: e });
  }
}

export async function signIn(login, password, totp) {
  take(await call('POST', 'session', { login, password, ...(totp ? { totp } : {}) }));
  await loadPreferences();
}

export async function signOut() {
  await call('DELETE', 'session').catch((e) => {
    if (!(e instanceof ApiError)) throw e;
  });
  sessionStorage.clear();
  session.set({ status: 'out', user: null });
  location.hash = '';
}

/** Hides the work and asks for the password again; nothing unsaved is dropped. */
export function lock(why) {
  if (session.get().status === 'in') session.set({ status: 'locked', ended: why });
}

export async function reloadSession() {
  take(await get('session'));
}

export const changePassword = (old, fresh) => post('session/password', { old, new: fresh }).then(reloadSession);
export const emergency = async (reason) => take({ ...(await post('session/emergency', { reason })) });

whenSessionIsLost(() => lock(idleFor() > session.get().idle_s * 500 ? 'idle' : 'ended'));

const roles = () => session.get().user?.roles ?? [];
export const can = (...wanted) => wanted.some((r) => roles().includes(r));
export const seesCharts = () => can('clerk', 'coder', 'auditor', 'manager') || !!session.get().emergency_until;

/* ---- leaving the desk: after idle_s without a key or a click the session ends here and at the server */
let lastInput = Date.now();
export const idleFor = () => Date.now() - lastInput;
for (const kind of ['keydown', 'pointerdown', 'wheel', 'pointermove'])
  addEventListener(kind, () => (lastInput = Date.now()), { passive: true, capture: true });

export const idleStore = makeStore({ warnAt: 0 });
setInterval(() => {
  const s = session.get();
  if (s.status !== 'in') return;
  const left = s.idle_s * 1000 - idleFor();
  // Reading and scrolling send nothing; the server must still learn that somebody is there.
  if (idleFor() < 5000 && Date.now() - lastRequest() > Math.min(60000, s.idle_s * 333)) get('session').catch(() => {});
  if (left <= 0) {
    lock('idle');
    call('DELETE', 'session', undefined, { background: true }).catch(() => {});
  }
  const seconds = left <= 60000 && left > 0 && s.idle_s > 90 ? Math.ceil(left / 1000) : 0;
  if (seconds !== idleStore.get().warnAt) idleStore.set({ warnAt: seconds });
}, 1000);

// A window that comes back on line says so at once instead of at the next key.
addEventListener('offline', () => network.set({ online: false }));
addEventListener('online', () => get('health', { background: true }).catch(() => {}));
setInterval(() => network.get().online || get('health', { background: true }).catch(() => {}), 3000);
