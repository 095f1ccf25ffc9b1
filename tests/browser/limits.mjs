// What a minute brings: a lease that ends while the window sleeps, and a coder who has gone.
import { Desk, is, ok } from './support.mjs';

const chartOf = (world, id) => world.manager.call('GET', `charts/${id}`);
const free = (world) => world.charts.filter((c) => c.undecided > 0 && c.priority === 0 && !c.alarm);

export async function beginLease(world) {
  const desk = await (await Desk.open(world.server)).enter('ivy');
  world.leaseChart = free(world)[0].id;
  await desk.openChart(world.leaseChart);
  await desk.page.route('**/lease', (route) => route.abort()); // as if the machine slept: no heartbeat arrives
  world.leaseDesk = desk;
  world.leaseStir = setInterval(() => desk.page.mouse.move(400 + Math.random() * 50, 400), 10000); // she reads on
  world.leaseFrom = Date.now();
}

export async function endLease(world) {
  const { leaseDesk: ivy, leaseChart: id } = world;
  await ivy.page.waitForTimeout(Math.max(0, world.leaseFrom + 62000 - Date.now()));
  const leo = await (await Desk.open(world.server)).enter('leo');
  await leo.openChart(id);
  await leo.page.waitForFunction(() => !document.querySelector('.patient .acts button[aria-keyshortcuts="F"]').disabled);
  ok(true, 'after the lease has ended another coder gets the chart');
  clearInterval(world.leaseStir);
  const target = await ivy.text('.code-card.selected .code');
  await ivy.key('a');
  await ivy.page.waitForSelector('.banner.bad');
  ok((await ivy.text('.banner.bad')).includes(`Accept ${target}`), 'the first coder learns it at the next act, and what was not saved is named');
  is((await chartOf(world, id)).codes.find((c) => c.code === target).decision, null, 'nothing was saved over the other');
  await world.manager.call('DELETE', `charts/${id}/lease`);
  await leo.close();
  await ivy.close();
}

export async function beginIdle(world) {
  const desk = await (await Desk.open(world.server)).enter('leo');
  world.idleChart = free(world)[1].id;
  await desk.openChart(world.idleChart);
  await desk.key('q');
  await desk.page.fill('textarea', 'Ask about the second reading');
  world.idleDesk = desk;
}

export async function endIdle(world) {
  const { idleDesk: desk, idleChart: id } = world;
  await desk.page.waitForSelector('.gate', { timeout: 70000 });
  ok(/nothing was done/.test(await desk.text('.gate')), 'who does nothing for a minute is signed out');
  ok(!(await desk.page.locator('.patient h1').isVisible()), 'and the patient is no more on screen');
  await desk.page.fill('#password', 'heron walks at dusk');
  await desk.key('Enter');
  await desk.page.waitForSelector('.desk:not([hidden])');
  is(await desk.page.inputValue('textarea'), 'Ask about the second reading', 'after signing in again the unsaved text is there');
  await desk.page.locator('textarea').first().press('Control+Enter');
  await desk.saved();
  is((await chartOf(world, id)).notes.length, 1, 'and can be saved');
  await desk.close();
}
