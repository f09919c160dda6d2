import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import { fakeList } from '../fake-list.ts';
import { watchedWorld } from '../fake-watch.ts';
import { fakePorts, fakeWorld, tokenOf } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { deployment, idle, version } from '../records.ts';

const older = { ...version, name: '2024-01-08.1', champion: false };

describe('the dashboard', () => {
  const world = fakeWorld({
    ...watchedWorld(new Date()),
    ...{ status: idle, versions: [version, older], deployments: [{ ...deployment, previous: older.name }] },
  });
  let opened: OpenPage;
  let page: Page;
  before(async () => {
    const ports = fakePorts(world);
    const predictions = { ...ports.predictions, list: fakeList(world.people, 3) };
    opened = await openPage({ ...ports, predictions }, { token: tokenOf.viewer });
    page = opened.page;
  });
  after(() => opened?.close());

  /** Once the page shows what it is about. */
  async function buttons(address: string, shown: string): Promise<string[]> {
    await opened.show(address);
    await page.locator(shown).first().waitFor();
    return await page.locator('#view button').allInnerTexts();
  }

  it('shows a viewer everything but what acts, and says why', async () => {
    assert.ok(!(await buttons('today', '[data-subject=l-anna]')).includes('Called'));
    assert.match(await page.locator('#person').innerText(), / · viewer$/);
    const ofModel = await buttons('models/lead_scoring', '[data-version]');
    for (const act of ['Train it again', 'Deploy', 'Roll back']) assert.ok(!ofModel.includes(act), act);
    await page.getByText('Your role is viewer: you may look, but not train models.').waitFor();
    const watched = [...(await buttons('watch', '[data-schedule]')), ...(await buttons('watch', '[data-incident]'))];
    for (const act of ['Acknowledge', 'Run now', 'Pause']) assert.ok(!watched.includes(act), act);
    await opened.show('data');
    await page.getByText('Your role is viewer: you may look, but not bring in files.').waitFor();
    assert.equal(await page.locator('.drop-zone').count(), 0);
    assert.deepEqual(opened.complaints, []);
  });

  it('offers an operator what they may, and leaves the rest to admins', async () => {
    const headers = { Origin: opened.api.url };
    await page.context().request.post(`${opened.api.url}/sign-in`, { data: { token: tokenOf.operator }, headers });
    assert.ok((await buttons('today', '[data-subject=l-anna]')).includes('Called'));
    const ofModel = await buttons('models/lead_scoring', '[data-version]');
    assert.ok(ofModel.includes('Train it again'));
    for (const act of ['Deploy', 'Roll back']) assert.ok(!ofModel.includes(act), act);
    const watched = [...(await buttons('watch', '[data-incident]')), ...(await buttons('watch', '[data-schedule]'))];
    for (const act of ['Acknowledge', 'Run now']) assert.ok(watched.includes(act), act);
    assert.ok(!watched.includes('Pause'));
    await buttons('data', '.drop-zone');
  });
});
