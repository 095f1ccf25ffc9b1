// What the page remembers of a person: theme, keys, favourites, view of the pages. Kept by the server, so that it follows the person to another machine.
import { call, get } from './api.js';
import { makeStore } from './store.js';

export const preferences = makeStore({ theme: 'auto', keys: {}, singleKeys: true, favourites: [], view: 'original', loaded: false });

export async function loadPreferences() {
  const kept = await get('preferences').catch(() => ({}));
  preferences.set({ ...kept, loaded: true });
}

let timer = 0;
export function keep(patch) {
  preferences.set(patch);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { loaded, ...rest } = preferences.get();
    call('PUT', 'preferences', rest, { background: true }).catch(() => {}); // a lost preference is not worth a message
  }, 400);
}

export function toggleFavourite(code) {
  const all = preferences.get().favourites;
  const without = all.filter((f) => f.system !== code.system || f.code !== code.code);
  keep({ favourites: without.length < all.length ? without : [{ system: code.system, code: code.code, title: code.title }, ...all].slice(0, 60) });
}

const dark = matchMedia('(prefers-color-scheme: dark)');
function paint() {
  const { theme } = preferences.get();
  document.documentElement.dataset.theme = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
}
preferences.watch(paint);
dark.addEventListener('change', paint);
paint();
