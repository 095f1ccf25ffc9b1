// The desk itself: the page at the left, the codes at the right, and one place where keys become acts.
import { post } from '../api.js';
import { warn } from '../live.js';
import { html, useEffect, useRef, useState } from '../html.js';
import { t } from '../strings.js';
import { Banner, Failed, Loading } from '../ui.js';
import { useStore } from '../store.js';
import { preferences } from '../preferences.js';
import { AlarmBanner, ChangedSince, ParkedBanner, RepeatsBanner, TroubleBanner } from './banners.js';
import { Dialogs } from './dialogs.js';
import { PagePane } from './page_pane.js';
import { PatientBar } from './patient_bar.js';
import { PrintView } from './print.js';
import { RightPane } from './right_pane.js';
import { useChart } from './use_chart.js';
import { useDesk } from './use_desk.js';

export function ChartScreen({ args: [id] }) {
  useStore(preferences); // keys may be bound anew
  const { session, chart, error, again, turn } = useChart(Number(id));
  if (error && !chart) return html`<${Failed} error=${error} again=${again} />`;
  if (!chart) return html`<${Loading} what=${t.chart.loading} />`;
  return html`<${Open} session=${session} chart=${chart} turn=${turn} />`;
}

function Open({ session, chart, turn }) {
  const desk = useDesk(session, chart, turn);
  const room = useRef();
  const [crop, setCrop] = useState(420);
  useEffect(() => {
    const watch = new ResizeObserver(([e]) => setCrop(Math.round(Math.min(560, e.contentRect.width - 48))));
    watch.observe(room.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    const told = () => post(`charts/${chart.id}/print`).catch((e) => warn(e.message)); // for the audit, by whatever key or menu it was asked for
    addEventListener('beforeprint', told);
    return () => removeEventListener('beforeprint', told);
  }, [chart.id]);
  const readOnly = !desk.canAct && chart.state !== 'finished';
  return html`<div class="chart">
    <${PatientBar} chart=${chart} desk=${desk} session=${session} />
    <${TroubleBanner} session=${session} chart=${chart} desk=${desk} />
    ${readOnly && !session.trouble && !chart.parked && html`<${Banner}>${t.chart.readOnly(chart.lease.holder)}<//>`}
    <${ParkedBanner} chart=${chart} session=${session} />
    ${chart.state === 'finished' && html`<${Banner}>${t.chart.finishedAt(chart.finished_at)}<//>`}
    <${ChangedSince} chart=${chart} />
    <${RepeatsBanner} key=${chart.id} chart=${chart} />
    <${AlarmBanner} chart=${chart} desk=${desk} />
    <div class="halves">
      <${PagePane} chart=${chart} desk=${desk} />
      <div class="right" ref=${room}><${RightPane} chart=${chart} desk=${desk} crop=${crop} /></div>
    </div>
    <${Dialogs} chart=${chart} session=${session} desk=${desk} />
    <${PrintView} chart=${chart} />
  </div>`;
}
