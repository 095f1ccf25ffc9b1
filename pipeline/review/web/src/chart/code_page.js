// A code as the book prints it: where it stands, its notes by kind, what lies below it, and its 7th characters to choose from.
import { get, query } from '../api.js';
import { html } from '../html.js';
import { toggleFavourite } from '../preferences.js';
import { t } from '../strings.js';
import { Loading, useLoad } from '../ui.js';

const ORDER = ['Inclusion term', 'Includes', 'Code first', 'Use additional code', 'Code also', 'Excludes1', 'Excludes2', 'Note'];
const place = (kind) => ORDER.indexOf(kind) + 1 || ORDER.length + 1;

/** The last characters of the codes below, when that is all in which they differ: the picker shows the characters alone. */
function seventh(page) {
  const bare = (c) => c.replace('.', '');
  const below = page.below.filter((b) => b.billable && bare(b.code).length === 7);
  return below.length && below.length === page.below.length
    ? below.map((b) => ({ ...b, sign: b.code.slice(-1), say: b.title.split(', ').slice(-1)[0] }))
    : [];
}

function Notes({ notes, code }) {
  const kinds = [...new Set(notes.map((n) => n.kind))].sort((a, b) => place(a) - place(b));
  return kinds.map(
    (kind) => html`<section class=${'note ' + kind.toLowerCase().replace(/\W+/g, '-')}>
    <h4>${kind}</h4>
    <ul>${notes.filter((n) => n.kind === kind).map((n) => html`<li>${n.text}${n.from !== code && html` <span class="faint">${t.encoder.from(n.from)}</span>`}</li>`)}</ul>
  </section>`,
  );
}

export function CodePage({ code, date, favourites, onUse, onBrowse }) {
  const { data, error } = useLoad(
    async (signal) => {
      if (!code) return null;
      await new Promise((done) => setTimeout(done, 60));
      return signal.aborted ? null : get(`codes/${encodeURIComponent(code)}` + query({ date }), { signal });
    },
    [code, date],
  );
  if (!code) return html`<section class="code-page" aria-label=${t.encoder.page}></section>`;
  if (error && data?.code !== code)
    return html`<section class="code-page" aria-label=${t.encoder.page}><p class="faint">${error.message}</p></section>`;
  if (!data) return html`<section class="code-page" aria-label=${t.encoder.page}><${Loading} /></section>`;
  const liked = favourites.some((f) => f.system === data.system && f.code === data.code);
  const chars = seventh(data);
  return html`<section class="code-page" aria-label=${t.encoder.page} tabindex="0">
    <ol class="path">${data.path.slice(0, -1).map((p) => html`<li><button type="button" class="quiet" title=${p.title}
      onClick=${() => onBrowse(p.code)}><b>${p.code}</b> ${p.title}</button></li>`)}</ol>
    <h3><b class="code">${data.code}</b> ${data.title}</h3>
    <p class="use">
      ${data.billable ? html`<button type="button" class="primary"
        onClick=${() => onUse(data)}>${t.encoder.use}</button>` : html`<span class="tag warning">${t.encoder.needsMore}</span>`}
      <button type="button" aria-pressed=${liked}
        onClick=${() => toggleFavourite(data)}>${liked ? '★' : '☆'} ${t.encoder.favourite} <kbd aria-hidden="true">Alt F</kbd></button>
      ${data.flags.map((f) => html`<span class="tag">${typeof f === 'string' ? f : (f.text ?? f.flag ?? '')}</span>`)}
    </p>
    ${chars.length > 0 && html`<section><h4>${t.encoder.seventh}</h4><div class="sevenths">${chars.map((c) => html`<button type="button" title=${c.title}
      onClick=${() => onUse({ ...c, system: data.system })}><b class="code">${c.sign}</b> ${c.say}</button>`)}</div></section>`}
    <${Notes} notes=${data.notes} code=${data.code} />
    ${
      chars.length === 0 &&
      data.below.length > 0 &&
      html`<section><h4>${t.encoder.inside}</h4><ul class="inside">${data.below.map(
        (b) => html`<li>
      <button type="button" class="quiet"
        onClick=${() => (b.billable ? onUse({ ...b, system: data.system }) : onBrowse(b.code))}><b class="code">${b.code}</b> ${b.title}${b.billable ? '' : ' ›'}</button></li>`,
      )}</ul></section>`
    }
  </section>`;
}
