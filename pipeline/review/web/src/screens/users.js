import { call, get, post } from '../api.js';
import { html, useState } from '../html.js';
import { tell, warn } from '../live.js';
import { session } from '../session.js';
import { t } from '../strings.js';
import { Dialog, Failed, Field, Loading, useLoad, when } from '../ui.js';

const ROLES = ['clerk', 'coder', 'auditor', 'manager', 'admin'];

function Roles({ roles, change }) {
  return html`<fieldset class="plain"><legend>${t.users.roles}</legend>
    ${ROLES.map(
      (r) => html`<label class="check"><input type="checkbox" checked=${roles.includes(r)}
      onChange=${(e) => change(e.target.checked ? [...roles, r] : roles.filter((x) => x !== r))} /> <span>${t.roles[r]} <span class="faint">${t.users.roleHints[r]}</span></span></label>`,
    )}
  </fieldset>`;
}

function Edit({ user, onClose, onSaved }) {
  const [login, setLogin] = useState(user?.login ?? '');
  const [name, setName] = useState(user?.name ?? '');
  const [roles, setRoles] = useState(user?.roles ?? ['coder']);
  const [error, setError] = useState('');
  async function save(e) {
    e.preventDefault();
    try {
      onSaved(
        user ? await call('PATCH', `users/${encodeURIComponent(user.login)}`, { name, roles }) : await post('users', { login, name, roles }),
        login,
      );
    } catch (e) {
      setError(e.message);
    }
  }
  return html`<${Dialog} title=${user ? t.users.edit(user.login) : t.users.add} onClose=${onClose}>
    <form onSubmit=${save}>
      <div class="body">
        <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
        ${!user && html`<${Field} id="new-login" label=${t.signIn.login}><input id="new-login" required pattern="[a-z0-9._\\-]{2,32}" value=${login}
          title=${t.users.loginRule} onInput=${(e) => setLogin(e.target.value)} autocomplete="off" /><//>`}
        <${Field} id="new-name" label=${t.users.name}><input id="new-name" required value=${name} onInput=${(e) => setName(e.target.value)} autocomplete="off" /><//>
        <${Roles} roles=${roles} change=${setRoles} />
      </div>
      <footer><button type="button" onClick=${onClose}>${t.cancel}</button><button class="primary" disabled=${roles.length === 0}>${t.save}</button></footer>
    </form>
  <//>`;
}

function OneTime({ login, password, onClose }) {
  return html`<${Dialog} title=${t.users.oneTime(login)} onClose=${onClose}>
    <div class="body"><p>${t.users.oneTimeHint}</p><p><code class="secret">${password}</code></p></div>
    <footer><button class="primary" type="button" onClick=${onClose} autofocus>${t.users.written}</button></footer>
  <//>`;
}

export function Users() {
  const { data, error, again } = useLoad(() => get('users'), []);
  const [editing, setEditing] = useState(null);
  const [oneTime, setOneTime] = useState(null);
  const patch = async (login, body, said) => {
    try {
      const answer = await call('PATCH', `users/${encodeURIComponent(login)}`, body);
      const password = answer.user.one_time_password;
      if (password) setOneTime({ login, password });
      tell(said);
      again();
    } catch (e) {
      warn(e.message);
    }
  };
  if (error) return html`<${Failed} error=${error} again=${again} />`;
  if (!data) return html`<${Loading} />`;
  const me = session.get().user.login;
  const users = data.users;
  return html`<div class="wide-page">
    <div class="page-head"><h1>${t.menu.users}</h1><button class="primary" type="button" onClick=${() => setEditing({})}>${t.users.add}</button></div>
    <table>
      <caption class="visually-hidden">${t.menu.users}</caption>
      <thead><tr>${t.users.columns.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead>
      <tbody>${users.map((u) => {
        const locked = u.locked_until && u.locked_until > Date.now();
        return html`<tr key=${u.login}>
          <td><span class="strong">${u.name}</span><div class="faint">${u.login}</div></td>
          <td>${u.roles.map((r) => t.roles[r] ?? r).join(', ')}</td>
          <td>${u.disabled ? html`<span class="tag bad">${t.users.disabled}</span>` : locked ? html`<span class="tag warning">${t.users.locked}</span>` : html`<span class="tag good">${t.users.active}</span>`}
            ${u.totp && html` <span class="tag">${t.users.totp}</span>`}</td>
          <td class="faint">${when(u.signed_in_at) || t.users.never}</td>
          <td><div class="actions">
            <button type="button" aria-label=${t.users.edit(u.login)} onClick=${() => setEditing(u)}>${t.users.editShort}</button>
            <button type="button" aria-label=${t.users.resetOf(u.login)} onClick=${() => patch(u.login, { reset_password: true }, t.saved)}>${t.users.reset}</button>
            ${u.totp && html`<button type="button" aria-label=${t.users.resetTotpOf(u.login)}
              onClick=${() => patch(u.login, { reset_totp: true }, t.saved)}>${t.users.resetTotp}</button>`}
            ${locked && html`<button type="button" aria-label=${t.users.unlockOf(u.login)}
              onClick=${() => patch(u.login, { unlock: true }, t.saved)}>${t.users.unlock}</button>`}
            ${
              u.login !== me &&
              html`<button type="button" aria-label=${(u.disabled ? t.users.enableOf : t.users.disableOf)(u.login)}
              onClick=${() => patch(u.login, { disabled: !u.disabled }, t.saved)}>${u.disabled ? t.users.enable : t.users.disable}</button>`
            }
          </div></td>
        </tr>`;
      })}</tbody>
    </table>
    ${
      editing &&
      html`<${Edit} user=${editing.login ? editing : null} onClose=${() => setEditing(null)}
      onSaved=${(answer, login) => {
        setEditing(null);
        again();
        const password = answer.user.one_time_password;
        if (password) setOneTime({ login, password });
      }} />`
    }
    ${oneTime && html`<${OneTime} ...${oneTime} onClose=${() => setOneTime(null)} />`}
  </div>`;
}
