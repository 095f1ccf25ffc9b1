// A coder's work on charts, by keys.
import { Desk, is, ok } from './support.mjs';

const chartOf = (world, id) => world.manager.call('GET', `charts/${id}`);
const codes = (chart) => chart.codes.filter((c) => c.decision && c.decision.action !== 'reject');
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

/** Eight right suggestions: accept, accept ... finish, and the next chart is there. Nothing but keys after the sign-in. */
export async function byKeyboard(world) {
  const desk = await Desk.open(world.server);
  await desk.enter('ada');
  await desk.key('n');
  await desk.page.waitForSelector('.code-card.selected');
  const id = desk.chartId();
  const before = await chartOf(world, id);
  is(before.left.undecided, 8, 'the chart of the highest priority comes first; it has eight suggestions');
  desk.keys = 0;
  const first = await desk.text('.code-card.selected .code');
  await desk.key('a');
  ok((await desk.text('.code-card.selected .code')) !== first, 'accepting goes on to the next suggestion at once');
  for (let i = 0; i < 7; i++) await desk.key('a');
  await desk.key('f');
  await desk.page.waitForSelector('dialog button.primary:focus');
  await desk.key('Enter');
  await desk.page.waitForFunction((old) => location.hash !== `#/chart/${old}`, id);
  await desk.page.waitForSelector('[data-shown]');
  ok(desk.keys <= 12, `eight right suggestions finished in at most 12 keystrokes (${desk.keys})`);
  const after = await chartOf(world, id);
  is(after.state, 'finished', 'the chart is finished');
  is(codes(after).length, 8, 'with its eight codes');
  ok(desk.chartId() !== id, 'and the next chart is on screen');

  // The next charts: everything rejected, boxes dismissed, and the time from Enter until the next page is drawn.
  const times = [];
  for (let i = 0; i < 2; i++) {
    const here = desk.chartId();
    await desk.page.waitForTimeout(1500); // as long as a coder looks: the next one is fetched ahead meanwhile
    await answerAll(desk, world, here);
    await desk.key('f');
    await desk.page.waitForSelector('dialog button.primary:focus');
    const asked = [];
    const listen = (r) => asked.push(`${r.method()} ${r.url().replace(world.server.url, '')}`);
    desk.page.on('request', listen);
    const began = performance.now();
    await desk.key('Enter');
    await desk.page.waitForFunction((old) => {
      const shown = document.querySelector('[data-shown]')?.dataset.shown;
      return shown && !shown.startsWith(old + '/') && location.hash.endsWith('/' + shown.split('/')[0]);
    }, here);
    times.push(performance.now() - began);
    desk.page.off('request', listen);
    is(asked.filter((r) => r.startsWith('POST')).join(), `POST /api/charts/${here}/acts`, 'finishing and taking the next chart is one request');
    ok(!asked.some((r) => r.includes(`charts/${desk.chartId()}/pages/`) && r.includes('width=1600')), 'and its page was fetched ahead', asked.join());
  }
  world.next = `median ${Math.round(median(times))} ms of ${times.length} (finishing included)`;
  await world.manager.call('DELETE', `charts/${desk.chartId()}/lease`);
  await desk.close();
}

/** Whatever is open on a chart gets a quick answer. */
async function answerAll(desk, world, id) {
  const { left } = await chartOf(world, id);
  if (left.undecided) {
    await desk.key('Shift+R');
    await desk.page.waitForSelector('dialog .danger:focus');
    await desk.key('Enter');
  }
  for (let i = 0; i < left.unread; i++) {
    await desk.key('b');
    await desk.page.waitForSelector('.code-card.unread.selected .dismissals');
    await desk.key('1');
    await desk.saved();
  }
  for (let i = 0; i < left.alarms; i++) {
    await desk.key('y');
    await desk.page.click('dialog .chip');
    await desk.saved();
  }
  await desk.saved();
}

