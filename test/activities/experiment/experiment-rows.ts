import { randomUUID } from 'node:crypto';
import { type Arm, type GateConfig, gateConfig } from '../../../domain/experiment/experiment.ts';
import type { ModelName } from '../../../domain/models.ts';
import type { Database } from '../../../store/database/database.ts';
import { openRetrain } from '../../../store/training/retrains.ts';
import { openRun } from '../../../store/training/runs.ts';
import { recordSnapshot } from '../../../store/training/snapshots.ts';
import { createVersion } from '../../../store/training/versions.ts';
import { origin } from '../../models/crm-rows.ts';

export const experimentId = 'gate/1';

export type ExperimentRows = Awaited<ReturnType<typeof experimentRows>>;

/** Writes an experiment in its first phase, which began at the tests' origin, and what was served in it. */
export async function experimentRows(database: Database) {
  const snapshot = {
    hash: 'c0ffee',
    model: 'churn',
    asOf: origin,
    rowCount: 1,
    byteCount: 1,
    synthetic: false,
  } as const;
  await openRetrain(database, { id: 'r', trigger: 'demo', models: [], input: {}, startedAt: origin });
  await recordSnapshot(database, snapshot);
  const champion = await version('r/champion');
  const challenger = await version('r/challenger');

  async function version(runId: string): Promise<number> {
    const run = {
      id: runId,
      retrainId: 'r',
      model: 'churn',
      seed: 1,
      input: {},
      codeVersion: '0',
      startedAt: origin,
    } as const;
    await openRun(database, run);
    const { id } = await createVersion(database, {
      model: 'churn',
      runId,
      engine: 'forest',
      artifactHash: runId,
      byteCount: 1,
      snapshotHash: snapshot.hash,
      metrics: {},
      card: {},
      golden: null,
      synthetic: true,
    });
    return id;
  }

  return {
    async open(model: ModelName, changes: Partial<GateConfig> = {}): Promise<void> {
      await database.query('truncate predictions, outcomes');
      await database.query('delete from experiments');
      await database.query(
        `insert into experiments (id, model, champion_version_id, challenger_version_id, state, mode, config, created_at, started_at)
         values ($1, $2, $3, $4, 'running', 'live', $5, $6, $6)`,
        [experimentId, model, champion, challenger, gateConfig(model, changes), origin],
      );
      await database.query(
        `insert into experiment_phases (experiment_id, number, challenger_share, salt, planned_total, started_at)
         values ($1, 1, 0.1, 'salt', 5000, $2)`,
        [experimentId, origin],
      );
    },
    expose: (
      unit: string,
      arm: Arm,
      at: Date,
      served: { readonly champion?: number; readonly challenger?: number; readonly crossed?: boolean } = {},
    ) =>
      database.query(
        `insert into exposures (experiment_id, phase, unit, arm, crossed, exposed_at, champion_output, challenger_output)
         values ($1, 1, $2, $3, $4, $5, $6, $7)`,
        [experimentId, unit, arm, served.crossed ?? false, at, served.champion ?? null, served.challenger ?? null],
      ),
    predict: (
      model: ModelName,
      subject: string,
      arm: Arm | null,
      at: Date,
      answer: { readonly value?: number; readonly milliseconds?: number; readonly error?: string } = {},
    ) =>
      database.query(
        `insert into predictions (id, model, subject, version_id, experiment_id, phase, arm, value, model_output, confidence,
           features, milliseconds, error, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, 0.5, '{}', $9, $10, $11)`,
        [
          randomUUID(),
          model,
          subject,
          arm === 'challenger' ? challenger : champion,
          arm === null ? null : experimentId,
          arm === null ? null : 1,
          arm,
          answer.value ?? 0.5,
          answer.milliseconds ?? 1,
          answer.error ?? null,
          at,
        ],
      ),
    post: (model: ModelName, subject: string, at: Date, converted = true) =>
      database.query('insert into outcomes (id, model, subject, converted, occurred_at) values ($1, $2, $3, $4, $5)', [
        randomUUID(),
        model,
        subject,
        converted,
        at,
      ]),
  };
}
