import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { PerennialError } from '../../../domain/errors.ts';
import { assertReadable } from '../axe.ts';
import { inspection, listedImport, report, upload } from '../fake-imports.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts, type readiness } from '../records.ts';

describe('the page of the data', () => {
  const world = fakeWorld();
  let opened: OpenPage;
  before(async () => {
    opened = await openPage(fakePorts(world), { expected: /status of (400|403|409|503)/ });
  });
  after(() => opened?.close());

  it('offers two ways to begin where there is nothing, and shows how a pretend business comes about', async () => {
    const { page, show } = opened;
    await show('data');
    await page.getByText('Drop a file here, or').waitFor();
    assert.equal(await page.locator('#readiness').isVisible(), false);
    await assertReadable(page, 'data-empty');
    await page.getByRole('button', { name: 'Make a pretend business' }).click();
    await page.getByRole('progressbar', { name: 'Making a pretend business' }).waitFor();
    world.pretend.now = {
      state: 'working',
      progress: { step: 'train', message: 'Learning from 200 contacts', done: false },
      error: null,
    };
    await page.getByText('Learning from 200 contacts').waitFor();
    assert.equal(await page.locator('.steps [aria-current]').innerText(), 'Three models that learn from it');
    await assertReadable(page, 'data-pretend');
    world.data = counts;
    world.pretend.now = { state: 'done', progress: { step: 'score', message: 'Made', done: true }, error: null };
    await page.waitForURL(/#today$/);
  });

  it('says for each model what is missing, with figure, limit and remedy as the API gives them', async () => {
    const { page, show, api } = opened;
    await show('data');
    await page.getByText('Lead scoring needs 37 more people to learn from.').waitFor();
    await page.getByText('Every check, with its figure and limit').click();
    const { body } = await api.call('GET', '/api/v1/data/readiness');
    const shown = await page
      .locator('#readiness tr[data-check]')
      .evaluateAll((rows) =>
        rows.map((row) => ['check', 'value', 'limit'].map((name) => row.getAttribute(`data-${name}`))),
      );
    assert.deepEqual(
      shown,
      body.models[0].checks.map(({ check, value, limit }: (typeof readiness.models)[0]['findings'][0]) => [
        check,
        String(value),
        String(limit),
      ]),
    );
    await page.getByText('All of it is a pretend business').waitFor();
    await page.getByRole('button', { name: 'Remove it' }).click();
    await page.getByRole('button', { name: 'Yes, remove all of it' }).click();
    await page.getByText('The pretend business is gone: 200 people').waitFor();
  });

  it('takes a dropped file, shows what it becomes, tries it and imports it with the progress', async () => {
    const { page, show } = opened;
    await show('data');
    await page.locator('.drop-zone').waitFor();
    // as a browser drops it
    const transfer = await page.evaluateHandle(
      `const data = new DataTransfer();
      data.items.add(new File(['Deal ID;value\\nd-1;5\\nd-2;much\\n'], 'deals.csv', { type: 'text/csv' }));
      data;`,
    );
    await page.locator('.drop-zone').dispatchEvent('drop', { dataTransfer: transfer });
    await page.getByText('Looking at what is in it').waitFor();
    assert.equal(world.imports.received[0], 'Deal ID;value\nd-1;5\nd-2;much\n');
    const { id } = world.imports.uploads[0] ?? assert.fail();
    assert.match(page.url(), new RegExp(`#data/${id}$`));

    world.imports.change(id, { state: 'waiting', inspection, progress: null });
    await page
      .getByText(
        'Recognised as HubSpot deals. 2 of 3 rows are good as far as the file alone tells, 1 would be rejected.',
      )
      .waitFor();
    const becomes = (column: string) => page.getByLabel(`${column} becomes`).locator('option:checked').innerText();
    assert.equal(await becomes('Deal ID'), 'lead: external id');
    assert.equal(await becomes('Colour'), 'not used');
    assert.match(
      await page.locator('.causes').innerText(),
      /one row\s+value is not a number\s+line 3: "much"\s+write 1234.50/,
    );
    await page.getByText('Change the mapping as text').click();
    await page.getByText('What 2 rows become').click();
    await assertReadable(page, 'data-inspected');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize({ width: 390, height: 844 });
    await assertReadable(page, 'data-inspected-phone-dark');
    await page.setViewportSize({ width: 1280, height: 900 });

    await page.getByRole('button', { name: 'Try it' }).press('Enter');
    await page.getByText('Trying the import; nothing is written, one row read').waitFor();
    assert.equal(await page.getByRole('progressbar').getAttribute('value'), '0.4');
    world.imports.change(id, { state: 'waiting', trial: { ...report, batch: null }, progress: null });
    await page.getByText('Tried: of 3 rows, 2 would be imported').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Import 2 rows' }).click();
    await page.getByText(/^Importing/).waitFor();
    world.imports.imports = [listedImport];
    world.imports.change(id, { state: 'imported', report, progress: null });
    await page.getByText('2 of 3 rows are in; one row was rejected.').waitFor();
    await page.locator('#imports').getByText('HubSpot deals').waitFor();
    await assertReadable(page, 'data-imported');

    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download the rejected rows' }).click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), 'deals.csv.rejects.csv');
    assert.match(await readFile(await file.path(), 'utf8'), /rejected_reason/);
    await page.getByRole('button', { name: 'Take it back' }).click();
    await page.getByText('deals.csv was taken back: 2 rows deleted').waitFor();
    await page.locator('#imports').getByText('taken back').waitFor();
    await page.locator('.drop-zone').waitFor();
  });

  it('asks what columns mean where it cannot tell, and looks again with the answer', async () => {
    const { page, show } = opened;
    const text = 'name: list\ntables:\n  contacts:\n    external_id: "?"\n';
    const unfinished = {
      ...inspection,
      recognisedBy: null,
      text,
      unfinished: 'external_id: "?"',
      rows: [],
      causes: [],
    };
    world.imports.uploads = [{ ...upload, inspection: unfinished }];
    await show(`data/${upload.id}`);
    await page.getByText('Some of it needs you').waitFor();
    assert.equal(await page.getByRole('button', { name: /^Import/ }).count(), 0);
    await page.getByLabel('Colour becomes').selectOption('contact: phone (needed)');
    await page.getByRole('button', { name: 'Look again with this change' }).click();
    await page.getByText('Looking at what is in it').waitFor();
    const mapping = 'name: list\ntables:\n  contacts:\n';
    assert.equal(world.imports.begun.at(-1)?.options?.mapping, `${mapping}    phone: Colour\n`);
    world.imports.change(upload.id, {
      state: 'waiting',
      inspection: { ...unfinished, text: `${mapping}    phone: Colour\n` },
    });
    await page.getByLabel('What the columns mean').fill(`${mapping}    external_id: Ref\n`);
    await page.getByRole('button', { name: 'Look again', exact: true }).click();
    await page.getByText('Looking at what is in it').waitFor();
    assert.match(world.imports.begun.at(-1)?.options?.mapping ?? '', /external_id: Ref/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alert').getByText('It was cancelled').waitFor();
  });

  it('asks which sender of a chat is the business', async () => {
    const { page, show } = opened;
    const error = {
      code: 'invalid_input',
      message: 'which sender is your business?',
      remedy: '',
      senders: ['Ana', 'Shop'],
    };
    world.imports.uploads = [
      { ...upload, state: 'failed', inspection: null, error, options: { zone: 'Europe/Vienna' } },
    ];
    await show(`data/${upload.id}`);
    await page.getByLabel('Shop').check();
    await page.getByRole('button', { name: 'Look again' }).click();
    await page.getByText('Looking at what is in it').waitFor();
    assert.deepEqual(world.imports.begun.at(-1)?.options, { zone: 'Europe/Vienna', us: ['Shop'] });
  });

  it('says why a file is refused and why nothing can be read, and goes on when asked again', async () => {
    const { page, show } = opened;
    world.imports.imports = [listedImport];
    await show('data');
    await page.locator('#imports table').waitFor();
    world.outage = new PerennialError('database_unavailable', 'The database does not answer.', 'Start it.');
    await show('data');
    await page.locator('#problem').getByText('The database does not answer. Start it.').waitFor();
    world.outage = null;
    await page.getByText('Lead scoring needs 37 more').waitFor({ timeout: 25_000 });
  });

  it('is shown without a complaint of the browser', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