/** A desk on a chart that nobody has finished, everything on it taken back to open. */
export async function deskOn(world, login, part) {
  const desk = await (await Desk.open(world.server)).enter(login);
  const { id } = world.find(part);
  await world.manager.call('DELETE', `charts/${id}/lease`).catch(() => {}); // whatever a test that failed has left
  await desk.openChart(id);
  await desk.page.waitForFunction(() => !document.querySelector('.patient .acts button[aria-keyshortcuts="F"]')?.disabled);
  return { desk, id };
}

export async function leave(world, desk, id) {
  await desk.saved();
  await world.manager.call('DELETE', `charts/${id}/lease`);
  await desk.close();
}

export async function order(world) {
  const { desk, id } = await deskOn(world, 'ben', world.inpatient);
  const open = (await chartOf(world, id)).left.undecided;
  for (let i = 0; i < open; i++) await desk.key('a');
  await desk.saved();
  const before = codes(await chartOf(world, id))
    .filter((c) => c.system === 'ICD-10-CM')
    .sort((a, b) => a.position - b.position);
  ok(before.length > 1, 'the inpatient chart has several diagnoses');
  await desk.key('o');
  for (let i = 0; i < 30; i++) await desk.key('k');
  await desk.key('j');
  const second = await desk.text('.code-card.selected .code');
  await desk.key('p');
  await desk.saved();
  const after = codes(await chartOf(world, id)).find((c) => c.position === 1 && c.system === 'ICD-10-CM');
  is(after.decision.new_code ?? after.code, second, 'P makes the chosen code principal');
  await desk.key('Shift+J');
  await desk.saved();
  const moved = codes(await chartOf(world, id)).find((c) => c.code === after.code);
  is(moved.position, 2, 'Shift+J moves it down');
  await desk.key('u', 'u');
  await desk.saved();
  const again = codes(await chartOf(world, id))
    .filter((c) => c.system === 'ICD-10-CM')
    .sort((a, b) => a.position - b.position);
  is(again.map((c) => c.code).join(), before.map((c) => c.code).join(), 'U twice takes both back');
  await desk.key('i');
  await desk.saved();
  ok(
    codes(await chartOf(world, id)).some((c) => c.admitting),
    'I names the admitting diagnosis',
  );
  await leave(world, desk, id);
}

export async function details(world) {
  const { desk, id } = await deskOn(world, 'ben', world.inpatient);
  await desk.key('o');
  const exempt = await desk.page.locator('.code-card.selected:has-text("POA exempt")').count();
  if (exempt) await desk.key('j');
  const code = await desk.text('.code-card.selected .code');
  await desk.key('d');
  await desk.page.selectOption('#poa', 'Y');
  await desk.page.locator('dialog button.primary').press('Enter');
  await desk.saved();
  is(codes(await chartOf(world, id)).find((c) => (c.decision.new_code ?? c.code) === code)?.poa, 'Y', 'POA is set by D');
  await leave(world, desk, id);
}

export async function encoder(world) {
  const { desk, id } = await deskOn(world, 'ben', world.inpatient);
  await desk.page.evaluate(() => (window.requestAnimationFrame = () => 0)); // a machine too busy to paint between two letters
  await desk.key('/');
  await desk.page.keyboard.type('S72.14', { delay: 40 });
  is(await desk.page.inputValue('#encoder-text'), 'S72.14', 'no letter is lost, however fast they come');
  await desk.page.waitForSelector('#encoder-list [role=option]');
  await desk.page.waitForFunction(() => document.querySelector('.code-page h3')?.innerText.startsWith('S72.14'));
  ok(await desk.page.locator('.code-page .path li').count(), 'the code page shows where the code stands in the book');
  const chosen = await desk.text('#encoder-list [aria-selected=true] .code');
  const billable = !(await desk.page.locator('#encoder-list [aria-selected=true] .tag').count());
  await desk.key('Enter');
  for (let i = 0; i < 4 && !billable && (await desk.page.locator('dialog').count()); i++) {
    await desk.page.waitForFunction((was) => document.querySelector('#encoder-list [aria-selected=true] .code')?.innerText !== was, chosen);
    await desk.page.waitForTimeout(200);
    await desk.key('Enter');
  }
  await desk.page.waitForSelector('dialog', { state: 'detached' });
  await desk.saved();
  const added = codes(await chartOf(world, id)).filter((c) => c.confidence === null);
  ok(
    added.length === 1 && added[0].code.startsWith('S72.14'),
    'Enter goes down to a billable code and adds it',
    JSON.stringify(added.map((c) => c.code)),
  );
  await desk.key('u');
  await desk.saved();
  ok(!codes(await chartOf(world, id)).some((c) => c.confidence === null), 'U takes the addition back');
  await leave(world, desk, id);
}

