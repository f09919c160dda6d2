import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createWatchDisksActivities } from '../../activities/alerts/watch-disks.ts';
import type { Watched } from '../../contract/watch-messages.ts';
import { readConfig } from '../../stack/config.ts';
import { readDiskSpace, wordFullDisks } from '../../stack/disk-space.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { listMails } from '../../store/alerts/mails.ts';
import { createLogger } from '../../telemetry/log.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';

test('an almost full disk is an incident of the whole business, with a mail, until there is room again', async () => {
  const database = await openTestDatabase();
  const disks = readDiskSpace(readConfig({ PERENNIAL_HOME: temporaryFolder() }));
  // no disk has more than all of its space free
  let leastShare = 1.01;
  const { watchDisks } = createWatchDisksActivities({
    database,
    log: createLogger('test-watch', 'fatal'),
    settings: { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' },
    fullDisks: () => wordFullDisks(disks, leastShare),
  });
  const look = async (hour: number) =>
    (await new MockActivityEnvironment().run(watchDisks, {
      watch: `hour-${hour}`,
      at: `2026-12-01T0${hour}:07:00.000Z`,
    })) as Watched;

  assert.equal((await look(1)).mailIds.length, 1);
  const [incident] = await listIncidents(database);
  assert.deepEqual(
    [incident?.rule, incident?.source, incident?.model, incident?.state],
    ['disk_low', 'disk', null, 'firing'],
  );
  assert.match(incident?.detail ?? '', /The disk of PERENNIAL_HOME has [\d.]+ of [\d.]+ GB free/);
  const [mail] = await listMails(database);
  assert.match(mail?.body ?? '', /npx perennial doctor/);

  leastShare = 0;
  await look(2);
  const [resolved] = await listIncidents(database);
  assert.equal(resolved?.state, 'resolved');
});
