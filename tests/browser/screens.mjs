// Every screen by axe-core (WCAG 2.2 A and AA), light and dark, at 100 % and as narrow as 200 % zoom makes it. With DESK_PICTURES set
// to a folder, each screen is also kept there as a picture.
import { axeSource, Desk, ok } from './support.mjs';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function look(desk, name) {
  await desk.page.waitForTimeout(200);
  await desk.page.evaluate(axeSource + ';0'); // the Content-Security-Policy lets no script tag in
  const found = await desk.page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, { runOnly: tags });
    return violations.map(
      (v) =>
        `${v.id}: ${v.help}\n` +
        v.nodes
          .slice(0, 3)
          .map((n) => `   ${n.html.slice(0, 140)} ${n.failureSummary.split('\n')[1] ?? ''}`)
          .join('\n'),
    );
  }, TAGS);
  ok(found.length === 0, `axe finds nothing: ${name}`, found.join('\n'));
  const sideways = await desk.page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1);
  ok(!sideways, `nothing to scroll sideways: ${name}`);
  if (process.env.DESK_PICTURES) await desk.page.screenshot({ path: `${process.env.DESK_PICTURES}/${name.replace(/\W+/g, '-')}.png` });
}

/** `whole`: every screen; else those where theme or width make a difference. */
async function walk(world, how, name, whole) {
  const gate = await Desk.open(world.server, how);
  await gate.page.goto(world.server.url);
  await gate.page.waitForSelector('#login');
  await look(gate, `${name} sign-in`);
  await gate.close();

  const desk = await (await Desk.open(world.server, how)).enter('ben');
  await look(desk, `${name} worklist`);
  await desk.page.fill('#find', 'nobody of that name');
  await desk.page.waitForSelector('.state .strong');
  await look(desk, `${name} worklist empty`);
  const { id } = world.find(world.inpatient);
  await desk.openChart(id);
  await desk.page.waitForFunction(() => !document.querySelector('.patient .acts button[aria-keyshortcuts="F"]').disabled);
  await look(desk, `${name} chart`);
  for (const [key, part] of [
    ['o', 'order'],
    ['w', 'withheld'],
    ['b', 'unread'],
    ['q', 'notes'],
  ]) {
    await desk.key(key);
    await look(desk, `${name} chart ${part}`);
  }
  await desk.key('Escape');
  for (const [key, part] of [
    ['/', 'encoder'],
    ['h', 'hold'],
    ['?', 'keys'],
    ['s', 'find'],
  ]) {
    await desk.key(key);
    if (part === 'encoder') {
      await desk.page.keyboard.type('hip fracture');
      await desk.page.waitForSelector('#encoder-list [role=option]');
    }
    await look(desk, `${name} chart ${part}`);
    await desk.key('Escape');
  }
  if (!whole) {
    await world.manager.call('DELETE', `charts/${id}/lease`);
    return desk.close();
  }
  await desk.key('t');
  await desk.page.waitForSelector('.text-layer span');
  await look(desk, `${name} chart text`);
  await desk.page.goto(`${world.server.url}/#/account`);
  await desk.page.waitForSelector('.cards');
  await look(desk, `${name} account`);
  await world.manager.call('DELETE', `charts/${id}/lease`);
  await desk.close();

  const admin = await (await Desk.open(world.server, how)).enter('admin');
  await look(admin, `${name} users`);
  await admin.page.click('text=Add a user');
  await look(admin, `${name} users add`);
  await admin.close();
  const auditor = await (await Desk.open(world.server, how)).enter('una');
  await auditor.page.goto(`${world.server.url}/#/audit`);
  await auditor.page.waitForSelector('td');
  await look(auditor, `${name} audit`);
  await auditor.close();
}

export async function everyScreen(world) {
  await walk(world, {}, 'light', true);
  await walk(world, { theme: 'dark', size: { width: 1920, height: 1080 } }, 'dark', !!process.env.DESK_PICTURES);
  await walk(world, { size: { width: 683, height: 384 } }, 'narrow', false); // 1366x768 at 200 %
}
