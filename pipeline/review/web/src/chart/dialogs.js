// What asks before it acts: finishing, rejecting the rest, holding, the alarm, and the details of one code.
import { call, post } from '../api.js';
import { html, useState } from '../html.js';
import { tell, warn } from '../live.js';
import { t } from '../strings.js';
import { Dialog, Field } from '../ui.js';
import { unpark } from './banners.js';
import { DetailsDialog } from './details_dialog.js';
import { Encoder } from './encoder.js';
import { EditList } from './code_card.js';
import { nextFilter, openTaken } from './next.js';
import { finalCodes } from './optimistic.js';

function FinishDialog({ chart, desk, close }) {
  const [incomplete, setIncomplete] = useState(false);
  const [busy, setBusy] = useState(false);
  const codes = finalCodes(chart);
  const hard = chart.edits.filter((e) => e.severity === 'hard');
  const soft = chart.edits.filter((e) => e.severity === 'soft');
  const blocked = hard.length > 0 || (chart.left.pages_failed > 0 && !incomplete);
  const finish = async (next) => {
    setBusy(true);
    const done = await desk.send({ kind: 'finish', ...(incomplete ? { incomplete } : {}) }, next ? nextFilter() : null);
    if (done && next) openTaken(done.next);
    else close();
  };
  return html`<${Dialog} title=${hard.length ? t.finish.blocked : t.finish.title(codes.length)} onClose=${close}>
    <form onSubmit=${(e) => (e.preventDefault(), finish(true))}>
      <div class="body" tabindex="0" role="region" aria-label=${t.finish.summary}>
        <${EditList} edits=${hard} />
        ${chart.left.pages_failed > 0 && html`<label class="check"><input type="checkbox" checked=${incomplete}
          onChange=${(e) => setIncomplete(e.target.checked)} /> ${t.finish.incomplete(chart.left.pages_failed)}</label>`}
        ${codes.length ? html`<ol class="summary">${codes.map((c) => html`<li><b class="code">${c.decision.new_code ?? c.code}</b> ${c.decision.new_title || c.title}</li>`)}</ol>` : html`<p>${t.finish.noCodes}</p>`}
        <${EditList} edits=${soft} />
      </div>
      <footer>
        <button type="button" onClick=${close}>${t.finish.back}</button>
        <button type="button" onClick=${() => finish(false)} disabled=${blocked || busy}>${t.finish.only}</button>
        <button class="primary" disabled=${blocked || busy} autofocus=${!blocked}>${t.finish.next} <kbd aria-hidden="true">Enter</kbd></button>
      </footer>
    </form>
  <//>`;
}

function RejectRest({ chart, desk, close }) {
  const open = chart.codes.filter((c) => c.suggested && !c.decision);
  return html`<${Dialog} title=${t.rest.title(open.length)} onClose=${close}>
    <form onSubmit=${(e) => (e.preventDefault(), desk.send({ kind: 'reject_rest' }), close())}>
      <div class="body"><p>${t.rest.what}</p><ul class="summary">${open.map((c) => html`<li><b class="code">${c.code}</b> ${c.title}</li>`)}</ul></div>
      <footer><button type="button" onClick=${close}>${t.cancel}</button><button class="danger" autofocus>${t.rest.do(open.length)} <kbd aria-hidden="true">Enter</kbd></button></footer>
    </form>
  <//>`;
}

function Hold({ chart, session, desk, close }) {
  const [reason, setReason] = useState('');
  const [to, setTo] = useState('');
  const [error, setError] = useState('');
  const may = (what) => chart.may.includes(what);
  const go = async (request, said, leave = true) => {
    try {
      await request;
      tell(said);
      close();
      if (leave) location.hash = '#/worklist';
      else location.reload();
    } catch (e) {
      setError(e.message);
    }
  };
  const at = `charts/${chart.id}/`;
  return html`<${Dialog} title=${t.hold.title} onClose=${close}>
    <div class="body">
      <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
      ${
        chart.parked
          ? html`<p>${t.hold.parkedBy(chart.parked.by, chart.parked.reason)}</p><button type="button" class="primary" disabled=${!may('unpark')}
            onClick=${() => (close(), unpark(chart, session))}>${t.hold.unpark}</button>`
          : html`<form onSubmit=${(e) => (e.preventDefault(), go(post(at + 'park', { reason }), t.hold.parked))}>
            <${Field} id="park-reason" label=${t.hold.park}>
              <input id="park-reason" list="park-reasons" required value=${reason} onInput=${(e) => setReason(e.target.value)} autocomplete="off" autofocus />
              <datalist id="park-reasons">${t.hold.reasons.map((r) => html`<option value=${r} />`)}</datalist>
            <//><button disabled=${!may('park')}>${t.hold.doPark}</button></form>`
      }
      <form onSubmit=${(e) => (e.preventDefault(), go(post(at + 'hand-over', { to: to.trim() }), t.hold.handedOver(to)))}>
        <${Field} id="hand-to" label=${t.hold.handOver}><input id="hand-to" required value=${to}
          onInput=${(e) => setTo(e.target.value)} autocomplete="off" autocapitalize="none" spellcheck=${false} /><//>
        <button disabled=${!may('hand_over')}>${t.hold.doHandOver}</button></form>
      <div class="field"><p>${t.hold.pool}</p><button type="button" disabled=${!may('return')}
        onClick=${() => go(call('DELETE', at + 'lease'), t.hold.returned)}>${t.hold.doPool}</button></div>
      ${
        may('priority') &&
        html`<form class="row" onSubmit=${(e) => (e.preventDefault(), go(post(at + 'priority', { priority: Number(e.target.priority.value) }), t.saved, false))}>
        <${Field} id="priority" label=${t.hold.priority}><input id="priority" name="priority" type="number" min="-1000" max="1000"
          value=${chart.priority} /><//><button>${t.save}</button></form>`
      }
    </div>
    <footer><button type="button" onClick=${close}>${t.cancel}</button></footer>
  <//>`;
}

