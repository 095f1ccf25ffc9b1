// Page images, fetched and decoded once: they must not lie in the browser's cache on disk (they are PHI, the server says no-store),
// yet turning a page back and opening the next chart must not wait for the server.
import { get, query } from '../api.js';

const held = new Map(); // "chart/page/view/width" -> Promise of {url, bitmap}; the one used last comes last
export const FULL = 1600;
const MOST = { full: 12, small: 120 }; // a full page, decoded, takes 13 MB
const keyOf = (chart, page, view, width) => `${chart}/${page}/${view}/${width}`;
const isFull = (key) => key.endsWith('/' + FULL);

async function load(path, prefetch, decode) {
  const blob = await get(path, { blob: true, prefetch });
  return decode ? { url: null, bitmap: await createImageBitmap(blob) } : { url: URL.createObjectURL(blob), bitmap: null };
}

/** A page for the viewer and the crops as {bitmap}; of a smaller width, for the strip, as {url}. */
export function fetchImage(chart, page, { view = 'original', width = FULL, prefetch = false } = {}) {
  const key = keyOf(chart, page, view, width);
  const loading = held.get(key) ?? load(`charts/${chart}/pages/${page}/image${query({ view, width })}`, prefetch, width === FULL);
  held.delete(key);
  held.set(key, loading);
  loading.catch(() => held.get(key) === loading && held.delete(key));
  const alike = [...held.keys()].filter((k) => isFull(k) === isFull(key));
  drop(alike.slice(0, Math.max(0, alike.length - (isFull(key) ? MOST.full : MOST.small))));
  return loading;
}

function drop(keys) {
  for (const key of keys) {
    const loading = held.get(key);
    held.delete(key);
    loading.then(({ url, bitmap }) => (url && URL.revokeObjectURL(url), bitmap?.close())).catch(() => {});
  }
}

/** Lets go of every image whose key `keep` does not want. */
export const dropImages = (keep) => drop([...held.keys()].filter((key) => !keep(key)));
