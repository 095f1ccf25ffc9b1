// What goes wrong in a coder's day: someone else has the chart, the server is gone.
import { Desk, is, ok } from './support.mjs';
import { deskOn, leave } from './work.mjs';

const chartOf = (world, id) => world.manager.call('GET', `charts/${id}`);

export async function conflict(world) {
  const { desk: ada, id } = await deskOn(world, 'ada', world.inpatient);
  const ben = await (await Desk.open(world.server)).enter('ben');
  await ben.openChart(id);
  ok(/ada is working/.test(await ben.text('.banner')), 'a second coder sees who has the chart');
  await ben.key('x', 'r');
  is((await chartOf(world, id)).holder ?? (await chartOf(world, id)).lease.holder, 'ada', 'and changes nothing');

  // The manager takes it from Ada; Ben gets it and changes it; Ada, who does not know, goes on.
  await world.manager.call('DELETE', `charts/${id}/lease`);
  await ben.page.reload();
  await ben.shown(id);
  await ben.page.waitForFunction(() => !document.querySelector('.patient .acts button[aria-keyshortcuts="F"]').disabled);
  await ben.key('x');
  await ben.saved();
  const target = await ada.text('.code-card.selected .code');
  await ada.key('r');
  await ada.page.waitForSelector('.banner.bad');
  const said = await ada.text('.banner.bad');
  ok(/ben has this chart|changed by someone else/.test(said) && said.includes(`Reject ${target}`), 'the first coder is told, and what was not saved is named', said);
  await world.manager.call('DELETE', `charts/${id}/lease`);
  await ada.key('Shift+T');
  await ada.saved();
  await ada.page.waitForSelector('.banner.bad', { state: 'detached' });
  const after = await chartOf(world, id);
  is(after.codes.find((c) => c.code === target).decision?.action, 'reject', 'taking the chart again saves it');
  await ben.close();
  await ada.key('u');
  await leave(world, ada, id);
}

export async function restart(world) {
  const { desk, id } = await deskOn(world, 'ada', world.inpatient);
  await desk.key('x');
  await desk.saved();
  await world.server.stop('SIGKILL');
  const target = await desk.text('.code-card.selected .code');
  await desk.key('a');
  await desk.page.waitForSelector('.saving.waits');
  ok(
    await desk.page.locator('.code-card.is-accept .code', { hasText: target }).count(),
    'with the server gone the decision is seen at once and waits',
  );
  ok(/cannot be reached/.test(await desk.text('.banner')), 'and the page says that the server cannot be reached');
  await world.server.start();
  await desk.saved();
  is(
    (await chartOf(world, id)).codes.find((c) => c.code === target).decision?.action,
    'accept',
    'when it is back, the decision is saved without a key',
  );
  ok(!(await desk.page.locator('.gate').count()), 'and nobody has to sign in again');
  await leave(world, desk, id);
}
