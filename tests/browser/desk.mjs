// The desk as coders use it: each part of a coder's day in a real browser, against the real server. The server's limits are short
// here (one minute for a lease and for being idle), so what waits for them begins first and is looked at last.
import { Api, Desk, end, is, makeUser, note, ok, PASSWORD, Server, test } from './support.mjs';
import { beginIdle, beginLease, endIdle, endLease } from './limits.mjs';
import { conflict, restart } from './trouble.mjs';
import { byKeyboard, details, encoder, order, text, unread, zoomed } from './work.mjs';
import { emergency, otherPatient, passedOn, secondFactor } from './people.mjs';
import { everyScreen, look } from './screens.mjs';

const server = new Server();
await server.start();
const world = { server, inpatient: '"encounter":"inpatient"' };

await test('the first administrator', async () => {
  const desk = await Desk.open(server);
  await desk.signIn('admin', 'not the password');
  ok(await desk.page.waitForSelector('.banner.bad'), 'a wrong password is told');
  await desk.page.fill('#password', server.oneTime);
  await desk.key('Enter');
  await desk.page.waitForSelector('#old');
  await look(desk, 'first password');
  await desk.page.fill('#old', server.oneTime);
  await desk.page.fill('#fresh', 'short');
  await desk.page.fill('#twice', 'short');
  await desk.key('Enter');
  ok(/12 characters/.test(await desk.text('.banner.bad')), 'a short new password is refused');
  await desk.page.fill('#fresh', PASSWORD);
  await desk.page.fill('#twice', PASSWORD);
  await desk.key('Enter');
  await desk.page.waitForSelector('.wide-page table');
  is(await desk.text('h1'), 'Users', 'the one-time password is changed, and the administrator sees the users');
  await desk.page.click('text=Add a user');
  await desk.page.fill('#new-login', 'grace');
  await desk.page.fill('#new-name', 'Grace Holloway');
  await desk.key('Enter');
  world.graceOneTime = await desk.text('dialog .secret');
  ok(world.graceOneTime.length >= 12, 'a new user gets a one-time password');
  await desk.close();
});

await test('users for the rest', async () => {
  const admin = await new Api(server).signIn('admin', PASSWORD);
  for (const [login, name, roles] of [
    ['ada', 'Ada Whitlock', ['coder']],
    ['ben', 'Ben Marchetti', ['coder']],
    ['ivy', 'Ivy Lindqvist', ['coder']],
    ['leo', 'Leo Okonkwo', ['coder']],
    ['max', 'Max Brandt', ['manager']],
    ['una', 'Una Voss', ['auditor']],
  ])
    await makeUser(server, admin, login, name, roles);
  world.manager = await new Api(server).signIn('max', PASSWORD);
  const { charts } = await world.manager.call('GET', 'charts?limit=50');
  world.charts = charts;
  world.find = (part) => charts.find((c) => JSON.stringify(c).includes(part));
  ok(charts.length >= 6, 'six charts wait', JSON.stringify(charts.length));
});

await test('lock-out', async () => {
  const desk = await Desk.open(server);
  for (
    let i = 0;
    i < 12 &&
    !/locked/.test(
      await desk.page
        .locator('.banner.bad')
        .innerText()
        .catch(() => ''),
    );
    i++
  ) {
    await desk.signIn('grace', `wrong ${i}`);
    await desk.page.waitForSelector('.banner.bad');
  }
  ok(/locked until/.test(await desk.text('.banner.bad')), 'after too many wrong passwords the account is locked, and the page tells until when');
  await desk.close();
});

await test('idle begins', () => beginIdle(world));
await test('a lease begins', () => beginLease(world));
await test('a chart by keyboard alone', () => byKeyboard(world));
await test('order of codes', () => order(world));
await test('details of a claim', () => details(world));
await test('encoder', () => encoder(world));
await test('text of the page', () => text(world));
await test('zoom', () => zoomed(world));
await test('unread boxes', () => unread(world));
await test('two coders', () => conflict(world));
await test('a chart passed on', () => passedOn(world));
await test('a page of another patient', () => otherPatient(world));
await test('second factor', () => secondFactor(world));
await test('emergency access', () => emergency(world));
await test('the server starts anew', () => restart(world));
await test('every screen', () => everyScreen(world));
await test('the lease ends', () => endLease(world));
await test('idle ends', () => endIdle(world));
ok(Desk.faults.length === 0, 'no error in any page, nothing against the Content-Security-Policy', Desk.faults.join('\n'));

await Desk.browser.close();
await server.stop();
note(`next chart on screen, page included: ${world.next ?? 'not measured'}`);
process.exit(end());
