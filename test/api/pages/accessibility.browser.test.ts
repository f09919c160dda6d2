import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import { projectRoot } from '../../../stack/project-root.ts';
import { fakeList } from '../fake-list.ts';
import { anna } from '../fake-people.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';
import { type OpenPage, openPage } from '../open-page.ts';
import { counts, incident, mail, schedule, version } from '../records.ts';

/** By address: what is on the page once it has read everything. */
const pages: Readonly<Record<string, string>> = {
  today: '[data-subject=l-anna]',
  [`person/${anna.contact}`]: 'table.heat',
  models: '#models .model',
  watch: '#mailbox details',
  data: '#readiness article',
};
const viewports = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const schemes = ['light', 'dark'] as const;

/** For whoever looks at the pages: git ignores it. */
const pictures = join(projectRoot, 'test-output', 'pages');

describe('every page of the dashboard, light and dark, on a desktop and on a phone', () => {
  const world = fakeWorld({
    ...{ versions: [version], mails: [mail], incidents: [incident], schedules: [schedule], data: counts },
  });
  let opened: OpenPage;
  before(async () => {
    mkdirSync(pictures, { recursive: true });
    const ports = fakePorts(world);
    opened = await openPage({ ...ports, predictions: { ...ports.predictions, list: fakeList(world.people, 60) } });
  });
  after(() => opened?.close());

  for (const [address, whole] of Object.entries(pages)) {
    it(`#${address} fits, can be read by a screen reader and has enough contrast`, async () => {
      const { page, show } = opened;
      for (const [device, viewport] of Object.entries(viewports)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme });
          await show(address);
          await page.locator(whole).first().waitFor();
          await page.locator('.skeleton').first().waitFor({ state: 'detached' });
          const name = `${address.split('/')[0]}-${device}-${colorScheme}`;
          await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
          const wide = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
          assert.ok(wide <= 0, `${name} is ${wide} px too wide`);
          // as text, for the page's policy refuses scripts that it didn't send
          await page.evaluate(axe.source);
          const { violations } = await page.evaluate<AxeResults>('axe.run()');
          const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
          assert.deepEqual(found, [], name);
        }
      }
    });
  }

  it('is shown without a complaint of the browser', () => {
    assert.deepEqual(opened.complaints, []);
  });
});
