import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { raiseAlerts } from '../../activities/alerts/raise-alerts.ts';
import { repeatAlerts } from '../../activities/alerts/repeat-alerts.ts';
import { tellSuperseded } from '../../activities/alerts/tell-superseded.ts';
import type { Observation } from '../../domain/alerts/observation.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { listMails } from '../../store/alerts/mails.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

const model = 'lead_scoring';
const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' };
const hour = 3_600_000;

describe('incidents of a bad deployment', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  let good: ModelVersion;
  let bad: ModelVersion;
  let days = 0;

  before(async () => {
    await openHistory(database);
    good = await addVersion({ database, blobs }, model, 1);
    bad = await addVersion({ database, blobs }, model, 2);
    await deploy(good, 'deploy');
  });

  const now = () => new Date(Date.UTC(2026, 10, 1 + days, 5));

  async function deploy({ id }: ModelVersion, action: 'deploy' | 'rollback'): Promise<void> {
    const why = { actor: 'ann', reason: 'test', evidence: {} };
    await deployVersion(database, { key: `${action}/${days}`, model, versionId: id, action, ...why });
  }

  /** Monitoring or a run found these figures about a version. */
  async function found(
    version: ModelVersion,
    figures: Readonly<Record<string, number>>,
    source: Observation['source'],
  ) {
    days++;
    const window = now().toISOString();
    const observations = Object.entries(figures).map(
      ([metric, value]): Observation => ({
        ...{ model, metric, value, source, window, baseline: 8 },
        ...(metric === 'mae' ? { low: value - 1, high: value + 1 } : { low: value - 0.05, high: value + 0.05 }),
        ...{ versionId: version.id, samples: 80, windowDays: 14 },
      }),
    );
    const batch = { key: `${source}/${days}`, observations, context: { facts: [], causes: [] } };
    return await database.em().transactional((em) => raiseAlerts(em, batch, settings, now()));
  }

  const open = () => listIncidents(database, { model, states: ['pending', 'firing', 'recovering', 'acknowledged'] });

  it('are one, with four figures, and one mail', async () => {
    await deploy(bad, 'deploy');
    assert.equal((await found(bad, { mae: 22, r2: 0.2 }, 'live')).length, 1);
    const [incident, ...others] = await open();
    assert.deepEqual(others, []);
    assert.deepEqual([incident?.state, incident?.figures.length], ['firing', 4]);
    assert.deepEqual([incident?.version, incident?.samples, incident?.windowDays], [bad.name, 80, 14]);
    const [mail] = await listMails(database);
    assert.match(mail?.subject ?? '', /MAE=22\.00, R²?2?=0\.20/);
  });

  it('are over with the rollback, before anything else is measured', async () => {
    await found(bad, { mae: 25, r2: 0.1 }, 'training');
    assert.equal((await open()).length, 2);
    await deploy(good, 'rollback');
    assert.deepEqual(await open(), []);
    const closed = await listIncidents(database, { model, states: ['superseded'] });
    assert.deepEqual(
      closed.map(({ supersededBy, version, resolvedAt }) => [supersededBy, version, resolvedAt !== null]),
      closed.map(() => [good.id, bad.name, true]),
    );
    const repeated = (at: Date) =>
      database.em().transactional((em) => repeatAlerts(em, `repeat/${days}`, settings, at));
    assert.deepEqual(await repeated(new Date(now().getTime() + 5 * hour)), []);
  });

  it('are told of once more, in their thread', async () => {
    const tell = (key: string) => database.em().transactional((em) => tellSuperseded(em, key, settings, now()));
    const roots = new Set((await listMails(database)).map(({ messageId }) => messageId));
    assert.equal((await tell('watch/1')).length, 1);
    const [mail] = await listMails(database);
    assert.match(mail?.subject ?? '', /^Superseded: /);
    assert.match(mail?.body ?? '', new RegExp(`Version ${good.name} serves now`));
    assert.ok((mail?.thread ?? []).length > 0 && mail?.thread.every((root) => roots.has(root)));
    assert.deepEqual(await tell('watch/2'), []);
  });

  it('leave nothing behind about the version that serves, and open nothing for it on the same day', async () => {
    assert.deepEqual(await found(good, { mae: 8, r2: 0.9 }, 'live'), []);
    assert.deepEqual(await open(), []);
    days--;
    // its window of the same day takes the place of the withdrawn version's
    assert.deepEqual(await found(bad, { mae: 8, r2: 0.9 }, 'live'), []);
    days--;
    await found(good, { mae: 22, r2: 0.2 }, 'live');
    assert.deepEqual((await open())[0]?.version, good.name);
  });

  it('stay when they are about the version that is deployed', async () => {
    await deploy(good, 'deploy');
    assert.equal((await open())[0]?.state, 'firing');
  });

  it('are never shown as firing with a value inside the limit', async () => {
    await found(good, { mae: 8, r2: 0.9 }, 'live');
    const [incident] = await open();
    assert.deepEqual(
      [incident?.state, incident?.figures.every(({ state }) => state === 'recovering')],
      ['recovering', true],
    );
    await found(good, { mae: 8, r2: 0.9 }, 'live');
    assert.deepEqual(await open(), []);
  });

  it("of a version's evaluation are decided by labels of what it serves, in the same thread", async () => {
    const worse = await addVersion({ database, blobs }, model, 3);
    await deploy(worse, 'deploy');
    assert.equal((await found(worse, { mae: 22, r2: 0.2 }, 'training')).length, 1);
    const [evaluated] = await open();
    await found(worse, { mae: 21, r2: 0.25 }, 'live');
    const [first] = await listMails(database);
    assert.match(first?.subject ?? '', /^Still: /, 'a day later nobody had acknowledged it');
    const [live, ...others] = await open();
    assert.deepEqual([live?.id, live?.source, live?.state, others], [evaluated?.id, 'live', 'firing', []]);
    await found(worse, { mae: 8, r2: 0.9 }, 'live');
    assert.equal((await open())[0]?.state, 'recovering');
    assert.equal((await found(worse, { mae: 8, r2: 0.9 }, 'live')).length, 1);
    assert.deepEqual(await open(), []);
    const [last] = await listMails(database);
    assert.match(last?.subject ?? '', /^Resolved: /);
    assert.deepEqual(last?.thread, first?.thread);
  });
});
