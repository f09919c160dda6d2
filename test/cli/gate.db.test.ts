import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { createRecords } from '../../api/records.ts';
import { decideGate } from '../../domain/experiment/decide-gate.ts';
import { gateConfig, type PhaseNumbers } from '../../domain/experiment/experiment.ts';
import { planExperiment } from '../../domain/experiment/plan-experiment.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { endExperiment, openExperiment, recordLook, submitExperiment } from '../../store/experiments/experiments.ts';
import { openRetrain } from '../../store/training/retrains.ts';
import { recordSnapshot } from '../../store/training/snapshots.ts';
import { readVersions } from '../../store/training/versions.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { randomModel } from '../serving/random-model.ts';
import { deploy, now } from '../serving/trained-business.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { runOnce } from './run-cli.ts';

const database = await openTestDatabase();
const folder = temporaryFolder();
const artifacts = join(folder, 'artifacts');
const env = { PERENNIAL_HOME: join(folder, 'home'), DATABASE_URL: database.url, PERENNIAL_ARTIFACTS: artifacts };
const model = 'churn';
const perennial = (...argv: readonly string[]) => runOnce(argv, { env });

function numbersOf(day: number, challengerConversions: number): PhaseNumbers {
  const units = day * 400;
  const arm = { exposed: units, units, conversions: 0, optOuts: 0, predictions: units, errors: 0, milliseconds: 1 };
  return {
    phase: 1,
    challengerShare: 0.1,
    plannedTotal: 20_000,
    phaseDay: day,
    experimentDay: day,
    champion: { ...arm, exposed: 9 * units, units: 9 * units, conversions: 0.4 * 9 * units },
    challenger: { ...arm, conversions: challengerConversions },
    crossed: 0,
    paired: null,
    scores: null,
    weeks: [],
  };
}

before(async () => {
  const blobs = openBlobs(artifacts);
  await openRetrain(database, { id: 'r', trigger: 'demo', models: [model], input: {}, startedAt: now });
  await recordSnapshot(database, { hash: 'c0ffee', model, asOf: now, rowCount: 1, byteCount: 1, synthetic: false });
  for (const seed of [1, 2])
    await deploy(database, model, await blobs.put(await randomModel(model, seed)), `r/${seed}`);
});

describe('perennial deploy and rollback', () => {
  it('go back to the version before and forward to a named one, and say what was checked', async () => {
    const back = await perennial('rollback', model, '--why', 'complaints');
    assert.deepEqual([back.code, back.stderr], [0, '']);
    assert.match(back.stdout, /^OK Rolled back to churn 2026-06-01\.1, 2026-06-01\.2 served until now\./);
    const further = await perennial('rollback', model);
    assert.equal(further.code, 3);
    assert.match(further.stderr, /^version_not_found: No version of churn served before 2026-06-01\.1\./);
    assert.equal((await perennial('deploy', model, '2026-06-01.1')).code, 4);
    const forth = await perennial('deploy', model, '--json');
    assert.deepEqual(JSON.parse(forth.stdout), {
      model,
      version: '2026-06-01.2',
      previous: '2026-06-01.1',
      golden_rows: 0,
    });
    assert.equal((await perennial('deploy', model, '2020-01-01.1')).code, 3);
  });
});

describe('perennial gate', () => {
  const id = 'churn-2026-06-01.2';
  const config = gateConfig(model, { attributionDays: 0, minimumDays: 2, phaseDays: 20, rule: 'observed' });

  it('lists none before the first', async () => {
    assert.match((await perennial('gate', 'list')).stdout, /^No experiment yet/);
    const unknown = await perennial('gate', 'show', id);
    assert.deepEqual([unknown.code, unknown.stderr.split(':')[0]], [3, 'experiment_not_found']);
  });

  it('decides a past experiment again, under its own rules and under others', async () => {
    const [challenger, champion] = await readVersions(database, model, 2);
    const note = { actor: 'gate', reason: 'for the test' };
    const versions = { championVersionId: champion.id, challengerVersionId: challenger.id };
    await submitExperiment(database, { id, model, config, ...versions, key: 'submit', ...note });
    const plan = planExperiment({ config, unitsPerDay: 4_000, baseRate: 0.4 });
    const championVersionId = champion.id;
    await openExperiment(database, id, { championVersionId, plan, scoreMap: null, now, key: 'open', ...note });
    for (const day of [1, 2, 3]) {
      // 6% better than the champion's 40%
      const numbers = numbersOf(day, Math.round(day * 400 * 0.424));
      const decision = decideGate(numbers, config, 'live');
      const { action, reason } = decision;
      await recordLook(database, {
        experimentId: id,
        phase: 1,
        number: day,
        at: now,
        numbers,
        decision,
        action,
        reason,
      });
    }
    await endExperiment(database, id, {
      outcome: 'promoted',
      now,
      key: 'end',
      actor: 'gate',
      reason: 'It was better.',
    });

    assert.match(
      (await perennial('gate', 'list')).stdout,
      /churn-2026-06-01\.2 +promoted +live +observed .*It was better\./,
    );
    const shown = (await perennial('gate', 'show', id)).stdout;
    assert.match(shown, /1\/2 +2 +2880\/7200 +339\/800 +promote/);
    assert.match(shown, /submitted +gate +for the test/);

    const again = await perennial('gate', 'replay', id);
    assert.match(again.stdout, /With rule observed, minimum lift 5%: promote on day 2 of phase 1\./);
    const stricter = await perennial('gate', 'replay', id, '--min-lift', '0.08');
    assert.match(stricter.stdout, /With rule observed, minimum lift 8%: undecided after 3 looks\./);
    const evidence = await perennial('gate', 'replay', id, '--decision', 'evidence', '--json');
    const { endedAt, looks, config: used } = JSON.parse(evidence.stdout);
    assert.deepEqual([endedAt, looks.length, used.rule], [null, 3, 'evidence']);
    assert.equal((await perennial('gate', 'replay', id, '--decision', 'hope')).code, 2);
  });

  it('leaves on record who ended it, for the API and the dashboard', async () => {
    const records = createRecords(database);
    const [listed] = (await records.experiments({}, { limit: 5, after: null })).rows;
    assert.deepEqual([listed?.endedBy, listed?.challenger], ['gate', '2026-06-01.2']);
    assert.equal((await records.experiment(id)).looks.length, 3);
  });

  it('asks for a reason before it obeys', async () => {
    const { code, stderr } = await perennial('gate', 'promote', id);
    assert.equal(code, 2);
    assert.match(stderr, /--why/);
  });
});
