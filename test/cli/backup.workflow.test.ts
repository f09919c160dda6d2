import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  emptyPlace,
  type Installation,
  openInstallation,
  type Place,
  perennial,
} from '../../bench/proofs/backup/installation.ts';
import { lookTaken, queueMails } from '../../bench/proofs/backup/live-on.ts';
import { readEvents } from '../../store/experiments/experiments.ts';
import { header } from '../mail/smtp-server.ts';
import { gateWorld, shortGate } from '../workflows/gate-world.ts';
import { runOnce } from './run-cli.ts';

type Schedules = { readonly schedules: readonly { id: string; state: string; note: string | null }[] };

/** `npm run proof -- backup` compares much more. */
describe('a backup in the middle of an experiment', () => {
  const trials = shortGate('churn', { dayMs: 2_000, phaseDays: 60, maximumDays: 120 });
  let place: Place;
  let source: Installation;
  let restored: Installation;
  let file: string;
  let experiment: string;

  before(async () => {
    source = await openInstallation(await emptyPlace(), { business: false, trials });
    const world = gateWorld(source.pipeline);
    await world.champion('churn');
    experiment = (await world.submit('churn', trials)).id;
    await queueMails(source);
    await source.ask('POST', '/api/v1/schedules/retrain-weekly/pause', { actor: 'ann', reason: 'holidays' });
    await lookTaken(source, experiment, 1);
    file = join(source.place.home, 'backup.tar');
    assert.match(await perennial(source.place, 'backup', file), /^OK Backed up .* every hash checked\./);
    await source.close();
    place = await emptyPlace();
  });
  after(() => restored?.close());

  it('is refused where it is damaged, or where it would overwrite something', async () => {
    const refused = await runOnce(['restore', join(place.home, 'none.tar')], { env: place.env });
    assert.deepEqual([refused.code, /^not_found: There is no file /.test(refused.stderr)], [3, true]);
    const odd = await runOnce(['backup', 'ftp://host/file'], { env: place.env });
    assert.deepEqual([odd.code, /^invalid_input: /.test(odd.stderr)], [2, true]);
  });

  it('comes back where nothing is left, with its experiment, its pauses and its tokens', async () => {
    const said = await perennial(place, 'restore', file);
    assert.match(said, /^OK Restored the backup of .*\n.*Schedules, experiments and waiting mails go on/);
    const again = await runOnce(['restore', file], { env: place.env });
    assert.match(again.stderr, /^database_not_empty: /);
    restored = await openInstallation(place, { business: false, trials, token: source.api.newToken ?? '' });
    const { schedules } = await restored.ask<Schedules>('GET', '/api/v1/schedules');
    const weekly = schedules.find(({ id }) => id === 'retrain-weekly');
    assert.deepEqual([weekly?.state, weekly?.note], ['paused', 'first start (token): holidays']);
    const { number } = await lookTaken(restored, experiment, 2);
    assert.equal(number, 2);
    const { database } = restored.pipeline;
    const types = (await readEvents(database, experiment)).map(({ type }) => type);
    assert.deepEqual(types, ['submitted', 'started']);
  });

  it('delivers each mail that waited, once', async () => {
    const server = await restored.takeMail();
    const { database } = restored.pipeline;
    while ((await database.query(`select from mails where state <> 'sent'`)).length > 0) await sleep(50);
    const delivered = server.received.map((message) => header(message, 'Message-ID')).toSorted();
    assert.deepEqual(delivered, ['<tried@example.org>', '<waits@example.org>']);
  });
});
