// The lists beside the codes: order, withheld, unread boxes.
import { html, useEffect, useRef } from '../html.js';
import { t } from '../strings.js';
import { Button, Empty, useDraft } from '../ui.js';
import { EditList, roleOf } from './code_card.js';
import { Crop, ReadText } from './crop.js';
import { unreadBoxes } from './lists.js';
import { finalCodes } from './optimistic.js';

function Item({ selected, onSelect, kind = '', children }) {
  const ref = useRef();
  useEffect(() => {
    if (!selected) return;
    if (!document.activeElement?.closest('input, textarea, select, [role=tab]')) ref.current.focus({ preventScroll: true });
    ref.current.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return html`<li ref=${ref} tabindex=${selected ? 0 : -1} aria-current=${selected ? 'true' : undefined} class=${`code-card ${kind} ${selected ? 'selected' : ''}`}
    onClick=${selected ? undefined : onSelect}>${children}</li>`;
}

function Facts({ chart, code }) {
  const facts = [];
  if (chart.encounter === 'inpatient' && code.system === 'ICD-10-CM')
    facts.push(code.poa_exempt ? t.order.poaExempt : code.poa ? t.order.poa(code.poa) : html`<span class="tag warning">${t.order.noPoa}</span>`);
  if (code.admitting) facts.push(html`<span class="tag accent">${t.order.admitting}</span>`);
  if (code.modifiers.length) facts.push(t.order.modifiers(code.modifiers.join(', ')));
  if (code.units > 1) facts.push(t.order.units(code.units));
  if (code.pointers.length) facts.push(t.order.pointers(code.pointers.join(', ')));
  return facts.map((f, i) => html`${i > 0 && ' · '}${f}`);
}

export function OrderTab({ chart, selected, select, canAct, act }) {
  const codes = finalCodes(chart);
  const general = chart.edits.filter((e) => e.codes.length !== 1);
  if (!codes.length) return html`<${Empty}><p class="strong">${t.order.nothing}</p><//>`;
  return html`<div>
    ${canAct && html`<p class="hint row-keys">${t.order.keys}</p>`}
    <ol class="codes">${codes.map(
      (c, i) => html`<${Item} key=${c.key} selected=${c.key === selected} onSelect=${() => select(c.key)} kind=${roleOf(c.system)}>
      <div class="line"><span class="place-number">${i + 1}</span><b class="code">${c.decision.new_code ?? c.code}</b><span class="title">${c.decision.new_title || c.title}</span>
        ${i === 0 && html`<span class="tag accent">${chart.encounter === 'inpatient' ? t.order.principal : t.order.firstListed}</span>`}</div>
      <div class="line second"><span class="faint"><${Facts} chart=${chart} code=${c} /></span></div>
      ${c.key === selected && html`<${EditList} edits=${chart.edits.filter((e) => e.codes.includes(c.decision.new_code ?? c.code))} />`}
      ${
        c.key === selected &&
        canAct &&
        html`<div class="decide">
        <${Button} keyOf="order.earlier" onClick=${() => act('earlier')} disabled=${i === 0}>${t.order.earlier}<//>
        <${Button} keyOf="order.later" onClick=${() => act('later')} disabled=${i === codes.length - 1}>${t.order.later}<//>
        <${Button} keyOf="order.firstListed" onClick=${() => act('firstListed')}
          disabled=${i === 0}>${chart.encounter === 'inpatient' ? t.order.principal : t.order.firstListed}<//>
        ${chart.encounter === 'inpatient' && html`<${Button} keyOf="order.admitting" onClick=${() => act('admitting')}>${t.order.admitting}<//>`}
        <${Button} keyOf="codes.details" onClick=${() => act('details')}>${t.card.details}<//>
        <${Button} keyOf="codes.clear" onClick=${() => act('clear')}>${t.card.clear}<//>
      </div>`
      }
    <//>`,
    )}</ol>
    ${general.length > 0 && html`<section class="general"><h2>${t.order.edits}</h2><${EditList} edits=${general} /></section>`}
  </div>`;
}

export function WithheldTab({ chart, selected, select, canAct, recover, crop }) {
  if (!chart.withheld.length) return html`<${Empty}><p class="strong">${t.withheld.nothing}</p><//>`;
  return html`<ul class="codes">${chart.withheld.map((w, i) => {
    const e = w.evidence[0];
    const chosen = selected === 'withheld ' + i;
    const page = e && chart.pages.find((p) => p.page === e.page);
    return html`<${Item} key=${i} selected=${chosen} onSelect=${() => select('withheld ' + i)} kind="withheld">
      <div class="line"><span class="swatch" aria-hidden="true"></span><b class="code">${w.code}</b><span class="title">${w.title}</span><span class="tag">${t.withheld.reasons[w.reason] ?? w.reason}</span></div>
      <div class="line second"><span class="snippet">${w.cue && html`<b>“${w.cue}”</b> `}${e && html`“${e.text.replace(/\s+/g, ' ')}” <span class="faint">${t.card.page(e.page)}</span>`}</span></div>
      ${
        chosen &&
        html`<div class="more">
        ${page?.state === 'read' && e.box?.[2] > 0 && html`<${Crop} chartId=${chart.id} page=${page} box=${e.box} width=${crop} />`}
        ${e && html`<p class="read"><${ReadText} evidence=${e} /> <span class="faint">${t.card.where(e.page, t.section(e.section))}</span></p>`}
        <p>${t.withheld.why(t.withheld.reasons[w.reason] ?? w.reason, w.cue, w.rule)}</p>
        ${canAct && html`<div class="decide"><${Button} keyOf="codes.accept" onClick=${() => recover(w)}>${t.withheld.recover}<//></div>`}
      </div>`
      }
    <//>`;
  })}</ul>`;
}

function Box({ chart, box, canAct, transcribe, dismiss, crop, input }) {
  const [text, setText] = useDraft(`${chart.id}.unread.${box.key}`);
  const page = chart.pages.find((p) => p.page === box.page);
  const send = (e) => {
    e.preventDefault();
    if (text.trim()) transcribe(box, text.trim()).then((done) => done && setText(''));
  };
  return html`<div class="more">
    <${Crop} chartId=${chart.id} page=${page} box=${box.box} width=${crop} maxHeight=${150} />
    ${
      canAct &&
      !box.answer &&
      html`<form class="transcribe" onSubmit=${send}>
      <label for="transcription">${t.unread.transcribe}</label>
      <div class="row"><input id="transcription" ref=${input} value=${text} onInput=${(e) => setText(e.target.value)} autocomplete="off"
        placeholder=${t.unread.placeholder}
        onKeyDown=${(e) => e.key === 'Escape' && e.target.blur()} /><button class="primary" disabled=${!text.trim()}>${t.unread.save}</button></div>
      <p class="hint">${t.unread.hint}</p>
      <div class="dismissals" role="group" aria-label=${t.unread.dismiss}><span>${t.unread.dismiss}</span>
        ${t.unread.reasons.map((r, i) => html`<button type="button" class="chip" onClick=${() => dismiss(box, r)}><kbd>${i + 1}</kbd> ${r}</button>`)}</div>
    </form>`
    }
  </div>`;
}

export function UnreadTab({ chart, selected, select, input, ...rest }) {
  const boxes = unreadBoxes(chart);
  if (!boxes.length) return html`<${Empty}><p class="strong">${t.unread.nothing}</p><//>`;
  return html`<ul class="codes">${boxes.map(
    (u) => html`<${Item} key=${u.key} selected=${u.key === selected} onSelect=${() => select(u.key)} kind="unread">
    <div class="line"><span class="swatch" aria-hidden="true"></span><span class="title">${t.unread.kinds[u.reason] ?? u.reason} <span class="faint">${t.card.page(u.page)}</span></span>
      ${u.answer ? html`<span class="decision yes">✓ ${t.unread.answers[u.answer.action]}</span>` : html`<span class="tag unread">${t.unread.open}</span>`}</div>
    ${u.key === selected && html`<${Box} chart=${chart} box=${u} input=${input} ...${rest} />`}
  <//>`,
  )}</ul>`;
}
