// The next chart by rule, and having it ready: while the coder works on one chart, the likely next one and its first page are fetched.
import { get, post, query } from '../api.js';
import { tell, warn } from '../live.js';
import { t } from '../strings.js';
import { dropImages, fetchImage } from './images.js';

let ready = null; // {id, chart}: one, so that little of other charts lies about in memory
let lastFilters = {};

export async function openNextChart(filters = lastFilters) {
  lastFilters = filters;
  try {
    const { q, ...rest } = filters;
    const { chart } = await post('charts/next', Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== '')));
    if (chart === null) {
      tell(t.list.noNext);
      if (!location.hash.startsWith('#/worklist')) location.hash = '#/worklist';
    } else if (location.hash === `#/chart/${chart}`) tell(t.list.sameNext);
    else location.hash = `#/chart/${chart}`;
  } catch (e) {
    if (e.code !== 'not_signed_in') warn(e.message);
  }
}

/** The chart fetched ahead, if it is this one. */
export function takeReady(id) {
  const chart = ready?.id === id ? ready.chart : null;
  ready = null;
  return chart;
}

export async function fetchAhead(openId) {
  const options = { prefetch: true };
  try {
    const { q, ...rest } = lastFilters;
    const { chart: id } = await get('charts/next' + query({ ...rest, held: openId }), options);
    if (id === null || ready?.id === id) return;
    const chart = await get(`charts/${id}`, options);
    ready = { id: id, chart };
    dropImages((key) => key.startsWith(openId + '/') || key.startsWith(id + '/'));
    const first = chart.pages.find((p) => p.state === 'read');
    if (first) await fetchImage(id, first.page, { prefetch: true });
  } catch {
    ready = null; // fetching ahead may fail in silence: the chart is then fetched when it is wanted
  }
}
