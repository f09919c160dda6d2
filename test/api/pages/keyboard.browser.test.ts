import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { Ports } from '../../../api/ports.ts';
import { someExperiments } from '../fake-experiments.ts';
import { inspection, report } from '../fake-imports.ts';
import { fakeList } from '../fake-list.ts';
import { watchedWorld } from '../fake-watch.ts';
import { type FakeWorld, fakePorts, fakeWorld } from '../fakes.ts';
import { assertFocusSeen, press, pressWithReason, tabTo } from '../keyboard.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts, deployment, idle, training, version } from '../records.ts';

const [live, paired] = ['lead_scoring-2026-10-04.1', 'churn-2026-11-08.1'];

describe('by keyboard alone, with the focus in sight, one', () => {
  const world = fakeWorld({
    ...{ data: counts, deployments: [deployment], experiments: someExperiments(new Date()) },
    versions: [
      version,
      { ...version, name: '2024-01-08.1', champion: false },
      ...(['churn', 'engagement'] as const).map((model) => ({ ...version, model })),
    ],
    ...watchedWorld(new Date()),
  });
  let opened: OpenPage;
  let page: Page;
  before(async () => {
    opened = await openPage(changing(world), { expected: /status of 401/ });
    page = opened.page;
  });
  after(() => opened?.close());
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });

  it('chooses a list, saves it, and finds whom the filter means', async () => {
    await opened.show('');
    await page.locator('[data-subject=l-anna]').waitFor();
    const tab = (name: string) => page.getByRole('tab', { name, selected: true });
    await tabTo(tab('Call'));
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-subject=c-mira]').waitFor();
    await assertFocusSeen(page);
    await page.keyboard.press('ArrowRight');
    await tab('Write').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.locator('[data-subject=l-anna]').waitFor();
    const saved = page.waitForEvent('download');
    await press(button('CSV'), 'Space');
    await saved;
    await assertFocusSeen(page);
    await tabTo(page.getByLabel('Filter by name, phone or e-mail'), 'Shift+Tab');
    await page.keyboard.type('otto');
    await page.getByText('1 of 1').waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.getByText('24 of 28').waitFor();
  });

  it('says what became of a call, takes it back, and asks for more', async () => {
    await press(button('Called: Otto Klein'));
    await page.getByText('Otto Klein. Called: hidden').waitFor();
    await assertFocusSeen(page);
    await press(button('Undo'));
    await page.locator('[data-subject=l-otto]').waitFor();
    await assertFocusSeen(page);
    await press(button('Not now: Otto Klein'), 'Space');
    await page.getByText('Otto Klein. Hidden for a week.').waitFor();
    await assertFocusSeen(page);

    await tabTo(button('Won: Anna Berger'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await press(button('Cancel'));
    await assertFocusSeen(page);
    await press(button('Won: Anna Berger'));
    await page.keyboard.type('02022026'); // however the browser orders day and month
    await page.keyboard.press('Enter');
    await page.getByText('Anna Berger. Won: kept as an outcome.').waitFor();
    await assertFocusSeen(page);
    assert.equal(world.outcomes[0]?.occurredAt.toISOString().slice(0, 10), '2026-02-02');
    assert.deepEqual(
      world.people.kept.map(({ kind }) => kind),
      ['not_now', 'won'],
    );

    await press(button('Show more'));
    await page.getByText('26 of 26').waitFor();
    await assertFocusSeen(page);
  });

  it('finds a person with Ctrl-K, also the one who is shown, and leaves the box', async () => {
    const heading = page.getByRole('heading', { name: 'Anna Berger', level: 1 });
    for (const how of ['ArrowDown', null]) {
      await page.keyboard.press('Control+k');
      await page.keyboard.type('anna');
      await page.locator('#found').getByRole('option', { name: 'Anna Berger' }).waitFor();
      if (how !== null) await page.keyboard.press(how);
      await page.keyboard.press('Enter');
      await heading.waitFor();
      await page.locator('table.heat').waitFor();
      await assertFocusSeen(page);
    }
    await page.keyboard.press('Control+k');
    await page.keyboard.type('anna');
    await page.locator('#found').getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await assertFocusSeen(page);
    await page.keyboard.press('Escape');
    await page.locator('#found').waitFor({ state: 'hidden' });
    await assertFocusSeen(page);
  });

  it('goes from page to page, and past the menu without leaving the page', async () => {
    await tabTo(page.getByRole('link', { name: 'Models', exact: true }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await assertFocusSeen(page);
    await tabTo(page.getByRole('link', { name: 'To the content' }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await assertFocusSeen(page);
    assert.equal(await page.evaluate('document.activeElement.id'), 'view');
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
  });

  it('trains and stops', async () => {
    await press(button('Train'));
    await page.getByText('Training 66%').waitFor();
    await assertFocusSeen(page);
    await press(button('Stop'));
    await page.getByText('Cancelled', { exact: true }).waitFor();
    await assertFocusSeen(page);
    world.status = idle;
  });

  it('deploys and rolls back with a reason, and thinks better of it', async () => {
    await opened.show('models/lead_scoring');
    const deploy = button('Deploy 2024-01-08.1');
    await deploy.waitFor();
    await press(deploy);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await assertFocusSeen(page);
    await page.keyboard.press('Shift+Tab');
    await pressWithReason(deploy, 'Deploy', 'the old one sold more');
    await page.locator('.versions .champion').getByText('2024-01-08.1', { exact: true }).waitFor();
    await assertFocusSeen(page);
    await pressWithReason(button('Roll back'), 'Roll back', 'no, it did not');
    await page.locator('.deployments').getByText('served again').waitFor();
    await assertFocusSeen(page);
    assert.deepEqual(
      world.moved.map(({ reason }) => reason),
      ['the old one sold more', 'no, it did not'],
    );
  });

  it('pauses, resumes, promotes and rolls back an experiment', async () => {
    await opened.show('experiments');
    const of = (id: string, name: string) =>
      page.locator(`[data-experiment="${id}"]`).getByRole('button', { name, exact: true });
    for (const [id, name] of [
      [live, 'Pause'],
      [live, 'Resume'],
      [live, 'Promote'],
      [paired, 'Roll back'],
    ] as const) {
      await of(id, name).waitFor();
      await pressWithReason(of(id, name), name, 'It is time');
      await of(id, name).waitFor({ state: 'detached' });
      await assertFocusSeen(page);
    }
    assert.deepEqual(
      world.commands.splice(0).map(({ name }) => name),
      ['pause', 'resume', 'promote', 'rollBack'],
    );
  });

  it('acknowledges an incident', async () => {
    await opened.show('incident-12');
    await button('Acknowledge').waitFor();
    await press(button('Acknowledge'), 'Space');
    await page.locator('#happened').getByText('Acknowledged', { exact: true }).waitFor();
    await assertFocusSeen(page);
  });

  it('pauses, resumes and runs what runs by itself', async () => {
    await opened.show('watch');
    for (const [name, after] of [
      ['Resume: Scoring', 'Pause: Scoring'],
      ['Pause: Training', 'Resume: Training'],
      ['Run now: Training', 'Run now: Training'],
    ] as const) {
      await button(name).waitFor();
      await pressWithReason(button(name), name.split(':')[0] ?? '', 'The holidays end');
      await button(after).waitFor();
      await assertFocusSeen(page);
      await tabTo(page.locator('#figures select').first(), 'Shift+Tab');
    }
    assert.equal(world.commands.length, 3);
  });

  it('chooses a file, tries it, imports it and takes the next', async () => {
    await opened.show('data');
    const file = page.locator('#file');
    await file.waitFor({ state: 'attached' });
    await tabTo(file);
    const chooser = page.waitForEvent('filechooser');
    await page.keyboard.press('Space');
    const deals = { name: 'deals.csv', mimeType: 'text/csv', buffer: Buffer.from('Deal ID;value\nd-1;5\n') };
    await (await chooser).setFiles(deals);
    await page.getByText('Looking at what is in it').waitFor();
    await assertFocusSeen(page);
    const { id } = world.imports.uploads[0] ?? assert.fail();
    world.imports.change(id, { state: 'waiting', inspection, progress: null });
    await press(button('Try it'));
    await page.getByText('Trying the import').waitFor();
    await assertFocusSeen(page);
    world.imports.change(id, { state: 'waiting', trial: { ...report, batch: null }, progress: null });
    await press(button('Import 2 rows'));
    await page.getByText(/^Importing/).waitFor();
    await assertFocusSeen(page);
    world.imports.change(id, { state: 'imported', report, progress: null });
    await press(button('Bring in another file'));
    await file.waitFor({ state: 'attached' });
    await assertFocusSeen(page);
  });

  it('signs out', async () => {
    await tabTo(button('Sign out'), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('npx perennial open').waitFor();
    await tabTo(page.getByText('With a token of the API'));
  });

  it('sees no complaint of the browser', () => assert.deepEqual(opened.complaints, []));
});

/** Ports whose commands change what the pages show, so that these draw anew under the keyboard. */
function changing(world: FakeWorld): Ports {
  const ports = fakePorts(world);
  const move =
    (action: 'deploy' | 'rollback'): Ports['deployments']['deploy'] =>
    async (request) => {
      const moved = await ports.deployments.deploy(request);
      world.versions = world.versions.map((each) =>
        each.model === version.model ? { ...each, champion: !each.champion } : each,
      );
      const name = world.versions.find(({ model, champion }) => champion && model === version.model)?.name ?? '';
      const { reason } = request;
      const before = { ...deployment, deployment: { ...deployment.deployment, action, reason }, version: name };
      world.deployments = [before, ...world.deployments];
      return moved;
    };
  const ended = { pause: 'paused', resume: 'running', promote: 'ended', rollBack: 'ended' } as const;
  return {
    ...ports,
    predictions: { ...ports.predictions, list: fakeList(world.people, 26) },
    control: {
      ...ports.control,
      async start(request) {
        const started = await ports.control.start(request);
        world.status = training;
        return started;
      },
    },
    deployments: { deploy: move('deploy'), rollBack: move('rollback') },
    async gate(id, name, by) {
      const answer = await ports.gate(id, name, by);
      const state = ended[name];
      const outcome = state === 'ended' ? { outcome: 'promoted', endedAt: new Date(), reason: by.reason } : {};
      world.experiments = world.experiments.map((each) =>
        each.experiment.id === id
          ? { ...each, experiment: { ...each.experiment, state, ...outcome } as typeof each.experiment }
          : each,
      );
      return answer;
    },
    schedules: {
      ...ports.schedules,
      async command(id, name, by) {
        const answer = await ports.schedules.command(id, name, by);
        const state = name === 'pause' ? 'paused' : 'active';
        const { lastCommand } = answer;
        if (name !== 'trigger')
          world.schedules = world.schedules.map((one) => (one.id === id ? { ...one, state, lastCommand } : one));
        return answer;
      },
    },
  };
}