/** One reason, typed or picked by a click: for alarms, rejections, reopening. */
function ReasonDialog({ title, what, label, choices, submit, onSubmit, close }) {
  const [reason, setReason] = useState('');
  return html`<${Dialog} title=${title} onClose=${close}>
    <form onSubmit=${(e) => (e.preventDefault(), onSubmit(reason.trim()), close())}>
      <div class="body">
        ${what && html`<p>${what}</p>`}
        <${Field} id="reason" label=${label}><input id="reason" required value=${reason}
          onInput=${(e) => setReason(e.target.value)} autocomplete="off" autofocus /><//>
        <div class="dismissals">${choices.map((c) => html`<button type="button" class="chip" onClick=${() => (onSubmit(c), close())}>${c}</button>`)}</div>
      </div>
      <footer><button type="button" onClick=${close}>${t.cancel}</button><button class="primary">${submit}</button></footer>
    </form>
  <//>`;
}

function Alarm({ chart, desk, close }) {
  const page = chart.pages.find((p) => p.alarm && !p.alarm.acknowledged);
  if (!page) return null;
  return html`<${ReasonDialog} title=${t.alarm.title} what=${t.alarm.page(page.page, page.alarm.what)} label=${t.alarm.reason}
    choices=${t.alarm.reasons}
    submit=${t.alarm.acknowledge} close=${close} onSubmit=${(reason) => desk.send({ kind: 'acknowledge', page: page.page, reason })} />`;
}

export function Dialogs({ chart, session, desk }) {
  const d = desk.dialog;
  if (!d) return null;
  const close = () => desk.set({ dialog: null });
  const all = { chart, session, desk, close };
  if (d.kind === 'finish') return html`<${FinishDialog} ...${all} />`;
  if (d.kind === 'rejectRest') return html`<${RejectRest} ...${all} />`;
  if (d.kind === 'hold') return html`<${Hold} ...${all} />`;
  if (d.kind === 'alarm') return html`<${Alarm} ...${all} />`;
  if (d.kind === 'details') return html`<${DetailsDialog} ...${all} code=${chart.codes.find((c) => c.key === d.code.key) ?? d.code} />`;
  if (d.kind === 'reason')
    return html`<${ReasonDialog} title=${t.reason.title(d.code.code)} label=${t.reason.label} choices=${t.reason.choices} submit=${t.save} close=${close}
      onSubmit=${(reason) => desk.send({ kind: 'reject', system: d.code.system, code: d.code.code, reason })} />`;
  if (d.kind === 'reopen')
    return html`<${Dialog} title=${t.chart.reopen} onClose=${close}><form
      onSubmit=${(e) => (e.preventDefault(), reopen(chart, desk, close))}><div class="body"><p>${t.chart.reopenWhat}</p></div>
      <footer><button type="button" onClick=${close}>${t.cancel}</button><button class="primary" autofocus>${t.chart.reopen}</button></footer></form><//>`;
  return html`<${Encoder} chart=${chart} ...${d} onClose=${close} onPick=${(picked) => (close(), pick(desk, d, picked))} />`;
}

const reopen = (chart, desk, close) => {
  close();
  desk.reopen().catch((e) => warn(e.message));
};

function pick(desk, { replace, from }, picked) {
  if (replace) return desk.decide('replace', { new_code: picked.code, new_title: picked.title });
  desk
    .send({ kind: 'add', system: picked.system, code: picked.code, ...(from ? { page: from.page, start: from.start, end: from.end } : {}) })
    .then((done) => done && desk.set({ picked: null }));
}
