// Every key, and changing it: press the new one. Two actions of one screen cannot have the same key.
import { html, useEffect, useState } from '../html.js';
import { actions, keyFor, nameOf } from '../keys.js';
import { keep, preferences } from '../preferences.js';
import { useStore } from '../store.js';
import { t } from '../strings.js';
import { Dialog } from '../ui.js';

// Groups that are alive together on one screen.
const together = [
  ['anywhere', 'worklist'],
  ['anywhere', 'codes', 'order', 'lists', 'page'],
];

function takenBy(group, action, key) {
  const groups = together.filter((g) => g.includes(group)).flat();
  for (const g of new Set(groups))
    for (const a of Object.keys(actions[g]))
      if ((g !== group || a !== action) && keyFor(g, a) === key && !(g === 'page' && a === 'find')) return t.actions[g][a];
  return null;
}

export function KeyTable({ editable }) {
  const { keys, singleKeys } = useStore(preferences);
  const [editing, setEditing] = useState(null);
  const [error, setError] = useState('');
  useEffect(() => {
    if (!editing) return;
    const listen = (e) => {
      const name = nameOf(e);
      if (!name) return;
      e.preventDefault();
      e.stopPropagation();
      if (name !== 'Escape' && name !== 'Tab') {
        const [group, action] = editing.split('.');
        const other = takenBy(group, action, name);
        if (other) return setError(t.help.taken(name, other));
        keep({ keys: { ...keys, [editing]: name } });
      }
      setError('');
      setEditing(null);
    };
    addEventListener('keydown', listen, true);
    return () => removeEventListener('keydown', listen, true);
  }, [editing, keys]);

  return html`<div>
    ${editable && html`<label class="check"><input type="checkbox" checked=${singleKeys}
      onChange=${(e) => keep({ singleKeys: e.target.checked })} /> ${t.help.single}</label>`}
    <div role="alert">${error && html`<p class="banner bad">${error}</p>`}</div>
    <div class="key-groups">
      ${Object.entries(actions).map(
        ([group, list]) => html`<section>
        <h3>${t.groups[group]}</h3>
        <dl>
          ${Object.keys(list).map((action) => {
            const id = `${group}.${action}`;
            const name = t.actions[group][action];
            return html`<div>
              <dt>${name}</dt>
              <dd>${
                editable
                  ? html`<button type="button" class="quiet" aria-label=${t.help.change(name, keyFor(group, action))}
                    onClick=${() => (setError(''), setEditing(id))}>
                    ${editing === id ? t.help.press : html`<kbd>${keyFor(group, action)}</kbd>`}</button>`
                  : html`<kbd>${keyFor(group, action)}</kbd>`
              }</dd>
            </div>`;
          })}
          ${group === 'codes' && html`<div><dt>${t.help.alternatives}</dt><dd><kbd>1</kbd>…<kbd>9</kbd></dd></div>`}
        </dl>
      </section>`,
      )}
    </div>
    <p class="hint">${t.help.arrows}</p>
    ${editable && html`<button type="button" onClick=${() => keep({ keys: {} })} disabled=${Object.keys(keys).length === 0}>${t.help.reset}</button>`}
  </div>`;
}

export function Help({ onClose }) {
  return html`<${Dialog} title=${t.help.title} onClose=${onClose} wide>
    <div class="body" tabindex="0" role="region" aria-label=${t.help.title}><${KeyTable} /></div>
    <footer><a href="#/account" onClick=${onClose}>${t.help.rebind}</a></footer>
  <//>`;
}
