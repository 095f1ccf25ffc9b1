// What a claim needs besides the code: present on admission, modifiers, units, the diagnoses a procedure points to.
import { html, useState } from '../html.js';
import { t } from '../strings.js';
import { Dialog, Field } from '../ui.js';
import { finalCodes, isDiagnosis } from './optimistic.js';

const POA = ['Y', 'N', 'U', 'W', '1'];
const split = (text) =>
  text
    .toUpperCase()
    .split(/[\s,;]+/)
    .filter(Boolean);

export function DetailsDialog({ chart, desk, code, close }) {
  const name = code.decision?.new_code ?? code.code;
  const diagnosis = isDiagnosis(code);
  const inpatient = chart.encounter === 'inpatient';
  const diagnoses = finalCodes(chart)
    .filter(isDiagnosis)
    .map((c) => c.decision.new_code ?? c.code);
  const [poa, setPoa] = useState(code.poa ?? '');
  const [admitting, setAdmitting] = useState(code.admitting);
  const [modifiers, setModifiers] = useState(code.modifiers.join(' '));
  const [units, setUnits] = useState(String(code.units ?? 1));
  const [pointers, setPointers] = useState(code.pointers.filter((p) => diagnoses.includes(p)));

  const save = (e) => {
    e.preventDefault();
    const same = (a, b) => a.join() === b.join();
    if (diagnosis && inpatient && poa && poa !== code.poa) desk.send({ kind: 'poa', code: name, value: poa });
    if (diagnosis && admitting !== code.admitting) desk.send({ kind: 'admitting', code: admitting ? name : null });
    if (!diagnosis && !same(split(modifiers), code.modifiers)) desk.send({ kind: 'modifiers', code: name, list: split(modifiers) });
    if (!diagnosis && Number(units) !== code.units) desk.send({ kind: 'units', code: name, n: Number(units) });
    if (!diagnosis && !same(pointers, code.pointers)) desk.send({ kind: 'pointers', code: name, list: pointers });
    close();
  };
  const point = (d) => setPointers(pointers.includes(d) ? pointers.filter((p) => p !== d) : [...pointers, d]);
  const none = diagnosis && !inpatient;
  return html`<${Dialog} title=${t.details.title(name)} onClose=${close}>
    <form onSubmit=${save}>
      <div class="body">
        <p class="faint">${code.decision?.new_title || code.title}</p>
        ${none && html`<p>${t.details.nothing}</p>`}
        ${
          diagnosis &&
          inpatient &&
          (code.poa_exempt
            ? html`<p>${t.order.poaExempt}</p>`
            : html`<${Field} id="poa" label=${t.details.poa}>
          <select id="poa" value=${poa} onChange=${(e) => setPoa(e.target.value)} autofocus><option value="">${t.details.noPoa}</option>${POA.map((v) => html`<option value=${v}>${v} – ${t.details.poaValues[v]}</option>`)}</select><//>`)
        }
        ${diagnosis && inpatient && html`<label class="check"><input type="checkbox" checked=${admitting}
          onChange=${(e) => setAdmitting(e.target.checked)} /> ${t.order.admitting}</label>`}
        ${
          !diagnosis &&
          html`
          <${Field} id="modifiers" label=${t.details.modifiers} hint=${t.details.modifiersHint}><input id="modifiers" value=${modifiers}
            onInput=${(e) => setModifiers(e.target.value)} autocomplete="off" autofocus pattern="([A-Za-z0-9]{2}[\\s,;]*){0,4}" aria-describedby="modifiers-hint" /><//>
          <${Field} id="units" label=${t.details.units}><input id="units" type="number" min="1" max="9999" required value=${units}
            onInput=${(e) => setUnits(e.target.value)} /><//>
          <fieldset class="plain"><legend>${t.details.pointers}</legend>${diagnoses.length === 0 && html`<p class="faint">${t.details.noDiagnoses}</p>`}
            ${diagnoses.map(
              (
                d,
              ) => html`<label class="check"><input type="checkbox" checked=${pointers.includes(d)} disabled=${!pointers.includes(d) && pointers.length >= 4}
                onChange=${() => point(d)} />
              <b class="code">${d}</b> ${pointers.includes(d) && html`<span class="tag accent">${pointers.indexOf(d) + 1}</span>`}</label>`,
            )}</fieldset>`
        }
      </div>
      <footer><button type="button" onClick=${close}>${t.cancel}</button>${!none && html`<button class="primary">${t.save} <kbd aria-hidden="true">Enter</kbd></button>`}</footer>
    </form>
  <//>`;
}
