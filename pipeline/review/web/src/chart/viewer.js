// The page as scanned, with OpenSeadragon for zoom, pan and turn; above it one layer in the page's own pixels that holds the
// evidence boxes and, on demand, the words for selecting. The layer follows the viewport by one CSS matrix.
import OpenSeadragon from 'openseadragon';
import { html, useEffect, useLayoutEffect, useRef, useState } from '../html.js';
import { t } from '../strings.js';
import { Failed, Loading } from '../ui.js';
import { fetchImage } from './images.js';
import { Marks, TextLayer } from './layers.js';

// OpenSeadragon would add a style element of its own, which the Content-Security-Policy forbids; it does not where it finds one.
const sign = document.createElementNS(null, 'style'); // found by that name, yet no style sheet
sign.setAttribute('data-openseadragon-mobile-css', '');
document.head.append(sign);

const calm = matchMedia('(prefers-reduced-motion: reduce)');

function makeViewer(element) {
  return OpenSeadragon({
    element,
    drawer: 'canvas',
    showNavigationControl: false,
    animationTime: calm.matches ? 0 : 0.2,
    springStiffness: 9,
    minZoomImageRatio: 0.5,
    maxZoomPixelRatio: 4,
    visibilityRatio: 0.3,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true, scrollToZoom: false },
    keyboardNavEnabled: false,
    crossOriginPolicy: false,
    preload: true,
    immediateRender: true,
    autoResize: true,
    preserveImageSizeOnResize: true,
  });
}

const LEVELS = 3; // the page as it came, a half, a quarter: a page scaled down by less than half stays sharp

/** A decoded page as OpenSeadragon wants it: nothing is fetched or decoded once more. */
function tileSource(name, bitmap) {
  const scaled = (level) => {
    const by = 2 ** (LEVELS - 1 - level);
    const canvas = document.createElement('canvas');
    canvas.width = Math.ceil(bitmap.width / by);
    canvas.height = Math.ceil(bitmap.height / by);
    const pen = canvas.getContext('2d');
    pen.imageSmoothingQuality = 'high';
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return pen;
  };
  return {
    width: bitmap.width,
    height: bitmap.height,
    tileSize: Math.max(bitmap.width, bitmap.height),
    minLevel: 0,
    maxLevel: LEVELS - 1,
    getTileUrl: (level) => `${name}/${level}`,
    getTilePostData: (level) => ({ level }),
    downloadTileStart: (job) => (bitmap.width ? job.finish(scaled(job.postData.level), null, 'context2d') : job.fail('let go of')),
    downloadTileAbort: () => {},
  };
}

const clamp = (v, low, high) => (low > high ? (low + high) / 2 : Math.min(high, Math.max(low, v)));

const fitZoom = (aspect, turn) => (turn % 180 ? 1 / aspect : 1);

/** The page across the whole width, from its top (its top as turned). */
function fitWidth(viewer, aspect, turn, immediately) {
  const lying = turn % 180 !== 0;
  const port = viewer.viewport;
  port.setRotation(turn, true);
  port.zoomTo(fitZoom(aspect, turn), null, immediately);
  const shown = (lying ? aspect : 1) / port.getAspectRatio(); // height of the view in units of the page's width
  const whole = lying ? 1 : aspect;
  const fromTop = Math.min(shown, whole) / 2;
  const along = turn === 0 || turn === 90 ? fromTop : whole - fromTop;
  port.panTo(lying ? new OpenSeadragon.Point(along, aspect / 2) : new OpenSeadragon.Point(0.5, along), immediately);
}

