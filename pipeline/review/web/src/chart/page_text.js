// The text layer of pages: fetched once, searched, and cut by the UTF-8 byte offsets in which evidence is given.
import { get } from '../api.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
let cache = new Map(); // "chart/page" -> Promise of the page

export function fetchPage(chart, page) {
  const key = `${chart}/${page}`;
  if (!cache.has(key)) {
    if (cache.size > 250) cache = new Map();
    const loading = get(`charts/${chart}/pages/${page}`);
    loading.catch(() => cache.delete(key));
    cache.set(key, loading);
  }
  return cache.get(key);
}

export const forgetPages = () => (cache = new Map());
export const byteOffset = (text, at) => encoder.encode(text.slice(0, at)).length;

/** A cutter of one text: the conversion to bytes is done once, however many words are cut. */
export function cutter(text) {
  const bytes = encoder.encode(text);
  return (start, end) => decoder.decode(bytes.subarray(start, end));
}

/** Boxes [x, y, w, h] of the words between two offsets, one for each line. */
export function boxesOf(page, start, end) {
  const rows = [];
  for (const [from, to, x, y, w, h] of page.words) {
    if (to <= start || from >= end) continue;
    const row = rows.at(-1);
    if (row && Math.abs(row.y - y) < h) {
      const right = Math.max(row.x + row.w, x + w);
      row.x = Math.min(row.x, x);
      row.w = right - row.x;
      row.h = Math.max(row.h, y + h - row.y);
    } else rows.push({ x, y, w, h });
  }
  return rows.map((r) => [r.x, r.y, r.w, r.h]);
}

const SEARCHED_PAGES = 200;

/** Where `wanted` stands: [{page, start, end, text}], the open page first, then on to the end and round. */
export async function findInChart(chart, openPage, wanted) {
  const pages = chart.pages.filter((p) => p.state === 'read').map((p) => p.page);
  const from = Math.max(0, pages.indexOf(openPage));
  const hits = [];
  const needle = wanted.toLowerCase();
  for (const n of [...pages.slice(from), ...pages.slice(0, from)].slice(0, SEARCHED_PAGES)) {
    const { text } = await fetchPage(chart.id, n);
    const low = text.toLowerCase();
    for (let at = low.indexOf(needle); at >= 0 && hits.length < 500; at = low.indexOf(needle, at + needle.length)) {
      const start = byteOffset(text, at);
      hits.push({
        page: n,
        start,
        end: start + byteOffset(text.slice(at, at + needle.length), needle.length),
        text: text.slice(at, at + needle.length),
      });
    }
  }
  return hits;
}
