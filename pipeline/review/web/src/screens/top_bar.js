import { html, useEffect, useRef, useState } from '../html.js';
import { session, signOut } from '../session.js';
import { useStore } from '../store.js';
import { t } from '../strings.js';
import { Key } from '../ui.js';

export function TopBar({ places, here, onHelp }) {
  const { user, emergency_until } = useStore(session);
  const menu = useRef();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const away = (e) => !menu.current?.contains(e.target) && setOpen(false);
    const escape = (e) => e.key === 'Escape' && setOpen(false);
    addEventListener('pointerdown', away);
    addEventListener('keydown', escape);
    return () => (removeEventListener('pointerdown', away), removeEventListener('keydown', escape));
  }, [open]);
  return html`<header class="top no-print">
    <a class="brand" href="#/"><img src="/icon.svg" alt="" width="20" height="20" /><span>chartcode</span></a>
    <nav aria-label=${t.menu.name}>
      ${places.map((p) => html`<a href=${'#/' + p.path} aria-current=${p.path === here ? 'page' : undefined}>${p.name}</a>`)}
    </nav>
    ${emergency_until && html`<span class="tag bad">${t.emergency.on}</span>`}
    <button type="button" class="quiet" onClick=${onHelp} aria-keyshortcuts="?">${t.keysButton} <${Key} of="anywhere.help" /></button>
    <div class="user-menu" ref=${menu}>
      <button type="button" class="quiet" aria-expanded=${open} aria-controls="user-menu" onClick=${() => setOpen(!open)}>${user.name || user.login} ▾</button>
      <ul id="user-menu" hidden=${!open}>
        <li><a href="#/account" onClick=${() => setOpen(false)}>${t.menu.account}</a></li>
        <li><button type="button" class="quiet" onClick=${signOut}>${t.signOut} <${Key} of="anywhere.signOut" /></button></li>
      </ul>
    </div>
  </header>`;
}
