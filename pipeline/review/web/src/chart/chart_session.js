// One open chart: the server's version of it, the acts on their way, and the lease. An act is seen at once and sent in its turn;
// each has a random key, so that sending it again after a lost answer (server restarted, cable pulled) applies it once.
// Acts not yet saved also lie in sessionStorage: a reload or a new sign-in in this window goes on with them.
import { ApiError, call, get, newKey, post } from '../api.js';
import { idleFor, session } from '../session.js';
import { applyAct, whatIsLeft } from './optimistic.js';

const SEEN_MS = 150; // until a chart that was fetched ahead is drawn, page and all
const HEARTBEAT_MS = 60000; // at most; a short lease is renewed three times in its length
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const willPass = (e) => e.code === 'offline' || e.code === 'busy' || e.code === 'storage' || (e.status >= 500 && e.code !== 'not_built');

export class ChartSession {
  constructor(id, { onChange, onTold }) {
    Object.assign(this, { id, onChange, onTold, base: null, acts: [], trouble: null, unsent: [], closed: false, sending: false });
    this.storeKey = `desk.acts.${id}`;
  }

  /** The lease first: whoever may work on the chart sees it as it is from then on. A reader opens it without. `known` is the chart
   * as it was fetched ahead, leased since: it is shown at once, and the server's answer takes its place as soon as it has been seen. */
  async open({ known = null, work = true } = {}) {
    if (known) {
      this.base = { ...known, lease: { holder: session.get().user.login, until: Date.now() + HEARTBEAT_MS, mine: true } };
      this.#changed();
      await wait(SEEN_MS);
      if (this.closed) return;
    }
    if (work && !known)
      await this.#lease().catch((e) => {
        if (e.code === 'offline' || e.status >= 500 || e.status === 401) throw e; // anything else: it opens for reading only
      });
    this.#take(await get(`charts/${this.id}`));
    if (this.closed) return;
    if (work) this.#beat();
    this.#restore();
    this.#changed();
    this.#send();
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
  }

  get chart() {
    return this.view;
  }

  get saving() {
    return this.acts.length > 0;
  }

  /** Shows the act and queues it. The promise ends when the server has it: with its answer, or false where it was not applied.
   * `next`: what the coder leaves the chart for, a filter of the worklist; the answer names the chart that was taken. */
  act(act, next) {
    if (this.trouble?.kind === 'leased' || this.unsent.length > 0) return Promise.resolve(false);
    return new Promise((done) => {
      this.acts.push({ key: newKey(), act, next, done });
      this.#changed();
      this.#send();
    });
  }

  /** Takes (again) the lease on the chart and sends what was left unsaved. */
  async takeUp() {
    try {
      await this.#lease();
      this.#take(await get(`charts/${this.id}`));
      this.trouble = null;
      const again = this.unsent;
      this.unsent = [];
      this.acts.push(...again.map((a) => ({ ...a, done: a.done ?? (() => {}) })));
    } catch (e) {
      if (e.code !== 'not_signed_in') this.trouble = { kind: e.code === 'leased' ? 'leased' : 'failed', error: e };
    }
    this.#changed();
    this.#send();
  }

  /** Leaves the server's version as it is. */
  dropUnsent() {
    this.unsent = [];
    this.trouble = this.trouble?.kind === 'leased' ? this.trouble : null;
    this.#changed();
  }

  /** A finished chart opened again (managers). */
  async reopen() {
    const done = await this.act({ kind: 'reopen' });
    if (done) await this.takeUp();
  }

  async #lease() {
    const lease = await post(`charts/${this.id}/lease`);
    if (this.base) this.base = { ...this.base, lease: { holder: session.get().user.login, until: lease.lease_until, mine: true } };
  }

  #beat() {
    const left = (this.base.lease.until ?? 0) - Date.now();
    const pause = this.base.lease.mine ? Math.min(HEARTBEAT_MS, Math.max(5000, left / 3)) : HEARTBEAT_MS;
    this.timer = setTimeout(() => this.#heartbeat().finally(() => this.closed || this.#beat()), pause);
  }

  async #heartbeat() {
    const idle = idleFor() > HEARTBEAT_MS * 5;
    if (this.closed || idle || session.get().status !== 'in' || !this.base?.lease.mine) return;
    try {
      const lease = await post(`charts/${this.id}/lease`, {}, { background: true });
      this.base = { ...this.base, lease: { ...this.base.lease, until: lease.lease_until, mine: true } };
      if (lease.version !== this.base.version && !this.sending) this.#changedElsewhere(await get(`charts/${this.id}`, { background: true }));
      else this.#changed();
    } catch (e) {
      if (e.code === 'leased') this.#stop('leased', e);
    }
  }

  #changedElsewhere(fresh) {
    if (fresh.version === this.base.version) return;
    this.#take(fresh);
    this.trouble = { kind: 'changed', error: null };
    this.#changed();
  }

  #take(chart) {
    if (!this.base || chart.version >= this.base.version || chart.id !== this.base.id) this.base = chart;
  }

  #changed() {
    const view = this.acts.reduce((chart, { act }) => applyAct(chart, act), this.base);
    this.view = this.acts.length ? { ...view, left: whatIsLeft(view) } : view;
    this.#keep();
    if (!this.closed) this.onChange();
  }

  #keep() {
    const keep = [...this.unsent, ...this.acts].map(({ key, act }) => ({ key, act }));
    if (keep.length) sessionStorage.setItem(this.storeKey, JSON.stringify(keep));
    else sessionStorage.removeItem(this.storeKey);
  }

  #restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.storeKey) ?? '[]');
    if (this.acts.length === 0) this.acts = kept.map((a) => ({ ...a, done: () => {} }));
  }

  /** What was not applied goes aside; the coder says what becomes of it. */
  #stop(kind, error) {
    const left = this.acts.splice(0);
    for (const a of left) a.done(false);
    this.unsent.push(...left.map(({ key, act }) => ({ key: kind === 'changed' ? newKey() : key, act })));
    if (error?.detail?.chart) this.#take(error.detail.chart);
    if (kind === 'leased' && this.base)
      this.base = { ...this.base, lease: { ...this.base.lease, holder: error.detail?.holder ?? null, mine: false } };
    this.trouble = { kind, error };
    this.#changed();
  }

  async #send() {
    if (this.sending) return;
    this.sending = true;
    for (let tries = 0; this.acts.length && this.base;) {
      const first = this.acts[0];
      try {
        const { key, act, next } = first;
        const { new_title, ...wire } = act; // the title is only for the eye
        const answer = await call('POST', `charts/${this.id}/acts`, { version: this.base.version, key, act: wire, ...(next && { next }) });
        tries = 0;
        this.acts.shift();
        this.trouble = null;
        if (answer.chart) this.#take(answer.chart);
        if (answer.chart) this.#changed();
        else this.#keep(); // the next chart is about to be shown: drawing this one once more would keep it waiting
        this.onTold(answer.told, act);
        first.done(answer);
      } catch (e) {
        if (!(e instanceof ApiError)) throw e;
        if (e.code === 'not_signed_in') break; // resume() after the person has signed in again
        if (willPass(e)) {
          this.trouble = { kind: 'waiting', error: e };
          this.#changed();
          await wait(Math.min(500 * 2 ** tries++, 5000));
        } else if (e.code === 'changed') this.#stop('changed', e);
        else if (e.code === 'leased') this.#stop('leased', e);
        else this.#refused(first, e);
      }
    }
    this.sending = false;
  }

  /** The act makes no sense to the server (a hard edit, a bad value): it alone is dropped, and the person is told. */
  #refused(first, error) {
    this.acts.shift();
    if (error.detail?.chart) this.#take(error.detail.chart);
    this.refusal = { error, act: first.act, at: Date.now() };
    this.trouble = null;
    this.#changed();
    first.done(false);
  }
}
