// What stands between a coder and the work, each with what can be done about it.
import { post } from '../api.js';
import { html, useState } from '../html.js';
import { tell, warn } from '../live.js';
import { t } from '../strings.js';
import { Banner, Button, timeOfDay } from '../ui.js';

export function TroubleBanner({ session, desk }) {
  const { trouble, unsent } = session;
  if (!trouble || trouble.kind === 'waiting') return null;
  const drop = () => session.dropUnsent();
  const lost = html`${unsent.length > 0 && html`<ul>${unsent.map(({ act }) => html`<li>${t.act(act)}</li>`)}</ul>`}`;
  const again = html`<span class="choices">
    <${Button} kind="primary" keyOf="lists.takeUp" onClick=${desk.run['lists.takeUp']}>${unsent.length ? t.trouble.again(unsent.length) : t.trouble.takeUp}<//>
    ${unsent.length > 0 && html`<${Button} onClick=${drop}>${t.trouble.drop}<//>`}
  </span>`;
  if (trouble.kind === 'changed' && unsent.length === 0)
    return html`<${Banner} kind="warning">${t.trouble.changedNothingLost} <button type="button" class="quiet" onClick=${drop}>${t.close}</button><//>`;
  if (trouble.kind === 'changed') return html`<${Banner} kind="bad"><div><b>${t.trouble.changed}</b> ${t.trouble.notSaved} ${lost}</div>${again}<//>`;
  const { holder, until } = trouble.error?.detail ?? {};
  if (trouble.kind === 'leased')
    return html`<${Banner} kind="bad"><div><b>${holder ? t.trouble.leasedBy(holder, until && timeOfDay(until)) : t.trouble.leaseOver}</b> ${unsent.length > 0 && t.trouble.notSaved} ${lost}</div>${again}<//>`;
  return html`<${Banner} kind="bad"><div><b>${trouble.error?.message ?? t.error.unknown}</b> ${lost}</div>${again}<//>`;
}

export async function unpark(chart, session) {
  try {
    await post(`charts/${chart.id}/unpark`);
    tell(t.hold.unparked);
    await session.takeUp();
  } catch (e) {
    warn(e.message);
  }
}

export function ParkedBanner({ chart, session }) {
  if (!chart.parked) return null;
  return html`<${Banner} kind="warning"><div>${t.hold.parkedBy(chart.parked.by, chart.parked.reason)}</div>
    ${chart.may.includes('unpark') && html`<${Button} onClick=${() => unpark(chart, session)}>${t.hold.unpark}<//>`}<//>`;
}

/** Told once when the chart is opened: what one remembers of it may no longer hold. */
export function ChangedSince({ chart }) {
  const [seen, setSeen] = useState(!chart.changes_by_others);
  if (seen) return null;
  return html`<${Banner} kind="warning"><div>${t.trouble.changedSince}</div><button type="button" class="quiet"
    onClick=${() => setSeen(true)}>${t.close}</button><//>`;
}

/** A sheet that came in with another chart of this patient too may have been coded there. */
export function RepeatsBanner({ chart }) {
  const repeats = chart.pages.filter((p) => p.repeats);
  const [seen, setSeen] = useState(false);
  if (seen || !repeats.length) return null;
  return html`<${Banner} kind="warning"><div>${repeats
    .slice(0, 3)
    .map((p) => html`${t.repeats.page(p.page, p.repeats)}<a href=${'#/chart/' + p.repeats.chart}>${t.repeats.chart(p.repeats.chart)}</a>. `)}</div>
    <button type="button" class="quiet" onClick=${() => setSeen(true)}>${t.close}</button><//>`;
}

export function AlarmBanner({ chart, desk }) {
  const open = chart.pages.filter((p) => p.alarm && !p.alarm.acknowledged);
  if (!open.length) return null;
  return html`<${Banner} kind="bad">
    <div><b>⚠ ${t.alarm.title}</b> ${open
      .slice(0, 3)
      .map((p) => t.alarm.page(p.page, p.alarm.what))
      .join(' ')}</div>
    <span class="choices">
      <${Button} onClick=${() => desk.set({ page: open[0].page, focus: null })}>${t.alarm.show(open[0].page)}<//>
      <${Button} kind="primary" keyOf="lists.alarm" onClick=${desk.run['lists.alarm']} disabled=${!desk.canAct}>${t.alarm.answer}<//>
    </span>
  <//>`;
}
