// The next chart by rule, and having it ready: while the coder works on one chart, the likely next one and its first page are fetched.
import { get, post, query } from '../api.js';
import { tell, warn } from '../live.js';
import { preferences } from '../preferences.js';
import { t } from '../strings.js';
import { dropImages, fetchImage } from './images.js';
import { startOf } from './lists.js';

let ready = null; // {id, chart}: one, so that little of other charts lies about in memory
let taken = null; // the chart that Next has leased, until it is open
let lastFilters = {};

/** The filter by which the next chart comes: that of the worklist, without what was typed to find one chart. */
export function nextFilter() {
  const { q, ...rest } = lastFilters;
  return Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== ''));
}

/** Goes to a chart that the server has just given as the next one; null: none waits. */
export function openTaken(chart) {
  if (chart === null) {
    tell(t.list.noNext);
    if (!location.hash.startsWith('#/worklist')) location.hash = '#/worklist';
  } else {
    taken = chart;
    if (location.hash === `#/chart/${chart}`) tell(t.list.sameNext);
    else location.hash = `#/chart/${chart}`;
  }
}

export async function openNextChart(filters = lastFilters) {
  lastFilters = filters;
  try {
    const { chart } = await post('charts/next', nextFilter());
    openTaken(chart);
  } catch (e) {
    if (e.code !== 'not_signed_in') warn(e.message);
  }
}

/** The chart fetched ahead, if it is this one and Next has just leased it: then it can be shown before any answer. */
export function takeReady(id) {
  const chart = ready?.id === id && taken === id ? ready.chart : null;
  ready = null;
  taken = null;
  return chart;
}

export async function fetchAhead(openId) {
  const options = { prefetch: true };
  try {
    const { chart: id } = await get('charts/next' + query({ ...nextFilter(), held: openId }), options);
    if (id === null || ready?.id === id) return;
    const chart = await get(`charts/${id}`, options);
    ready = { id: id, chart };
    dropImages((key) => key.startsWith(openId + '/') || key.startsWith(id + '/'));
    const page = chart.pages.find((p) => p.page === startOf(chart).page);
    if (page?.state === 'read' && page.media !== 'text') await fetchImage(id, page.page, { view: preferences.get().view, prefetch: true });
  } catch {
    ready = null; // fetching ahead may fail in silence: the chart is then fetched when it is wanted
  }
}
