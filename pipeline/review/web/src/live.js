// What is said on screen in passing and to a screen reader: polite for "done", assertive for "this went wrong".
import { html, useEffect } from './html.js';
import { makeStore, useStore } from './store.js';
import { t } from './strings.js';

const said = makeStore({ polite: '', alert: '', at: 0 });

export const tell = (text) => said.set({ polite: text, alert: '', at: Date.now() });
export const warn = (text) => said.set({ alert: text, polite: '', at: Date.now() });
export const hush = () => said.set({ polite: '', alert: '' });

export function Live() {
  const { polite, alert, at } = useStore(said);
  useEffect(() => {
    if (!polite) return;
    const timer = setTimeout(hush, 4000);
    return () => clearTimeout(timer);
  }, [at]);
  return html`<div class="live no-print">
    <div role="status" class=${polite ? 'toast' : 'toast empty'}>${polite}</div>
    <div role="alert" class=${alert ? 'toast bad' : 'toast empty'}>
      ${alert}${alert && html`<button class="quiet" onClick=${hush}>${t.close}</button>`}
    </div>
  </div>`;
}
