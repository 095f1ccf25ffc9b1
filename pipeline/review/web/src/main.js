import { html, render, useEffect, useLayoutEffect, useRef, useState } from './html.js';
import { network } from './api.js';
import { useKeys } from './keys.js';
import { Live } from './live.js';
import { can, idleStore, openSession, seesCharts, session, signOut } from './session.js';
import { useStore } from './store.js';
import { preferences } from './preferences.js';
import { t } from './strings.js';
import { Banner, Dialog, Loading } from './ui.js';
import { Account } from './screens/account.js';
import { Audit } from './screens/audit.js';
import { Help } from './screens/help.js';
import { PasswordChange, SignIn } from './screens/sign_in.js';
import { TopBar } from './screens/top_bar.js';
import { Users } from './screens/users.js';
import { Worklist } from './screens/worklist.js';
import { ChartScreen } from './chart/chart_screen.js';
import { openNextChart } from './chart/next.js';

// Where a person can be. `menu: false` keeps a place in routing and roles for a screen that is not there yet.
export const places = [
  { path: 'worklist', name: t.menu.worklist, screen: Worklist, may: seesCharts, menu: true },
  { path: 'chart', screen: ChartScreen, may: seesCharts, menu: false },
  { path: 'users', name: t.menu.users, screen: Users, may: () => can('admin'), menu: true },
  { path: 'audit', name: t.menu.audit, screen: Audit, may: () => can('auditor', 'manager', 'admin'), menu: true },
  { path: 'account', name: t.menu.account, screen: Account, may: () => true, menu: false },
  { path: 'reports', may: () => can('manager'), menu: false },
  { path: 'samples', may: () => can('auditor', 'manager'), menu: false },
  { path: 'upload', may: () => can('clerk', 'manager'), menu: false },
  { path: 'page-repairs', may: () => can('clerk', 'manager'), menu: false },
];

const whereNow = () => location.hash.replace(/^#\/?/, '').split('/');

function NotThere() {
  return html`<div class="state"><h1>${t.notThere}</h1><p><a href="#/">${t.toStart}</a></p></div>`;
}

/** `visit` counts the ways gone: a chart left and opened again at once is a new visit, even where both changes are drawn as one. */
function useRoute() {
  const [route, setRoute] = useState({ visit: 0, where: whereNow() });
  useEffect(() => {
    const change = () => setRoute(({ visit }) => ({ visit: visit + 1, where: whereNow() }));
    addEventListener('hashchange', change);
    return () => removeEventListener('hashchange', change);
  }, []);
  return route;
}

function Desk({ hidden }) {
  const { visit, where } = useRoute();
  const [path, ...rest] = where;
  const { epoch } = useStore(session);
  const { online } = useStore(network);
  useStore(preferences);
  const [help, setHelp] = useState(false);
  const main = useRef();
  const open = places.filter((p) => p.may());
  const place = path ? open.find((p) => p.path === path) : (open.find((p) => p.menu) ?? open.find((p) => p.path === 'account'));
  useKeys(
    {
      'anywhere.help': () => setHelp(true),
      'anywhere.worklist': () => (location.hash = '#/worklist'),
      'anywhere.nextChart': () => can('coder', 'manager') && openNextChart(),
      'anywhere.signOut': signOut,
    },
    { on: !hidden },
  );
  useLayoutEffect(() => {
    document.title = `${place?.name ?? (place?.path === 'chart' ? t.menu.chart : t.product)} · chartcode`;
    main.current?.focus({ preventScroll: true }); // a screen reader starts at the new screen, not at the old link
  }, [place?.path, rest[0]]);
  const Screen = place?.screen ?? NotThere;
  return html`<div class="desk" hidden=${hidden} inert=${hidden}>
    <a class="skip" href="#main" onClick=${(e) => (e.preventDefault(), main.current.focus())}>${t.skip}</a>
    <${TopBar} places=${open.filter((p) => p.menu)} here=${place?.path} onHelp=${() => setHelp(true)} />
    ${!online && html`<${Banner} kind="warning">${t.error.offlineBanner}<//>`}
    <main id="main" ref=${main} tabindex="-1" class=${'at-' + (place?.path ?? 'nowhere')}>
      <${Screen} key=${`${epoch}/${visit}/${place?.path}`} args=${rest} />
    </main>
    ${help && html`<${Help} onClose=${() => setHelp(false)} />`}
  </div>`;
}

function IdleWarning() {
  const { warnAt } = useStore(idleStore);
  if (!warnAt) return null;
  return html`<${Dialog} title=${t.idle.title} onClose=${() => {}}>
    <p role="alert">${t.idle.warning(warnAt)}</p>
    <footer><button class="primary" type="button" autofocus>${t.idle.stay}</button></footer>
  <//>`;
}

function App() {
  const { status, user } = useStore(session);
  useEffect(() => void openSession(), []);
  if (status === 'loading') return html`<main><${Loading} /></main>`;
  const locked = status === 'locked';
  const must = user?.must_change_password && status === 'in';
  return html`
    ${(status === 'out' || locked) && html`<${SignIn} locked=${locked} />`} ${must && html`<${PasswordChange} forced />`}
    ${(status === 'in' || locked) && !must && html`<${Desk} hidden=${locked} />`}
    ${status === 'in' && html`<${IdleWarning} />`}
    <${Live} />
  `;
}

render(html`<${App} />`, document.getElementById('app'));
