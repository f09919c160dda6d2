import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import type { OwnInstallation } from '../../contract/installation.ts';
import { readOwnInstallation } from '../../control/own-installation.ts';
import { createScheduleControl, type ScheduleControl } from '../../control/schedule-control.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import type { Database } from '../../store/database/database.ts';
import { runOnce } from '../cli/run-cli.ts';
import { temporaryFolder, testTemporal } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';

const database: Database & { readonly url: string } = await openTestDatabase();
const schedules = createSchedules({ timezone: 'UTC', minimumChanges: 10, cooldownDays: 7 });

describe('schedules', () => {
  let client: Client;
  let connection: Connection;
  let control: ScheduleControl;
  let installation: OwnInstallation;
  let env: Record<string, string>;

  before(async () => {
    const { address, namespace } = await testTemporal();
    installation = await readOwnInstallation(database, 'shop');
    connection = await Connection.connect({ address });
    client = new Client({ connection, namespace });
    control = createScheduleControl({ client, database, installation, schedules });
    env = {
      PERENNIAL_HOME: temporaryFolder(),
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      PERENNIAL_INSTALLATION: installation.name,
    };
  });
  after(() => connection.close());

  const statusOf = async (id: string) => (await control.list()).find((schedule) => schedule.id === id);

  it('are missing until a worker has started, and then have a time to fire next', async () => {
    assert.deepEqual(new Set((await control.list()).map(({ state }) => state)), new Set(['missing']));
    await assert.rejects(control.command('retrain-weekly', 'pause', { actor: 'ann', reason: 'x' }), {
      code: 'schedule_not_found',
      message: /Temporal doesn't have/,
    });
    await reconcileSchedules(client, schedules, installation);
    const weekly = await statusOf('retrain-weekly');
    assert.deepEqual([weekly?.state, weekly?.note, weekly?.lastAt, weekly?.firings], ['active', null, null, []]);
    assert.equal(weekly?.nextAt?.getUTCDay(), 0);
  });

  it('stay paused through restarts until somebody resumes them, and who did it and why is recorded', async () => {
    const paused = await control.command('retrain-weekly', 'pause', { actor: 'ann', reason: 'holidays' });
    assert.deepEqual([paused.state, paused.note, paused.nextAt], ['paused', 'ann: holidays', null]);
    await reconcileSchedules(client, schedules, installation);
    assert.equal((await statusOf('retrain-weekly'))?.note, 'ann: holidays');
    const resumed = await control.command('retrain-weekly', 'resume', { actor: 'bob', reason: 'back' });
    assert.deepEqual([resumed.state, resumed.note], ['active', 'bob: back']);
    assert.partialDeepStrictEqual(resumed.lastCommand, { command: 'resume', actor: 'bob', reason: 'back' });
    assert.deepEqual(
      await database.query('select schedule, command, actor, reason from schedule_commands order by id'),
      [
        { schedule: 'retrain-weekly', command: 'pause', actor: 'ann', reason: 'holidays' },
        { schedule: 'retrain-weekly', command: 'resume', actor: 'bob', reason: 'back' },
      ],
    );
  });

  it('take a reason as long as the API takes one, of which Temporal shows the beginning', async () => {
    const reason = '\u{1f600}'.repeat(500); // a thousand characters as JavaScript and the API count
    const paused = await control.command('retrain-weekly', 'pause', { actor: 'a'.repeat(200), reason });
    assert.match(paused.note ?? '', /^a{199}…$/);
    assert.equal(paused.lastCommand?.reason, reason);
    const { length } = await database.query('delete from schedule_commands where reason = $1 returning id', [reason]);
    assert.equal(length, 1);
    await control.command('retrain-weekly', 'resume', { actor: 'b', reason });
  });

  it('fire at once when they are triggered', async () => {
    await control.command('score-daily', 'trigger', { actor: 'ann', reason: 'new leads' });
    let lastAt: Date | null | undefined = null;
    while (lastAt === null) lastAt = (await statusOf('score-daily'))?.lastAt;
    assert.ok(lastAt instanceof Date);
  });

  it('are listed in the refusal of an unknown one', async () => {
    await assert.rejects(control.command('weekly', 'pause', { actor: 'ann', reason: 'x' }), {
      code: 'schedule_not_found',
      remedy: /retrain-weekly, .*score-daily/,
    });
  });

  it('are paused, resumed, fired and listed on the command line', async () => {
    const perennial = (...argv: readonly string[]) => runOnce(['schedule', ...argv], { env });
    const paused = await perennial('pause', 'retrain-weekly', '--why', 'stocktaking');
    assert.deepEqual([paused.code, paused.stdout], [0, 'OK retrain-weekly is paused.\n']);
    const listed = await perennial('list');
    assert.match(listed.stdout, /^Schedule +State +Next +Last +Note +What\n/);
    assert.match(listed.stdout, /^retrain-weekly +paused +- +- +\S+: stocktaking +Sunday 02:00 UTC: /m);
    const resumed = await perennial('resume', 'retrain-weekly', '--why', 'done');
    assert.match(resumed.stdout, /^OK retrain-weekly fires again, next at \d{4}-\d\d-\d\d 02:00 UTC\.\n$/);
    const fired = await perennial('trigger', 'score-daily', '--why', 'new leads', '--json');
    assert.equal(JSON.parse(fired.stdout).lastCommand.command, 'trigger');
    const unknown = await perennial('pause', 'weekly', '--why', 'x');
    assert.equal(unknown.code, 3);
    assert.match(unknown.stderr, /^schedule_not_found: There is no schedule "weekly"\./);
  });
});