/** At 200 % zoom the halves stand one above the other: the page stays in sight, whichever code is chosen. */
export async function zoomed(world) {
  const desk = await (await Desk.open(world.server, { size: { width: 683, height: 384 } })).enter('ben');
  const { id } = world.find(world.inpatient);
  await desk.openChart(id);
  await desk.page.waitForFunction(() => !document.querySelector('.patient .acts button[aria-keyshortcuts="F"]').disabled);
  for (let i = 0; i < 5; i++) await desk.key('j');
  await desk.page.waitForTimeout(300);
  const seen = await desk.page.evaluate(() => {
    const of = (selector) => document.querySelector(selector).getBoundingClientRect();
    const [page, card, main] = [of('.viewer'), of('.code-card.selected'), of('main')];
    const middle = document.elementFromPoint(card.left + card.width / 2, card.top + 10);
    return { page: page.top >= main.top && page.bottom < innerHeight, high: page.height, card: !!middle?.closest('.code-card.selected'), scrolled: document.querySelector('main').scrollTop };
  });
  ok(seen.page && seen.high > 100 && seen.card && seen.scrolled > 0, 'at 200 % zoom the page stays in sight above the chosen code', JSON.stringify(seen));
  await leave(world, desk, id);
}

export async function text(world) {
  const { desk, id } = await deskOn(world, 'ben', world.inpatient);
  const shape = await desk.page.locator('.page-layer').evaluate((el) => el.getBoundingClientRect().height / el.getBoundingClientRect().width);
  ok(Math.abs(shape - 11 / 8.5) < 0.06, 'a fax, whose pixels are taller than wide, is shown in its true shape', shape);
  await desk.key('s');
  await desk.page.keyboard.type('fracture');
  await desk.key('Enter');
  await desk.page.waitForSelector('.mark.hit, mark.hit');
  ok(/1 of \d/.test(await desk.text('.find [role=status]')), 'S finds words of the page and marks them');
  await desk.key('Control+Enter');
  await desk.page.waitForSelector('dialog.encoder');
  is((await desk.page.inputValue('#encoder-text')).toLowerCase(), 'fracture', 'and what was found can be coded');
  await desk.key('Escape', 't');
  await desk.page.waitForSelector('.text-layer span');
  const word = desk.page.locator('.text-layer span', { hasText: 'fracture' }).first(); // found, so it is in sight
  await word.dblclick();
  await desk.page.waitForSelector('.viewer-bar button:has-text("Code this")');
  ok(true, 'words of the page can be selected and coded');
  await leave(world, desk, id);
}

export async function unread(world) {
  const { charts } = await world.manager.call('GET', 'charts?limit=50');
  const row = charts.find((c) => c.unread > 0 && c.state !== 'finished' && c.id !== world.leaseChart && c.id !== world.idleChart);
  if (!row) return ok(false, 'a chart with an unread box is there');
  const { desk, id } = await deskOn(world, 'ben', `"id":${row.id},`);
  await desk.key('b');
  await desk.page.waitForSelector('.code-card.unread.selected canvas');
  await desk.key('a');
  await desk.page.keyboard.type('Dx: atrial fibrillation');
  await desk.key('Enter');
  await desk.saved();
  const after = await chartOf(world, id);
  is(after.pages.flatMap((p) => p.unread).filter((u) => u.answer?.action === 'transcribe').length, 1, 'A types an unread box');
  ok(
    [...after.codes, ...after.withheld].some((c) => c.code.startsWith('I48')),
    'and the page is matched again with it',
    after.codes.map((c) => c.code).join(' '),
  );
  await leave(world, desk, id);
}