/** The middle of the view that has a box in its upper half, what follows below it; `view` {width, height} in units of the page's width. */
function middleFor(view, page, aspect, turn, box) {
  const x = (box[0] + box[2] / 2) / page.width;
  const y = ((box[1] + box[3] / 2) / page.height) * aspect;
  const lying = turn % 180 !== 0;
  const [across, wide] = lying ? [y, aspect] : [x, 1];
  const [along, long] = lying ? [x, 1] : [y, aspect];
  const ahead = (turn === 0 || turn === 90 ? 1 : -1) * view.height * 0.08; // what follows is read on
  const toward = view.width >= wide * 0.98 ? wide / 2 : clamp(across, view.width / 2, wide - view.width / 2);
  const down = clamp(along + ahead, view.height / 2 - 0.01, long - view.height / 2 + 0.01);
  return lying ? new OpenSeadragon.Point(down, toward) : new OpenSeadragon.Point(toward, down);
}

/** Brings a box into sight; the zoom stays as the coder set it. */
function moveTo(viewer, page, aspect, turn, box) {
  viewer.viewport.panTo(middleFor(viewer.viewport.getBoundsNoRotate(), page, aspect, turn, box), calm.matches);
}

/** OpenSeadragon takes some frames to open a page. Until then the page stands still where it will stand, on a canvas of its own, with
 * its boxes on it. Only a page that is not turned. */
function drawStill(canvas, layer, bitmap, page, aspect, box) {
  const { clientWidth: wide, clientHeight: high } = canvas.parentElement;
  const view = { width: 1, height: high / wide };
  const middle = box ? middleFor(view, page, aspect, 0, box).y : Math.min(view.height, aspect) / 2;
  const top = (view.height / 2 - middle) * wide;
  const dense = devicePixelRatio || 1;
  canvas.hidden = false;
  canvas.width = wide * dense;
  canvas.height = high * dense;
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, top * dense, wide * dense, aspect * wide * dense);
  layer.style.transform = `matrix(${wide / page.width},0,0,${(aspect * wide) / page.height},0,${top})`;
}

