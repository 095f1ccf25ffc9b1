// What a coder meets seldom: a page of another patient, a chart that goes to somebody else, a second factor, emergency access.
import { createHmac } from 'node:crypto';
import { Desk, is, ok, PASSWORD } from './support.mjs';
import { look } from './screens.mjs';
import { deskOn } from './work.mjs';

const chartOf = (world, id) => world.manager.call('GET', `charts/${id}`);
const auditOf = async (world, id) => (await world.manager.call('GET', `audit?limit=200${id ? `&chart=${id}` : ''}`)).rows;

/** The code of an authenticator (RFC 6238), `steps` of 30 seconds from now. */
function totp(secret, steps = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  const count = Buffer.alloc(8);
  count.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + steps));
  const hash = createHmac('sha1', key).update(count).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/** From the alarm to the finished chart and its print, each dialog on the way looked at. */
export async function otherPatient(world) {
  const { desk, id } = await deskOn(world, 'ben', 'Whitcomb');
  ok(/Page 1 carries a name, an MRN,? and a date of birth that are not/.test(await desk.text('.banner.bad')), 'a page of another patient raises an alarm');
  await desk.key('f');
  ok(!(await desk.page.locator('dialog').count()), 'which is in the way of finishing');
  await look(desk, 'alarm');
  await desk.key('y');
  await desk.page.waitForSelector('dialog #reason:focus');
  await look(desk, 'alarm dialog');
  await desk.page.keyboard.type('Pages of two patients in one envelope');
  await desk.key('Enter');
  await desk.saved();
  await desk.page.waitForSelector('.banner.bad', { state: 'detached' });
  const { pages, codes } = await chartOf(world, id);
  is(pages[0].alarm.acknowledged?.reason, 'Pages of two patients in one envelope', 'Y answers it with a reason');
  ok(codes.some((c) => c.code === 'J18.9' && c.suggested), 'then the codes of that page count like the others');

  await desk.key('Shift+C', 'a', 'o', 'd');
  await desk.page.waitForSelector('dialog');
  await look(desk, 'details dialog');
  await desk.key('Escape', 'Shift+C', 'Shift+R');
  await desk.page.waitForSelector('dialog .danger:focus');
  await look(desk, 'reject the rest dialog');
  await desk.key('Enter');
  await desk.saved();
  await desk.key('f');
  await desk.page.waitForSelector('dialog button.primary:focus');
  await look(desk, 'finish dialog');
  await desk.page.click('dialog button:has-text("Finish only")');
  await desk.saved();
  await desk.page.waitForFunction(() => !document.querySelector('dialog'));
  is((await chartOf(world, id)).state, 'finished', 'the chart is finished');
  await look(desk, 'finished chart');
  await paper(world, desk, id);
  await desk.close();
}

async function paper(world, desk, id) {
  await desk.page.emulateMedia({ media: 'print' });
  const seen = await desk.page.locator('.print-only').innerText();
  const kept = (await chartOf(world, id)).codes.filter((c) => c.decision?.action === 'accept');
  ok(kept.length && kept.every((c) => seen.includes(c.code) && seen.includes(c.title)) && /ben/.test(seen) && /two patients in one envelope/.test(seen), 'the print has every code and who confirmed it', seen);
  is(await desk.page.locator('.halves, .patient, .top, .banner').filter({ visible: true }).count(), 0, 'and nothing of the screen');
  if (process.env.DESK_PICTURES) await desk.page.screenshot({ path: `${process.env.DESK_PICTURES}/print.png` });
  await desk.page.pdf({ format: 'Letter', ...(process.env.DESK_PICTURES ? { path: `${process.env.DESK_PICTURES}/print.pdf` } : {}) });
  await desk.page.waitForTimeout(500);
  is((await auditOf(world, id)).filter((r) => r.what === 'print' && r.who === 'ben').length, 1, 'printing stands in the audit');
  await desk.page.emulateMedia({ media: 'screen' });
}

