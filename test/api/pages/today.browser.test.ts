import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertReadable } from '../axe.ts';
import { fakeList } from '../fake-list.ts';
import { anna } from '../fake-people.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts, version } from '../records.ts';

const forbidden = {
  title: 'Forbidden',
  status: 403,
  detail: 'Viewers may not see people.',
  remedy: '',
  code: 'x',
  type: 'y',
};
const broken = { ...forbidden, status: 503, detail: 'The database does not answer.', remedy: 'Wait a moment.' };

/** What belongs to no list: before there is one, while it comes, and when it can't be read. */
describe('today and a person', () => {
  const world = fakeWorld();
  let opened: OpenPage;
  let trained = false;
  before(async () => {
    const ports = fakePorts(world);
    const untrained = ports.predictions.list;
    const lists = fakeList(world.people, 3);
    opened = await openPage(
      { ...ports, predictions: { ...ports.predictions, list: (...given) => (trained ? lists : untrained)(...given) } },
      { expected: /status of (403|404|503)/ },
    );
  });
  after(() => opened?.close());

  async function refuse(path: string, problem: typeof forbidden | null): Promise<void> {
    const { page } = opened;
    await page.unrouteAll();
    if (problem === null) return;
    const body = JSON.stringify(problem);
    await page.route(path, (route) =>
      route.fulfill({ status: problem.status, contentType: 'application/problem+json', body }),
    );
  }

  it('says that there is no data yet, and makes a pretend business into the first list', async () => {
    const { page, show } = opened;
    await show('today');
    await page.locator('#status-line').getByText('There is no data yet').waitFor();
    await page.getByRole('link', { name: 'Bring in your data' }).waitFor();
    await assertReadable(page, 'today-empty');
    await page.getByRole('button', { name: 'Make a pretend business' }).press('Enter');
    await page.getByRole('progressbar', { name: 'Making a pretend business' }).waitFor();
    trained = true;
    world.data = counts;
    world.versions = [version];
    world.pretend.now = { state: 'done', progress: { step: 'score', message: 'Made', done: true }, error: null };
    await page.locator('[data-subject=l-anna]').waitFor();
  });

  it('offers a new list when everybody was scored anew, and leaves the one that is read', async () => {
    const { page } = opened;
    world.events.push({
      ...{ id: 1, topic: 'predictions', happenedAt: new Date() },
      details: { id: 'b-2', model: 'lead_scoring', subjects: 5 },
    });
    for (const heard of world.hearing) heard();
    const offer = page.getByRole('button', { name: 'Everybody was scored anew: show the new list' });
    await offer.waitFor();
    await page.locator('[data-subject=l-anna]').waitFor();
    await offer.click();
    await offer.waitFor({ state: 'detached' });
  });

  it('leads to the training where there are people and no list', async () => {
    const { page, show } = opened;
    trained = false;
    await show('today');
    await page.getByRole('heading', { name: 'Nobody was scored yet' }).waitFor();
    await page.getByRole('link', { name: 'Train it' }).waitFor();
    trained = true;
  });

  it('shows that a list is on its way, why it could not be read, and who may read it', async () => {
    const { page, show } = opened;
    const path = '**/api/v1/predictions?**';
    const held = Promise.withResolvers<void>();
    await page.route(path, async (route) => {
      await held.promise;
      await route.continue();
    });
    await show('today');
    await page.locator('#list .skeleton').first().waitFor();
    assert.equal(await page.getByRole('status').getByText('Loading').count(), 1);
    held.resolve();
    await page.locator('[data-subject=l-anna]').waitFor();

    await refuse(path, broken);
    await show('today');
    await page.getByText('This list could not be read').waitFor();
    await page.getByText('The database does not answer. Wait a moment.').waitFor();
    await refuse(path, null);
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.locator('[data-subject=l-anna]').waitFor();

    await refuse(path, forbidden);
    await show('today');
    await page.getByText('You may not see this').waitFor();
    await assertReadable(page, 'today-forbidden');
  });

  it('says the same of a person', async () => {
    const { page, show } = opened;
    const path = `**/api/v1/people/${anna.contact}`;
    await refuse(path, forbidden);
    await show(`person/${anna.contact}`);
    await page.getByText('You may not see this').waitFor();
    await refuse(path, broken);
    await show(`person/${anna.contact}`);
    await page.getByText('This person could not be read').waitFor();
    await assertReadable(page, 'person-error');
    await refuse(path, null);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Anna Berger', level: 1 }).waitFor();
  });

  it('erases a person once their id is typed, and says where something may be left', async () => {
    const { page, show } = opened;
    await show(`person/${anna.contact}`);
    await page.getByRole('button', { name: 'Erase this person' }).click();
    const erase = page.getByRole('button', { name: 'Erase for good' });
    await page.getByLabel(`Type ${anna.contact} to confirm.`).fill('c-ann');
    assert.equal(await erase.isDisabled(), true);
    await page.getByLabel(`Type ${anna.contact} to confirm.`).fill(anna.contact);
    await assertReadable(page, 'erase');
    await erase.click();
    await page.getByText("Temporal's histories, which may hold ids: until 2026-06-05").waitFor();
    await page.getByRole('button', { name: 'Close' }).press('Enter');
    await page.locator('[data-subject]').first().waitFor();
  });

  it('is shown without a complaint of the browser', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
