import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertReadable } from '../axe.ts';
import { someConnections } from '../fake-connected.ts';
import { someExperiments } from '../fake-experiments.ts';
import { fakeList } from '../fake-list.ts';
import { anna } from '../fake-people.ts';
import { watchedWorld } from '../fake-watch.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts, deployment, finishedRun, version } from '../records.ts';
import { churnDetails, leadDetails, leadVerdict } from '../run-details.ts';

/** By address: what is on the page once it has read everything. */
const pages: Readonly<Record<string, string>> = {
  today: '[data-subject=l-anna]',
  [`person/${anna.contact}`]: 'table.heat',
  models: '#models .model-card',
  'models/lead_scoring': '.date-plot .point',
  'run/r1/lead_scoring': '.xy',
  'run/r1/churn': '.confusion',
  experiments: '.experiment svg',
  'experiments/lead_scoring-2026-10-04.1': '#course svg',
  watch: '#figures svg',
  'incident-12': '#course svg',
  data: '#readiness article',
  connections: '#destinations .connection',
};
const viewports = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
/** With the rules that can break in it, once the ones before hold. */
const schemes = { light: 'all', dark: 'colours' } as const;

describe('every page of the dashboard, light and dark, on a desktop and on a phone', () => {
  const world = fakeWorld({
    ...{
      versions: [version, { ...version, model: 'engagement' }],
      data: counts,
      experiments: someExperiments(new Date()),
    },
    ...{ deployments: [deployment], runs: [finishedRun], details: [leadDetails, churnDetails] },
    verdicts: { lead_scoring: leadVerdict },
    ...watchedWorld(new Date()),
    connections: someConnections(new Date()),
  });
  let opened: OpenPage;
  before(async () => {
    const ports = fakePorts(world);
    opened = await openPage({ ...ports, predictions: { ...ports.predictions, list: fakeList(world.people, 60) } });
  });
  after(() => opened?.close());

  for (const [address, whole] of Object.entries(pages)) {
    it(`#${address} fits, can be read by a screen reader and has enough contrast`, async () => {
      const { page, show } = opened;
      await show(address);
      await page.locator(whole).first().waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      for (const [device, viewport] of Object.entries(viewports)) {
        await page.setViewportSize(viewport);
        for (const [scheme, rules] of Object.entries(schemes)) {
          await page.emulateMedia({ colorScheme: scheme as keyof typeof schemes });
          await assertReadable(page, `${address.replaceAll('/', '-')}-${device}-${scheme}`, rules);
        }
      }
    });
  }

  it('is shown without a complaint of the browser', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
