// The evidence as it stands on the page, beside the text that was read from it.
import { html, useEffect, useRef, useState } from '../html.js';
import { t } from '../strings.js';
import { fetchImage } from './images.js';
import { cutter } from './page_text.js';

const BESIDE = 48; // page pixels of the neighbours along the line, shown dimmed
const ABOVE = 8;
const NEAR = 4; // and of the paper that belongs to the words

export function Crop({ chartId, page, box, width = 420, maxHeight = 76 }) {
  const canvas = useRef();
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    let gone = false;
    setMissing(false);
    fetchImage(chartId, page.page)
      .then(({ bitmap }) => !gone && canvas.current && draw(canvas.current, bitmap, page, box, width, maxHeight))
      .catch(() => !gone && setMissing(true));
    return () => (gone = true);
  }, [chartId, page.page, box.join(), width]);
  if (missing) return html`<p class="faint">${t.card.noCrop}</p>`;
  return html`<canvas class="crop" ref=${canvas} role="img" aria-label=${t.card.crop(page.page)}></canvas>`;
}

function draw(canvas, bitmap, page, [x, y, w, h], maxWidth, maxHeight) {
  const k = bitmap.width / page.width;
  const ky = bitmap.height / page.height;
  const tall = ky / k; // a fax has pixels taller than wide
  const lying = page.rotation_deg % 180 !== 0;
  const [padX, padY] = lying ? [ABOVE, BESIDE] : [BESIDE, ABOVE];
  const left = Math.max(0, x - padX);
  const top = Math.max(0, y - padY);
  const cutW = Math.min(page.width, x + w + padX) - left;
  const cutH = Math.min(page.height, y + h + padY) - top;
  const [uprightW, uprightH] = lying ? [cutH * tall, cutW] : [cutW, cutH * tall];
  const scale = Math.min(maxWidth / uprightW, maxHeight / uprightH, 0.8);
  const dense = devicePixelRatio || 1;
  canvas.width = uprightW * scale * dense;
  canvas.height = uprightH * scale * dense;
  canvas.style.width = uprightW * scale + 'px';
  canvas.style.height = uprightH * scale + 'px';
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((page.rotation_deg * Math.PI) / 180);
  pen.scale(scale * dense, scale * dense);
  pen.scale(1, tall);
  pen.drawImage(bitmap, left * k, top * ky, cutW * k, cutH * ky, -cutW / 2, -cutH / 2, cutW, cutH);
  pen.fillStyle = 'rgb(255 255 255 / 55%)';
  const [from, to, end] = lying ? [y - NEAR - top, y + h + NEAR - top, cutH] : [x - NEAR - left, x + w + NEAR - left, cutW];
  const dim = (at, length) => (lying ? pen.fillRect(-cutW / 2, at - cutH / 2, cutW, length) : pen.fillRect(at - cutW / 2, -cutH / 2, length, cutH));
  dim(0, Math.max(0, from));
  dim(to, Math.max(0, end - to));
}

/** Read text with the characters that the reader doubts marked: by colour, by a wavy line, and in words for a screen reader. */
export function ReadText({ evidence }) {
  const doubts = evidence.words ?? [];
  if (doubts.length === 0) return html`<q>${evidence.text}</q>`;
  const cut = cutter(evidence.text);
  const parts = [];
  let at = 0;
  for (const [from, to] of doubts) {
    parts.push(cut(at, from), html`<mark class="doubt" title=${t.card.doubt}>${cut(from, to)}</mark>`);
    at = to;
  }
  parts.push(cut(at));
  return html`<q>${parts}</q><span class="visually-hidden"> ${t.card.doubt}</span>`;
}
