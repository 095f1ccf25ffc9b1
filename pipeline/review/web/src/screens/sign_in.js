import { html, useState } from '../html.js';
import { changePassword, session, signIn, signOut } from '../session.js';
import { useStore } from '../store.js';
import { t } from '../strings.js';
import { Field, timeOfDay } from '../ui.js';

function messageOf(e) {
  if (e.code === 'locked' && e.detail?.until) return t.signIn.lockedUntil(timeOfDay(e.detail.until));
  return [e.message, e.remedy].filter(Boolean).join(' ');
}

/** Also stands before work that is locked: then the name is set, and the work goes on where it stopped. */
export function SignIn({ locked }) {
  const { user, ended, error: startError } = useStore(session);
  const [login, setLogin] = useState(locked ? user.login : '');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState('');
  const [needsTotp, setNeedsTotp] = useState(false);
  const [error, setError] = useState(startError ? messageOf(startError) : '');
  const [busy, setBusy] = useState(false);

  async function submit(e) {
    e.preventDefault();
    setBusy(true);
    setError('');
    try {
      await signIn(login.trim(), password, totp.trim());
    } catch (e) {
      if (e.code === 'totp_needed') {
        if (needsTotp) setError(t.signIn.wrongTotp);
        setNeedsTotp(true);
        setTotp('');
      } else {
        setError(messageOf(e));
        if (e.code === 'bad_credentials') setPassword('');
      }
      setBusy(false);
    }
  }

  return html`<main class="gate">
    <form class="card" onSubmit=${submit} aria-labelledby="gate-title">
      <p class="brand"><img src="/icon.svg" alt="" width="28" height="28" /> chartcode</p>
      <h1 id="gate-title">${locked ? t.signIn.again : t.signIn.title}</h1>
      ${locked && html`<p class="lead" role="status">${ended === 'idle' ? t.signIn.wasIdle : t.signIn.wasEnded}</p>`}
      <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
      <${Field} id="login" label=${t.signIn.login}>
        <input id="login" name="username" autocomplete="username" required autocapitalize="none" spellcheck=${false} readonly=${locked}
          value=${login} onInput=${(e) => setLogin(e.target.value)}
            ref=${(el) => !locked && el && !login && document.activeElement === document.body && el.focus()} />
      <//>
      <${Field} id="password" label=${t.signIn.password}>
        <input id="password" name="password" type="password" autocomplete="current-password" required value=${password}
          onInput=${(e) => setPassword(e.target.value)} ref=${(el) => locked && el && document.activeElement === document.body && el.focus()} />
      <//>
      ${
        needsTotp &&
        html`<${Field} id="totp" label=${t.signIn.totp} hint=${t.signIn.totpHint}>
        <input id="totp" name="totp" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required value=${totp}
          aria-describedby="totp-hint" onInput=${(e) => setTotp(e.target.value)} ref=${(el) => el && !totp && el.focus()} />
      <//>`
      }
      <button class="primary big" type="submit" disabled=${busy}>${busy ? t.signIn.busy : t.signIn.submit}</button>
      ${locked && html`<button class="quiet" type="button" onClick=${signOut}>${t.signIn.other}</button>`}
    </form>
  </main>`;
}

/** A one-time password is good for this alone. */
export function PasswordChange({ forced = false, onDone = () => {} }) {
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [twice, setTwice] = useState('');
  const [error, setError] = useState('');

  async function submit(e) {
    e.preventDefault();
    if (fresh.length < 12) return setError(t.password.tooShort);
    if (fresh !== twice) return setError(t.password.differ);
    try {
      await changePassword(old, fresh);
      onDone();
    } catch (e) {
      setError(messageOf(e));
    }
  }

  const field = (id, label, value, set, auto, hint) => html`<${Field} id=${id} label=${label} hint=${hint}>
    <input id=${id} type="password" required value=${value} autocomplete=${auto} aria-describedby=${hint && id + '-hint'} onInput=${(e) => set(e.target.value)} />
  <//>`;
  const form = html`<form class="card" onSubmit=${submit} aria-labelledby="password-title">
    ${forced && html`<p class="brand"><img src="/icon.svg" alt="" width="28" height="28" /> chartcode</p>`}
    ${forced ? html`<h1 id="password-title">${t.password.forced}</h1>` : html`<h2 id="password-title">${t.password.title}</h2>`}
    ${forced && html`<p class="lead">${t.password.why}</p>`}
    <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
    ${field('old', forced ? t.password.oneTime : t.password.old, old, setOld, 'current-password')}
    ${field('fresh', t.password.fresh, fresh, setFresh, 'new-password', t.password.rule)}
    ${field('twice', t.password.twice, twice, setTwice, 'new-password')}
    <button class="primary big" type="submit">${t.password.submit}</button>
    ${forced && html`<button class="quiet" type="button" onClick=${signOut}>${t.signOut}</button>`}
  </form>`;
  return forced ? html`<main class="gate">${form}</main>` : form;
}
