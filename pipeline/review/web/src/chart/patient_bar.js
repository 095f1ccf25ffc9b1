import { html } from '../html.js';
import { t } from '../strings.js';
import { Button, date } from '../ui.js';

function Saving({ session }) {
  const n = session.acts.length + session.unsent.length;
  const waits = session.trouble?.kind === 'waiting';
  return html`<span class=${waits ? 'saving waits' : 'saving'} role=${waits ? 'status' : undefined}
    data-waiting=${n}>${waits ? t.chart.waiting(n) : n ? t.chart.saving : t.chart.saved}</span>`;
}

export function PatientBar({ chart, desk, session }) {
  const p = chart.patient;
  const suggested = chart.codes.filter((c) => c.suggested);
  const done = suggested.length - chart.left.undecided;
  return html`<div class="patient no-print">
    <div class="who">
      <h1 title=${p.name}>${p.name || t.list.noName}</h1>
      <p>
        ${[
          p.mrn && `MRN ${p.mrn}`,
          p.account && t.list.account(p.account),
          p.born && t.chart.born(date(p.born), p.age_years),
          t.sex[p.sex],
          t.encounter[chart.encounter] ?? chart.encounter,
          chart.date_of_service && t.chart.service(date(chart.date_of_service)),
        ]
          .filter(Boolean)
          .map((x) => html`<span>${x}</span>`)}
      </p>
    </div>
    <div class="progress">
      <div><b>${done}</b> / ${suggested.length} ${t.chart.decided}</div>
      <progress max=${Math.max(1, suggested.length)} value=${suggested.length ? done : 1} aria-label=${t.chart.progress(done, suggested.length)}></progress>
    </div>
    <${Saving} session=${session} />
    <div class="acts">
      <${Button} keyOf="codes.undo" onClick=${desk.run['codes.undo']} disabled=${!desk.canUndo || !chart.undo}
        title=${chart.undo ? t.chart.wouldUndo(chart.undo) : ''}>${t.chart.undo}<//>
      <${Button} keyOf="codes.rejectRest" onClick=${desk.run['codes.rejectRest']} disabled=${!desk.canAct || !chart.left.undecided}>${t.chart.rejectRest}<//>
      <${Button} keyOf="lists.hold" onClick=${desk.run['lists.hold']}>${t.chart.hold}<//>
      ${
        chart.state === 'finished'
          ? html`${desk.canReopen && html`<${Button} onClick=${() => desk.set({ dialog: { kind: 'reopen' } })}>${t.chart.reopen}<//>`}
            <${Button} keyOf="lists.print" onClick=${() => print()}>${t.chart.print}<//><${Button} kind="primary" keyOf="anywhere.nextChart"
              onClick=${desk.run['codes.finish']}>${t.list.next}<//>`
          : html`<${Button} kind=${desk.canFinish ? 'primary' : ''} keyOf="codes.finish" onClick=${desk.run['codes.finish']}
            disabled=${!desk.canAct}>${t.chart.finish}<//>`
      }
    </div>
  </div>`;
}
