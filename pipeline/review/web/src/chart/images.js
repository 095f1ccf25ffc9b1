// Page images as object URLs: they must not lie in the browser's cache on disk (they are PHI, the server says no-store),
// yet turning a page back and opening the next chart must not wait for the server.
import { get, query } from '../api.js';

const held = new Map(); // "chart/page/view/width" -> Promise of {url, bitmap}
export const FULL = 1600;
const keyOf = (chart, page, view, width) => `${chart}/${page}/${view}/${width}`;

export function fetchImage(chart, page, { view = 'original', width = FULL, prefetch = false } = {}) {
  const key = keyOf(chart, page, view, width);
  if (!held.has(key)) {
    const loading = get(`charts/${chart}/pages/${page}/image${query({ view, width })}`, { blob: true, prefetch }).then(async (blob) => ({
      url: URL.createObjectURL(blob),
      bitmap: width === FULL ? await createImageBitmap(blob) : null, // decoded once: for the crops beside the read text
    }));
    loading.catch(() => held.delete(key));
    held.set(key, loading);
    if (held.size > 60) dropImages((k) => k.startsWith(chart + '/') && [...held.keys()].indexOf(k) > 20);
  }
  return held.get(key);
}

/** Lets go of every image whose key `keep` does not want. */
export function dropImages(keep) {
  for (const [key, loading] of held)
    if (!keep(key)) {
      held.delete(key);
      loading.then(({ url, bitmap }) => (URL.revokeObjectURL(url), bitmap?.close())).catch(() => {});
    }
}
