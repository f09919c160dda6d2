import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { raiseAlerts } from '../../activities/alerts/raise-alerts.ts';
import { explainIncident } from '../../control/explain-incident.ts';
import type { Observation } from '../../domain/alerts/observation.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { listMails } from '../../store/alerts/mails.ts';
import { replaceMetricRecords } from '../../store/alerts/metric-records.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import type { ModelVersion } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';

const model = 'lead_scoring';
const settings = { alertTo: ['operator@example.org'], dashboardUrl: 'http://localhost:8000' };

describe('the report of an incident', async () => {
  const database = await openTestDatabase();
  const blobs = openBlobs(temporaryFolder());
  const noon = (day: number) => new Date(Date.UTC(2026, 10, day, 12));
  let good: ModelVersion;
  let bad: ModelVersion;
  let incident: number;

  async function deploy({ id }: ModelVersion, key: string, action: 'deploy' | 'rollback' = 'deploy'): Promise<void> {
    const why = { actor: 'ann', reason: 'test', evidence: {} };
    await deployVersion(database, { key, model, versionId: id, action, ...why });
  }

  async function found({ id: versionId }: ModelVersion, day: number, mae: number): Promise<void> {
    const window = noon(day).toISOString();
    const seen = { value: mae, low: mae - 1, high: mae + 1, samples: 80, windowDays: 14, baseline: 8 };
    const observations: Observation[] = [{ model, metric: 'mae', source: 'live', window, versionId, ...seen }];
    const batch = { key: `live/${day}`, observations, context: { facts: [], causes: [] } };
    await database.em().transactional((em) => raiseAlerts(em, batch, settings, noon(day)));
  }

  before(async () => {
    await openHistory(database);
    good = await addVersion({ database, blobs }, model, 1);
    bad = await addVersion({ database, blobs }, model, 2);
    await deploy(good, '1');
    await found(good, 1, 8);
    await deploy(bad, '2');
    await found(bad, 2, 22);
    const [open] = await listIncidents(database, { model, states: ['firing'] });
    incident = open?.id ?? 0;
  });

  it('has the course of its figures with their versions, and says what its mail says', async () => {
    const { series, versions, causes, advice } = await explainIncident(database, incident, noon(2));
    const high = series.find(({ rule }) => rule.id === 'mae_high');
    assert.deepEqual(
      high?.readings.map(({ value, versionId }) => [value, versions.get(versionId ?? 0)]),
      [
        [8, good.name],
        [22, bad.name],
      ],
    );
    assert.match(causes[0]?.words ?? '', new RegExp(`^Version ${bad.name} took over .* under version ${good.name}`));
    assert.equal(advice[0]?.button?.page, `rollback-${model}`);
    const [mail] = await listMails(database);
    for (const words of [...causes.map((cause) => cause.words), ...advice.map(({ text }) => text)])
      assert.ok(mail?.body.includes(words), words);
  });

  it('names what has moved in the inputs since its mail', async () => {
    const seen = { source: 'drift', metric: 'psi', low: null, high: null, samples: 80, reason: null } as const;
    await replaceMetricRecords(database, { model, date: '2026-11-02', measuredAt: noon(2) }, [
      { versionId: bad.id, measurements: [{ ...seen, segment: 'feature=reply_rate', value: 0.4, noise: 0.1 }] },
    ]);
    const { causes } = await explainIncident(database, incident, noon(2));
    assert.ok(causes.some(({ words }) => words.startsWith('feature=reply_rate has drifted: PSI 0.40')));
  });

  it('looks for no causes once it is over, and ends where it ended', async () => {
    await deploy(good, '3', 'rollback');
    await database.query('update incidents set resolved_at = $1 where id = $2', [noon(3), incident]);
    await found(good, 4, 9);
    const { series, causes, advice } = await explainIncident(database, incident, noon(5));
    assert.deepEqual([causes, advice], [[], []]);
    assert.deepEqual(series[0]?.readings.length, 2);
  });

  it('is refused for a number that no incident has', async () => {
    await assert.rejects(explainIncident(database, 99, noon(2)), { code: 'incident_not_found' });
  });
});
