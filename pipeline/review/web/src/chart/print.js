// A chart on paper: what was coded, on what evidence, by whom. Seen only by the printer.
import { html } from '../html.js';
import { session } from '../session.js';
import { t } from '../strings.js';
import { date, when } from '../ui.js';
import { finalCodes, isDiagnosis } from './optimistic.js';

function Claim({ c, n, inpatient }) {
  const more = [isDiagnosis(c) && inpatient && c.poa && t.order.poa(c.poa), c.admitting && t.order.admitting, c.modifiers.length && t.order.modifiers(c.modifiers.join(', ')),
    c.units > 1 && t.order.units(c.units), c.pointers.length && t.order.pointers(c.pointers.join(', '))].filter(Boolean);
  const e = c.evidence[0];
  return html`<tr><td>${n}</td><td><b>${c.decision.new_code ?? c.code}</b></td><td>${c.decision.new_title || c.title}${more.length > 0 && html`<br /><small>${more.join(' · ')}</small>`}</td>
    <td>${e ? html`“${e.text}” <small>${t.card.page(e.page)}</small>` : t.byCoder}</td><td>${c.decision.by ?? session.get().user.login}<br /><small>${when(c.decision.at)}</small></td></tr>`;
}

export function PrintView({ chart }) {
  const p = chart.patient;
  const rejected = chart.codes.filter((c) => c.decision?.action === 'reject');
  return html`<div class="print-only" aria-hidden="true">
    <p class="print-title">${t.print.title} · ${t.print.chart(chart.id)} · ${t.state[chart.state] ?? chart.state}</p>
    <p><b>${p.name || t.list.noName}</b> · MRN ${p.mrn || '–'} · ${t.list.account(p.account || '–')} · ${t.chart.born(date(p.born) || '–', p.age_years)} · ${t.encounter[chart.encounter]} · ${t.chart.service(date(chart.date_of_service) || '–')}</p>
    <table><thead><tr>${t.print.columns.map((c) => html`<th>${c}</th>`)}</tr></thead>
      <tbody>${finalCodes(chart).map((c, i) => html`<${Claim} c=${c} n=${i + 1} inpatient=${chart.encounter === 'inpatient'} />`)}</tbody></table>
    ${rejected.length > 0 && html`<p><b>${t.print.rejected}</b> ${rejected.map((c) => c.code + (c.decision.reason ? ` (${c.decision.reason})` : '')).join(', ')}</p>`}
    ${chart.pages.filter((x) => x.alarm?.acknowledged).map((x) => html`<p>${t.alarm.answered(x.page, x.alarm.acknowledged.by, x.alarm.acknowledged.reason)}</p>`)}
    ${chart.notes.map((n) => html`<p><b>${t.talk.note}</b> ${n.text} <small>${n.by}, ${when(n.at)}</small></p>`)}
    ${chart.queries.map((q) => html`<p><b>${t.talk.query}</b> (${t.talk.states[q.state]}) ${q.text} ${q.answer && html`<br /><b>${t.talk.answer}:</b> ${q.answer}`} <small>${q.by}, ${when(q.at)}</small></p>`)}
    <p><small>${t.print.made(chart.made_by, chart.codeset, when(chart.finished_at), session.get().user.login, when(Date.now()))}</small></p>
  </div>`;
}