function useViewer(box, layer, page, aspect, onPick) {
  const viewer = useRef(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const size = useRef(page);
  size.current = page;
  useLayoutEffect(() => {
    const v = (viewer.current = makeViewer(box.current));
    const follow = () => {
      if (!v.world.getItemCount()) return;
      const zero = v.viewport.pixelFromPoint(new OpenSeadragon.Point(0, 0), true);
      const right = v.viewport.pixelFromPoint(new OpenSeadragon.Point(1, 0), true);
      const a = (right.x - zero.x) / size.current.width;
      const b = (right.y - zero.y) / size.current.width;
      const tall = (aspect.current * size.current.width) / size.current.height; // a fax has pixels taller than wide, its picture square ones
      layer.current.style.transform = `matrix(${a},${b},${-b * tall},${a * tall},${zero.x},${zero.y})`;
    };
    for (const what of ['update-viewport', 'open', 'resize', 'animation']) v.addHandler(what, follow);
    v.addHandler('canvas-click', (e) => {
      if (!e.quick || !v.world.getItemCount()) return;
      const p = v.viewport.pointFromPixel(e.position);
      pick.current(p.x * size.current.width, (p.y / aspect.current) * size.current.height);
    });
    // The wheel scrolls the page as in any reader; with Ctrl it zooms.
    v.addHandler('canvas-scroll', (e) => {
      const wheel = e.originalEvent;
      if (wheel.ctrlKey) v.viewport.zoomBy(e.scroll > 0 ? 1.2 : 1 / 1.2, v.viewport.pointFromPixel(e.position));
      else v.viewport.panBy(v.viewport.deltaPointsFromPixels(new OpenSeadragon.Point(wheel.deltaX, wheel.deltaY)));
      v.viewport.applyConstraints();
      wheel.preventDefault();
    });
    return () => v.destroy();
  }, []);
  return viewer;
}

/** `controls.current` gets {zoom(by), fit(), show(box)}. `focus` {page, box, at}: what to bring into view. */
export function Viewer({ chartId, page, view, turn, marks, focus, words, selecting, onPick, onSelect, controls }) {
  const box = useRef();
  const layer = useRef();
  const still = useRef();
  const [state, setState] = useState({ loading: true, error: null });
  const [attempt, setAttempt] = useState(0);
  const wanted = useRef(focus);
  wanted.current = focus;
  const aspect = useRef(page.height / page.width); // of the picture: height to width
  const viewer = useViewer(box, layer, page, aspect, onPick);
  const total = (page.rotation_deg + turn + 360) % 360;

  // Before the first painting: a page that was fetched ahead is there with its codes.
  useLayoutEffect(() => {
    let gone = false;
    const v = viewer.current;
    still.current.hidden = true;
    setState({ loading: true, error: null });
    fetchImage(chartId, page.page, { view })
      .then(({ bitmap }) => {
        if (gone) return;
        const name = `${chartId}/${page.page}/${view}`;
        const there = () => {
          setState({ loading: false, error: null, tall: (aspect.current * page.width) / page.height });
          box.current.setAttribute('data-shown', name);
        };
        const wantedBox = () => (wanted.current?.page === page.page ? wanted.current.box : null);
        aspect.current = bitmap.height / bitmap.width;
        if (total === 0) (drawStill(still.current, layer.current, bitmap, page, aspect.current, wantedBox()), there());
        v.addOnceHandler('open', () => {
          if (gone) return;
          fitWidth(v, aspect.current, total, true);
          if (wantedBox()) moveTo(v, page, aspect.current, total, wantedBox());
          there();
          v.addOnceHandler('tile-drawn', () => !gone && (still.current.hidden = true));
        });
        v.open(tileSource(name, bitmap));
      })
      .catch((error) => !gone && setState({ loading: false, error }));
    return () => (gone = true);
  }, [chartId, page.page, view, attempt]);

  useEffect(() => {
    if (viewer.current.world.getItemCount()) fitWidth(viewer.current, aspect.current, total, true);
  }, [total]);

  useEffect(() => {
    if (focus?.page === page.page && viewer.current.world.getItemCount() && !state.loading) moveTo(viewer.current, page, aspect.current, total, focus.box);
  }, [focus?.at]);

  // A page that fits the width goes on fitting it when the window changes; one that was zoomed stays as it is.
  useEffect(() => {
    const element = box.current;
    let width = element.clientWidth;
    let frame = 0;
    const watch = new ResizeObserver(() => {
      const v = viewer.current;
      const fitted = v.world.getItemCount() && Math.abs(v.viewport.getZoom() / fitZoom(aspect.current, total) - 1) < 0.02;
      if (fitted && element.clientWidth !== width) frame = requestAnimationFrame(() => fitWidth(v, aspect.current, total, true));
      width = element.clientWidth;
    });
    watch.observe(element);
    return () => (watch.disconnect(), cancelAnimationFrame(frame));
  }, [page.page, total]);

  useEffect(() => viewer.current.setMouseNavEnabled(!selecting), [selecting]);

  controls.current = {
    zoom: (by) => (viewer.current.viewport.zoomBy(by), viewer.current.viewport.applyConstraints()),
    fit: () => fitWidth(viewer.current, aspect.current, total, false),
    show: (b) => moveTo(viewer.current, page, aspect.current, total, b),
  };

  return html`<div class="viewer" role="group" aria-label=${t.page.image(page.page)}>
    <div class="osd" ref=${box}></div>
    <canvas class="still" ref=${still} hidden></canvas>
    <div class="page-layer" ref=${layer} aria-hidden=${selecting ? undefined : 'true'} hidden=${state.loading || !!state.error}>
      <${Marks} page=${page} marks=${marks} tall=${total === 0 && state.tall} />
      ${selecting && words && html`<${TextLayer} page=${words} onSelect=${onSelect} />`}
    </div>
    ${state.loading && html`<div class="over"><${Loading} what=${t.page.loading(page.page)} /></div>`}
    ${state.error && html`<div class="over"><${Failed} error=${state.error} again=${() => setAttempt(attempt + 1)} /></div>`}
  </div>`;
}
