import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { PerennialError } from '../../../domain/errors.ts';
import { assertReadable } from '../axe.ts';
import { someConnections } from '../fake-connected.ts';
import { fakePorts, fakeWorld, tokenOf } from '../fakes.ts';
import { assertFocusSeen, press } from '../keyboard.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts } from '../records.ts';

describe('the page of ways in and out', () => {
  const world = fakeWorld({ data: counts, connections: someConnections(new Date()) });
  let opened: OpenPage;
  before(async () => {
    opened = await openPage(fakePorts(world), { expected: /status of (403|404|503)/ });
  });
  after(() => opened?.close());
  const card = (key: string) => opened.page.locator(`[data-connection="${key}"]`);

  it('is found from the data, which names what needs somebody', async () => {
    const { page, show } = opened;
    await show('data');
    const line = page.locator('#connections-line');
    await line.getByText('3 sources are read, 2 webhooks post and 2 destinations are told.').waitFor();
    assert.match(await line.innerText(), /exports, webshop and crm need you\./);
    await line.getByRole('link', { name: 'Look at them' }).click();
    await page.getByRole('heading', { name: 'Ways in and out' }).waitFor();
    assert.equal(await page.locator('nav a[aria-current]').innerText(), 'Data');
  });

  it('says how fresh each source is, what is wrong with what to do, and its figures as the API gives them', async () => {
    const { page, api } = opened;
    await page.getByText('exports, webshop and crm need you.').waitFor();
    const failing = await card('source/exports').innerText();
    assert.match(failing, /Failing/);
    assert.match(failing, /Exports in s3:\/\/shop-exports\/crm, every 15 minutes · last read 3 hours ago/);
    assert.match(failing, /What to do: Run perennial import --inspect/);
    assert.match(
      await card('source/chatwoot').innerText(),
      /Up to date[\s\S]*Chatwoot’s database.* · last read 4 minutes ago/,
    );
    const { body } = await api.call('GET', '/api/v1/sources');
    const [chatwoot] = body.sources;
    const shown = await card('source/chatwoot').locator('.figures dd').allInnerTexts();
    const sum = (of: string) =>
      chatwoot.streams.reduce((total: number, each: Record<string, number>) => total + (each[of] ?? 0), 0);
    assert.deepEqual(
      shown.map((text) => Number(text.replaceAll(',', ''))),
      ['written', 'rejected', 'parked', 'deleted'].map(sum),
    );
    const bar = page.getByRole('progressbar', { name: 'Reading shop' });
    assert.deepEqual([await bar.getAttribute('value'), await bar.getAttribute('max')], ['10', '40']);
    await page.getByText('They go in as soon as what they name comes').waitFor();
  });

  it('lists what became of each file, and gives back the rejected rows', async () => {
    const { page } = opened;
    await card('source/exports').getByText('What became of each file').click();
    await card('source/exports').getByText('deals.csv').waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the rejected rows of deals.csv' }).click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), 'deals.csv.rejects.csv');
    assert.match(await readFile(await file.path(), 'utf8'), /rejected_reason/);
    await assertReadable(page, 'connections-opened');
  });

  it('reads, tests, pauses, replays and stops by keyboard alone, and says what came of it', async () => {
    const { page } = opened;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    await press(button('Read now: chatwoot'));
    await card('source/chatwoot').getByText('It is being read.').waitFor();
    await assertFocusSeen(page);
    await press(button('Test: chatwoot'));
    await card('source/chatwoot').getByText('1 of 1 tables can be read, 40 rows in all.').waitFor();
    await press(button('Pause: chatwoot'));
    await press(button('Stop reading: shop'));
    await press(button('Read again: webshop'));
    await page.getByText('5 deliveries are read again.').waitFor();
    await press(button('Deliver again: crm'));
    await page.getByText('2 events wait again.').waitFor();
    await press(button('Test: crm'));
    await page.getByText('The test arrived.').waitFor();
    assert.deepEqual(world.connections.commands, [
      ...['sync chatwoot', 'pause chatwoot', 'cancel shop', 'replay webshop', 'replay crm', 'test crm'],
    ]);
    assert.equal(
      await page.getByLabel('Address to enter there').first().inputValue(),
      'https://crm.example.com/hooks/webshop',
    );
    await card('destination/crm').getByText('What is parked', { exact: true }).press('Enter');
    await card('destination/crm').getByText('lead/l-4711').waitFor();
  });

  it('says how to begin where nothing is connected', async () => {
    const { page, show } = opened;
    Object.assign(world.connections, { sources: [], webhooks: [], destinations: [] });
    await show('connections');
    await page.getByText('Nothing is read by itself yet.').waitFor();
    await page.getByText('No system posts here yet.').waitFor();
    await page.getByText('Scores stay here until somebody asks.').waitFor();
    await page.setViewportSize({ width: 390, height: 844 });
    await assertReadable(page, 'connections-empty-phone');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('says in each part why it can’t be read, and goes on when asked again', async () => {
    const { page, show } = opened;
    Object.assign(world.connections, someConnections(new Date()));
    await show('connections');
    await card('source/exports').waitFor();
    world.outage = new PerennialError('database_unavailable', 'The database does not answer.', 'Start it.');
    await press(page.getByRole('button', { name: 'Pause: chatwoot', exact: true }));
    await card('source/chatwoot').getByRole('alert').getByText('The database does not answer. Start it.').waitFor();
    await page.reload();
    await page.locator('#problem').getByText('The database does not answer. Start it.').waitFor();
    world.outage = null;
    await card('source/exports').waitFor({ timeout: 25_000 });
  });

  it('lets a viewer look and says why they may do no more', async () => {
    const { page, show, api } = opened;
    const headers = { Origin: api.url };
    await page.context().request.post(`${api.url}/sign-in`, { data: { token: tokenOf.viewer }, headers });
    await show('connections');
    await card('source/exports').waitFor();
    await page.getByText('Your role is viewer: you may look, but not read, test or pause').waitFor();
    assert.deepEqual(
      (await page.locator('#view button').allInnerTexts()).filter((text) => text !== 'Copy'),
      [],
    );
  });

  it('is shown without a complaint of the browser', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
