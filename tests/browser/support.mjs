// What the browser tests share: the server under test, a browser, TAP, and a coder's hands.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import path from 'node:path';

const require = createRequire(path.resolve(process.env.DESK_MODULES, 'x.js'));
export const { chromium } = require('playwright-core');
export const axeSource = require('node:fs').readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/* ---- TAP */
let count = 0;
let failed = 0;
export function ok(what, name, why = '') {
  count += 1;
  if (!what) failed += 1;
  console.log(`${what ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!what && why) console.log(String(why).replace(/^/gm, '# '));
  return what;
}
export const is = (got, want, name) => ok(got === want, name, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
export const note = (text) => console.log('# ' + text);
export async function test(name, run) {
  try {
    await run();
  } catch (e) {
    ok(false, name, e.stack);
  }
}
export function end() {
  console.log(`1..${count}`);
  return failed ? 1 : 0;
}

/* ---- the server */
export class Server {
  port = 0;
  oneTime = null;

  async start() {
    this.child = spawn(process.env.CHARTCODE, ['serve', '--listen', `127.0.0.1:${this.port}`, '--idle-min', '1', '--lease-min', '1'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.gone = new Promise((done) => this.child.on('exit', done));
    for await (const line of createInterface({ input: this.child.stdout })) {
      const word = line.trim();
      if (/^[A-Za-z0-9-]{12,31}$/.test(word)) this.oneTime = word;
      const url = line.match(/http:\/\/[^ ]+/);
      if (url) {
        this.url = url[0].replace(/\/$/, '');
        this.port = new URL(this.url).port;
        return;
      }
    }
    throw new Error('the server ended before it served');
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal);
    await this.gone;
  }
}

/* ---- the API, for what the browser is not needed for: making users, looking at what was saved */
export class Api {
  constructor(server) {
    this.server = server;
  }

  async call(method, where, body) {
    const headers = { 'Content-Type': 'application/json', Origin: this.server.url, 'Sec-Fetch-Site': 'same-origin' };
    if (this.cookie) headers.Cookie = this.cookie;
    if (this.csrf) headers['X-CSRF-Token'] = this.csrf;
    const answer = await fetch(`${this.server.url}/api/${where}`, { method, headers, body: body && JSON.stringify(body) });
    const cookie = answer.headers.get('set-cookie');
    if (cookie) this.cookie = cookie.split(';')[0];
    const json = await answer.json().catch(() => ({}));
    if (answer.status === 401 && this.who && where !== 'session') {
      await this.signIn(...this.who); // the idle limit of a minute
      return this.call(method, where, body);
    }
    if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(json)}`);
    if (json.csrf) this.csrf = json.csrf;
    return json;
  }

  async signIn(login, password) {
    this.cookie = this.csrf = undefined;
    this.who = [login, password];
    await this.call('POST', 'session', { login, password });
    return this;
  }
}

export const PASSWORD = 'heron walks at dusk';

/** A user who has already chosen a password. */
export async function makeUser(server, admin, login, name, roles) {
  const { user } = await admin.call('POST', 'users', { login, name, roles });
  const own = await new Api(server).signIn(login, user.one_time_password);
  await own.call('POST', 'session/password', { old: user.one_time_password, new: PASSWORD });
}

/* ---- a coder at the browser */
export class Desk {
  static browser = null;
  static faults = [];

  static async open(server, { theme = 'light', size = { width: 1366, height: 768 } } = {}) {
    Desk.browser ??= await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
    const context = await Desk.browser.newContext({ viewport: size, colorScheme: theme, reducedMotion: 'reduce' });
    const desk = new Desk();
    desk.server = server;
    desk.context = context;
    desk.page = await context.newPage();
    desk.keys = 0;
    desk.page.on('pageerror', (e) => Desk.faults.push(e.message));
    desk.page.on('console', (m) => /Content Security Policy/.test(m.text()) && Desk.faults.push(m.text()));
    return desk;
  }

  async signIn(login, password = PASSWORD) {
    await this.page.goto(this.server.url);
    await this.page.fill('#login', login);
    await this.page.fill('#password', password);
    await this.page.keyboard.press('Enter');
    return this;
  }

  async enter(login) {
    await this.signIn(login);
    await this.page.waitForSelector('.row-link, .wide-page, .state');
    return this;
  }

  /** One keystroke, counted. */
  async key(...names) {
    for (const name of names) {
      this.keys += 1;
      await this.page.keyboard.press(name);
    }
  }

  async openChart(id) {
    await this.page.goto(`${this.server.url}/#/chart/${id}`);
    await this.shown(id);
  }

  /** The chart is on screen with its page, as an image or as text, and may be worked on. */
  async shown(id) {
    await this.page.waitForSelector(`[data-shown^="${id}/"], [data-chart="${id}"] .text-page`);
  }

  text(selector) {
    return this.page.locator(selector).first().innerText();
  }

  chartId() {
    return Number(this.page.url().split('/').at(-1));
  }

  /** Waits until nothing is on its way to the server. */
  async saved() {
    await this.page.waitForFunction(() => document.querySelector('.saving')?.dataset.waiting === '0');
  }

  async close() {
    await this.context.close();
  }
}
