// One candidate: two lines when it is only in the list, everything a coder wants to know when it is the chosen one.
import { html, useEffect, useRef } from '../html.js';
import { t } from '../strings.js';
import { Button, Confidence } from '../ui.js';
import { Crop, ReadText } from './crop.js';
import { insteadOf } from './lists.js';
import { isFirst } from './optimistic.js';

export const roleOf = (system) => (system === 'ICD-10-CM' ? 'diagnosis' : 'procedure');

function Decision({ code }) {
  const d = code.decision;
  if (!d) return null;
  const who = d.by ? ` · ${d.by}` : '';
  if (d.action === 'accept') return html`<span class="decision yes">✓ ${t.card.accepted}${who}</span>`;
  if (d.action === 'reject') return html`<span class="decision no">✕ ${t.card.rejected}${d.reason ? `: ${d.reason}` : ''}${who}</span>`;
  return html`<span class="decision yes">→ <b class="code">${d.new_code}</b> ${d.new_title}${who}</span>`;
}

function Evidence({ chartId, code, pages, at, choose, width }) {
  const chosen = code.evidence[at] ?? code.evidence[0];
  if (!chosen) return html`<p class="faint">${t.card.noEvidence}</p>`;
  const page = pages.find((p) => p.page === chosen.page);
  const hasImage = page && page.state === 'read' && chosen.box?.[2] > 0;
  return html`<div class="evidence">
    ${hasImage && html`<${Crop} chartId=${chartId} page=${page} box=${chosen.box} width=${width} />`}
    <p class="read"><${ReadText} evidence=${chosen} />
      <span class="faint"> ${t.card.where(chosen.page, t.section(chosen.section))}${chosen.reading_confidence != null ? ' · ' + t.card.read(Math.round(chosen.reading_confidence * 100)) : ''}</span></p>
    ${
      code.evidence.length > 1 &&
      html`<div class="places" role="group" aria-label=${t.card.places}>
      ${code.evidence.map((e, i) => html`<button type="button" class="chip" aria-pressed=${i === at}
        onClick=${() => choose(i)}>${t.card.place(i + 1, e.page)}</button>`)}
    </div>`
    }
  </div>`;
}

function Alternatives({ code, pick, disabled }) {
  const list = insteadOf(code);
  if (!list.length) return null;
  return html`<div class="alternatives"><h3>${t.card.alternatives}</h3>
    <ol>${list.map(
      (a, i) => html`<li>
      <button type="button" disabled=${disabled} onClick=${() => pick(a)}><kbd>${i + 1}</kbd> <b class="code">${a.code}</b> <span>${a.title}</span>
        ${a.confidence != null && html`<span class="faint">${Math.round(a.confidence * 100)} %</span>`}</button></li>`,
    )}</ol>
  </div>`;
}

export function EditList({ edits }) {
  if (!edits.length) return null;
  return html`<ul class="edits">${edits.map((e) => {
    const [why, remedy] = t.edit(e.why, e.remedy);
    return html`<li class=${'edit ' + e.severity}><b>${t.severity[e.severity]}</b> ${why}${remedy && html` <span class="faint">${remedy}</span>`}</li>`;
  })}</ul>`;
}

export function CodeCard({ chart, code, selected, place, onSelect, onPlace, act, pickAlternative, canAct, crop }) {
  const ref = useRef();
  const code1 = code.decision?.new_code ?? code.code;
  const edits = chart.edits.filter((e) => e.codes.includes(code1));
  const first = code.evidence[0];
  useEffect(() => {
    if (!selected) return;
    const inList =
      document.activeElement === document.body ||
      (document.activeElement?.closest('.codes, #main') &&
        !document.activeElement.closest('input, textarea, select, [role=tab], .strip, .viewer-bar'));
    if (inList) ref.current.focus({ preventScroll: true });
    ref.current.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const state = code.decision ? code.decision.action : code.suggested ? 'open' : 'other';
  return html`<li ref=${ref} tabindex=${selected ? 0 : -1} aria-current=${selected ? 'true' : undefined} data-code=${code.code}
    class=${`code-card ${roleOf(code.system)} is-${state} ${selected ? 'selected' : ''}`} onClick=${selected ? undefined : onSelect}>
    <div class="line">
      <span class="swatch" aria-hidden="true"></span><b class="code">${code.code}</b>
      <span class="title">${code.title}</span>
      ${isFirst(chart, code) && html`<span class="tag">${chart.encounter === 'inpatient' ? t.card.principal : t.card.firstListed}</span>`}
      <${Confidence} value=${code.confidence} />
    </div>
    <div class="line second">
      <${Decision} code=${code} />
      ${!selected && edits.some((e) => e.severity !== 'info') && html`<span
        class=${edits.some((e) => e.severity === 'hard') ? 'tag bad' : 'tag warning'}>${t.card.edits(edits.length)}</span>`}
      ${!selected && first && html`<span class="snippet">“${first.text.replace(/\s+/g, ' ')}” <span class="faint">${t.card.page(first.page)}</span></span>`}
    </div>
    ${
      selected &&
      html`<div class="more">
      <${Evidence} chartId=${chart.id} code=${code} pages=${chart.pages} at=${place} choose=${onPlace} width=${crop} />
      <${EditList} edits=${edits} />
      ${code.advice.length > 0 && html`<ul class="advice">${code.advice.map((a) => html`<li>${a}</li>`)}</ul>`}
      ${code.reasons.length > 0 && html`<details class="reasons"><summary>${t.card.why}</summary><ul>${code.reasons.map((r) => html`<li>${r}</li>`)}</ul></details>`}
      ${
        canAct &&
        html`<div class="decide">
        <${Button} kind=${code.decision?.action === 'accept' ? 'on' : 'good'} keyOf="codes.accept" onClick=${() => act('accept')}>${t.card.accept}<//>
        <${Button} kind=${code.decision?.action === 'reject' ? 'on' : ''} keyOf="codes.reject" onClick=${() => act('reject')}>${t.card.reject}<//>
        <${Button} keyOf="codes.replace" onClick=${() => act('replace')}>${t.card.replace}<//>
        ${code.decision && html`<${Button} keyOf="codes.clear" onClick=${() => act('clear')}>${t.card.clear}<//>`}
        ${code.decision?.action === 'reject' && html`<${Button} keyOf="codes.reason" onClick=${() => act('reason')}>${t.card.reason}<//>`}
        ${code.decision && code.decision.action !== 'reject' && html`<${Button} keyOf="codes.details" onClick=${() => act('details')}>${t.card.details}<//>`}
      </div>`
      }
      <${Alternatives} code=${code} pick=${pickAlternative} disabled=${!canAct} />
    </div>`
    }
  </li>`;
}