export async function passedOn(world) {
  const { desk: ben, id } = await deskOn(world, 'ben', world.inpatient);
  const others = ben.page.locator('.banner:has-text("Someone else worked")');
  await others.locator('button').click();
  await others.waitFor({ state: 'detached' });
  await ben.page.evaluate(() => {
    const here = location.hash;
    location.hash = '#/worklist';
    location.hash = here;
  });
  await others.waitFor();
  ok(true, 'a chart left and opened again before anything is drawn is opened anew');
  await ben.shown(id);
  await ben.key('h');
  await ben.page.fill('#park-reason', 'Waits for the operative report');
  await ben.key('Enter');
  await ben.page.waitForURL(/#\/worklist/);
  is((await chartOf(world, id)).parked?.reason, 'Waits for the operative report', 'H parks a chart with a reason');
  await ben.openChart(id);
  const told = await ben.text('.banner');
  ok(/Waits for the operative report/.test(told), 'which is told when the chart is opened', told);
  await ben.page.click('.banner button:has-text("Take it up again")');
  await ben.page.waitForSelector('.banner:has-text("Parked by")', { state: 'detached' });
  is((await chartOf(world, id)).parked, null, 'and it is taken up again');
  await ben.page.waitForFunction(() => !document.querySelector('.patient .acts button[aria-keyshortcuts="F"]').disabled);
  await ben.key('h');
  await ben.page.fill('#hand-to', 'nobody');
  await ben.page.locator('#hand-to').press('Enter');
  ok((await ben.page.locator('dialog .banner.bad').innerText()).length > 0, 'nobody gets no chart');
  await ben.page.fill('#hand-to', 'ada');
  await ben.page.locator('#hand-to').press('Enter');
  await ben.page.waitForURL(/#\/worklist/);
  is((await chartOf(world, id)).assigned, 'ada', 'a chart is handed over');
  const ada = await (await Desk.open(world.server)).enter('ada');
  await ada.key('n');
  await ada.shown(id);
  is(ada.chartId(), id, 'who gets it next, before all others');
  await world.manager.call('DELETE', `charts/${id}/lease`);
  await ada.close();
  await ben.close();
}

export async function secondFactor(world) {
  const desk = await (await Desk.open(world.server)).enter('una');
  await desk.page.goto(`${world.server.url}/#/account`);
  await desk.page.click('button:has-text("Set up")');
  const secret = (await desk.text('code.secret')).replace(/\s/g, '');
  await look(desk, 'second factor set-up');
  await desk.page.fill('#totp-code', String((Number(totp(secret)) + 1) % 1000000).padStart(6, '0'));
  await desk.key('Enter');
  await desk.page.waitForSelector('.card .banner.bad');
  const used = totp(secret);
  await desk.page.fill('#totp-code', used);
  await desk.key('Enter');
  await desk.page.waitForSelector('#totp-off');
  ok(true, 'a code of the authenticator sets the second factor, a wrong one does not');
  await desk.close();

  const again = await (await Desk.open(world.server)).signIn('una');
  await again.page.waitForSelector('#totp:focus');
  await look(again, 'sign-in with a code');
  await again.page.keyboard.type(used);
  await again.key('Enter');
  await again.page.waitForSelector('.banner.bad');
  ok(await again.page.locator('#totp').count(), 'no code is good twice');
  await again.page.fill('#totp', totp(secret, 1));
  await again.key('Enter');
  await again.page.waitForSelector('.row-link, .state');
  ok(true, 'signing in asks for password and code');
  await again.page.goto(`${world.server.url}/#/account`);
  await again.page.fill('#totp-off', PASSWORD);
  await again.key('Enter');
  await again.page.waitForSelector('#totp-off', { state: 'detached' });
  const rows = (await auditOf(world)).filter((r) => r.who === 'una').map((r) => r.what);
  ok(['totp-set', 'sign-in', 'sign-in-failed', 'totp-removed'].every((w) => rows.includes(w)), 'each stands in the audit under her name', rows.join(' '));
  await again.close();
}

export async function emergency(world) {
  const { id } = world.find(world.inpatient);
  const desk = await (await Desk.open(world.server)).enter('admin');
  ok(!(await desk.page.locator('a[href="#/worklist"]').count()), 'an administrator sees no charts');
  await desk.page.goto(`${world.server.url}/#/account`);
  await desk.page.fill('#emergency-reason', 'Coders away, claim due today');
  await look(desk, 'emergency access');
  await desk.page.locator('#emergency-reason').press('Enter');
  await desk.page.waitForSelector('.row-link');
  await desk.openChart(id);
  ok(await desk.page.locator('.top .tag.bad').count(), 'with emergency access the charts can be seen, and the page says so all the time');
  ok(await desk.page.locator('.patient .acts button[aria-keyshortcuts="F"]').isDisabled(), 'and nothing be done');
  await look(desk, 'emergency chart');
  const rows = await auditOf(world);
  is(rows.find((r) => r.what === 'emergency-access' && r.who === 'admin')?.detail, 'Coders away, claim due today', 'the audit has the reason');
  ok((await auditOf(world, id)).some((r) => r.what === 'view' && r.who === 'admin'), 'and what was seen');
  await desk.close();
}
