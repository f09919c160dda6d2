import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { assertReadable } from '../axe.ts';
import { someExperiments } from '../fake-experiments.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { incident, training, version } from '../records.ts';
import { churnDetails, leadDetails } from '../run-details.ts';

describe('the field that finds', () => {
  const world = fakeWorld({
    ...{ versions: [version], experiments: someExperiments(new Date()) },
    details: [leadDetails, churnDetails],
    incidents: [incident, { ...incident, id: 11, state: 'resolved', resolvedAt: new Date() }],
    runs: [leadDetails.run, churnDetails.run],
  });
  const ports = fakePorts(world);
  let outage = false;
  let opened: OpenPage;
  before(async () => {
    const find: typeof ports.people.find = (text, page) =>
      outage ? Promise.reject(new Error('away')) : ports.people.find(text, page);
    opened = await openPage({ ...ports, people: { ...ports.people, find } }, { expected: /status of 500/ });
    await opened.show('experiments');
    await opened.page.locator('.experiment').first().waitFor();
  });
  after(() => opened?.close());
  beforeEach(async () => {
    await opened.page.keyboard.press('Escape');
    await opened.page.keyboard.press('Control+k');
  });

  /** What is found once everything has answered: by group, its titles. */
  async function found(text: string): Promise<Record<string, string[]>> {
    const { page } = opened;
    await page.locator('#find').fill(text);
    await page.locator('#found[aria-busy=false]').waitFor();
    const groups = await page.getByRole('listbox').getByRole('group').all();
    const named = groups.map(async (group) => [
      await group.getByRole('presentation').innerText(),
      await group.getByRole('option').locator('strong').allInnerTexts(),
    ]);
    return Object.fromEntries(await Promise.all(named));
  }
  const asked = (hash: string) => opened.page.waitForURL(({ href }) => href.endsWith(hash));

  it('offers all pages before anything is typed, and asks nothing of the server for them', async () => {
    const { page } = opened;
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const all = ['Today', 'Models', 'Experiments', 'Watch', 'Data', 'Ways in and out', 'Runbook', 'API'];
    assert.deepEqual(await found(''), { Pages: all });
    assert.deepEqual(
      requests.filter((url) => /people|history|incidents/.test(url)),
      [],
    );
    assert.deepEqual(await found('upload'), { Pages: ['Data'] });
  });

  it('finds a model by name and by what it is for, and where to deploy and to roll back', async () => {
    assert.deepEqual((await found('who is leaving')).Models, ['Churn']);
    assert.deepEqual((await found('lead scor')).Models, ['Lead scoring']);
    assert.equal((await found('deploy')).Models?.length, 3);
    assert.deepEqual((await found('roll back lead')).Models, ['Roll back Lead scoring']);
    await opened.page.keyboard.press('Enter');
    await asked('#models/lead_scoring/rollback');
    await opened.page.getByRole('heading', { name: 'Lead scoring', level: 1 }).waitFor();
  });

  it('finds people, open incidents, experiments under way and trainings, in groups', async () => {
    assert.deepEqual(await found('anna'), { People: ['Anna Berger'] });
    const lead = await found('lead');
    assert.deepEqual(lead['Open incidents']?.length, 1);
    assert.deepEqual(lead['Experiments under way'], ['Lead scoring 2026-11-22.2', 'Lead scoring 2026-10-04.1']);
    assert.match(lead.Trainings?.join() ?? '', /^Lead scoring, 15 Jan 2024, /);
    assert.deepEqual(Object.keys(await found('2024-01-15')), ['Open incidents', 'Trainings']);
    assert.match((await found('15 jan churn')).Trainings?.join() ?? '', /^Churn, /);
    assert.match((await found('r1/churn')).Trainings?.join() ?? '', /^Churn, /);
    await opened.page.keyboard.press('Enter');
    await asked('#run/r1/churn');
    assert.equal(await opened.page.locator('#found').isVisible(), false);
  });

  it('is gone through by arrows, which screen readers follow, and left by Escape', async () => {
    const { page } = opened;
    const field = page.getByRole('combobox', { name: 'Find people, models, runs, pages' });
    const active = async () => {
      const id = (await field.getAttribute('aria-activedescendant')) ?? '';
      return id === '' ? '' : await page.locator(`#${id}[aria-selected=true] strong`).innerText();
    };
    await found('');
    const seen = [];
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'ArrowUp', 'ArrowUp']) {
      await page.keyboard.press(key);
      seen.push(await active());
    }
    assert.deepEqual(seen, ['Today', 'Models', 'Today', '', 'API']);
    await page.keyboard.press('Escape');
    assert.equal(await field.getAttribute('aria-expanded'), 'false');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await active(), 'Watch');
    await page.keyboard.press('Enter');
    await asked('#watch');
    await page.getByRole('heading', { name: 'Watch', level: 1 }).waitFor();
  });

  it('says what to try where nothing is found, and what could not be asked', async () => {
    assert.deepEqual(await found('zzz'), {});
    await opened.page.getByText('Nothing found. Try a name').waitFor();
    outage = true;
    const models = await found('churn');
    outage = false;
    assert.deepEqual(models.Models, ['Churn']);
    assert.match(
      await opened.page.locator('#found-note').innerText(),
      /Not everything could be looked through\. Something went wrong/,
    );
  });

  it('fits, has enough contrast and reads well, light on a desktop and dark on a phone', async () => {
    const { page } = opened;
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      await found('le');
      await page.keyboard.press('ArrowDown');
      await assertReadable(page, `find-${width}-${colorScheme}`);
    }
  });

  it('stands above a status line whose button never leads to the page that is open', async () => {
    const { page, show } = opened;
    [world.status, world.incidents] = [training, []];
    const watch = page.getByRole('link', { name: 'Watch it' });
    await show('experiments');
    await watch.click();
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await watch.waitFor({ state: 'detached' });
    await page.locator('#status-line').getByText('Training, 66% done').waitFor();
    await page.getByRole('link', { name: 'Experiments', exact: true }).click();
    await watch.waitFor();
  });

  it('is shown without a complaint of the browser', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
