import { useEffect, useRef, useState } from '../html.js';
import { tell, warn } from '../live.js';
import { can, session as who } from '../session.js';
import { useStore } from '../store.js';
import { t } from '../strings.js';
import { ChartSession } from './chart_session.js';
import { fetchAhead, takeReady } from './next.js';
import { forgetPages } from './page_text.js';

/** The open chart for as long as the screen shows it. `turn` counts changes. */
export function useChart(id) {
  const ref = useRef(null);
  const [turn, setTurn] = useState(0);
  const [error, setError] = useState(null);
  const { status } = useStore(who);

  const start = () => {
    const s = new ChartSession(id, {
      onChange: () => {
        if (s.refusal) {
          warn([s.refusal.error.message, s.refusal.error.remedy].filter(Boolean).join(' '));
          s.refusal = null;
        }
        setTurn((n) => n + 1);
      },
      onTold: (told, act) => {
        if (act.kind === 'transcribe' || act.kind === 'undo') forgetPages();
        if (!['accept', 'reject'].includes(act.kind)) tell(t.chart.told(told)); // those are seen, and said by the focus moving on
      },
    });
    ref.current = s;
    setError(null);
    const ahead = setTimeout(() => !s.closed && can('coder', 'manager') && fetchAhead(id), 400);
    s.open({ known: takeReady(id), work: can('coder', 'manager') }).catch((e) => e.code !== 'not_signed_in' && setError(e));
    return () => (clearTimeout(ahead), s.close());
  };
  useEffect(start, [id]);
  // The same person signed in again: what was on its way goes on.
  useEffect(() => {
    if (status !== 'in' || !ref.current?.wasOut) return;
    ref.current.wasOut = false;
    if (ref.current.base) ref.current.takeUp();
    else return start();
  }, [status]);
  useEffect(() => {
    if (status === 'locked' && ref.current) ref.current.wasOut = true;
  }, [status]);
  // A window must not be closed over acts that have not reached the server.
  useEffect(() => {
    const ask = (e) => ref.current?.saving && e.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, []);
  return { session: ref.current, chart: ref.current?.chart ?? ref.current?.base, error, again: start, turn };
}
