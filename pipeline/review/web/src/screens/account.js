// A person's own things: theme, keys, password, second factor, emergency access.
import { post } from '../api.js';
import { html, useState } from '../html.js';
import { tell } from '../live.js';
import { keep, preferences } from '../preferences.js';
import { can, emergency, reloadSession, seesCharts, session } from '../session.js';
import { useStore } from '../store.js';
import { t } from '../strings.js';
import { Field } from '../ui.js';
import { KeyTable } from './help.js';
import { PasswordChange } from './sign_in.js';

function Theme() {
  const { theme } = useStore(preferences);
  return html`<fieldset class="card">
    <legend><h2>${t.account.theme}</h2></legend>
    ${['auto', 'light', 'dark'].map(
      (name) => html`<label class="check">
      <input type="radio" name="theme" checked=${theme === name} onChange=${() => keep({ theme: name })} /> ${t.account.themes[name]}
    </label>`,
    )}
  </fieldset>`;
}

function SecondFactor() {
  const { user } = useStore(session);
  const [step, setStep] = useState(null); // null | {secret, uri}
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const act = async (body, done) => {
    setError('');
    try {
      done(await post('session/totp', body));
    } catch (e) {
      setError(e.message);
    }
  };
  const finished = async () => {
    setStep(null);
    setText('');
    await reloadSession();
    tell(t.saved);
  };
  return html`<form class="card" onSubmit=${(e) => {
    e.preventDefault();
    act(user.totp ? { step: 'remove', password: text } : { step: 'confirm', code: text }, finished);
  }}>
    <h2>${t.account.totp}</h2>
    <p>${user.totp ? t.account.totpOn : t.account.totpOff}</p>
    <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
    ${!user.totp && !step && html`<button type="button" onClick=${() => act({ step: 'start' }, setStep)}>${t.account.totpStart}</button>`}
    ${
      step &&
      html`<p>${t.account.totpSecret}</p><p><code class="secret">${step.secret.match(/.{1,4}/g).join(' ')}</code></p>
      <p class="hint wrap"><a href=${step.uri}>${t.account.totpLink}</a></p>
      <${Field} id="totp-code" label=${t.account.totpCode}><input id="totp-code" inputmode="numeric" maxlength="6" required value=${text}
        onInput=${(e) => setText(e.target.value)} /><//>
      <button class="primary">${t.account.totpConfirm}</button>`
    }
    ${
      user.totp &&
      html`<${Field} id="totp-off" label=${t.signIn.password}><input id="totp-off" type="password" required value=${text}
        onInput=${(e) => setText(e.target.value)} autocomplete="current-password" /><//>
      <button>${t.account.totpRemove}</button>`
    }
  </form>`;
}

function Emergency() {
  const [reason, setReason] = useState('');
  const [error, setError] = useState('');
  return html`<form class="card" onSubmit=${async (e) => {
    e.preventDefault();
    try {
      await emergency(reason);
      location.hash = '#/worklist';
    } catch (e) {
      setError(e.message);
    }
  }}>
    <h2>${t.emergency.title}</h2>
    <p>${t.emergency.what}</p>
    <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
    <${Field} id="emergency-reason" label=${t.emergency.reason}><input id="emergency-reason" required minlength="8" value=${reason}
      onInput=${(e) => setReason(e.target.value)} /><//>
    <button class="danger">${t.emergency.begin}</button>
  </form>`;
}

export function Account() {
  const [turn, setTurn] = useState(0);
  const { user, version, codeset } = useStore(session);
  return html`<div class="narrow">
    <h1>${t.menu.account}</h1>
    <p class="faint">${user.name} (${user.login}) · ${user.roles.map((r) => t.roles[r] ?? r).join(', ')} · chartcode ${version}${codeset ? ' · ' + t.account.codeset(codeset) : ''}</p>
    <div class="cards">
      <${Theme} />
      <${SecondFactor} />
      <${PasswordChange} key=${turn} onDone=${() => (tell(t.saved), setTurn(turn + 1))} />
      ${!seesCharts() && !can('coder') && html`<${Emergency} />`}
    </div>
    <section class="card"><h2>${t.help.title}</h2><${KeyTable} editable /></section>
    <p class="faint"><a href="/licences.txt" target="_blank">${t.account.licences}</a></p>
  </div>`;
}
