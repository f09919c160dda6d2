import type { AbGateResult } from '../../contract/messages.ts';
import { createGateControl } from '../../control/gate-control.ts';
import type { GateConfig } from '../../domain/experiment/experiment.ts';
import { gateConfig } from '../../domain/experiment/experiment.ts';
import type { Limits } from '../../domain/limits.ts';
import type { ModelName } from '../../domain/models.ts';
import { submitExperiment } from '../../store/experiments/experiments.ts';
import { deployVersion } from '../../store/training/deployments.ts';
import { openRun } from '../../store/training/runs.ts';
import { createVersion, type ModelVersion, readChampion } from '../../store/training/versions.ts';
import { addVersion, openHistory } from '../serving/random-model.ts';
import { type RunningPipeline, testLimits } from './running-pipeline.ts';

/** Short days, so that weeks of an experiment pass in seconds; everything else is the default unless overridden. */
export function shortGate(model: ModelName, changes: Partial<GateConfig> = {}): GateConfig {
  return gateConfig(model, {
    dayMs: 200,
    attributionDays: 1,
    minimumDays: 2,
    phaseDays: 10,
    maximumDays: 40,
    frozenDays: 200,
    minimumConversions: 30,
    // few units suffice for a plan by conversions
    detectableLift: 0.8,
    ...changes,
  });
}

/** Experiments without a training: challengers are copies of the champion's file under other names. */
export function gateWorld(
  pipeline: Pick<RunningPipeline, 'database' | 'blobs' | 'client' | 'installation'>,
  limits: Limits = testLimits,
) {
  const { database, client, installation } = pipeline;
  const gate = createGateControl({ client, installation, limits });
  let count = 0;

  async function challenger(model: ModelName): Promise<ModelVersion> {
    const champion = await readChampion(database, model);
    if (champion === null) throw new Error(`no champion of ${model}`);
    const { id: _id, name: _name, runId, createdAt: _at, ...copied } = champion;
    const id = `${runId.split('/')[0]}/challenger-${++count}`;
    const run = { id, retrainId: runId.split('/')[0], model, seed: count, input: {}, codeVersion: '0' };
    await openRun(database, { ...run, startedAt: new Date() });
    return await createVersion(database, { ...copied, runId: id });
  }

  return {
    gate,

    /** A deployed version, trained on random rows. */
    async champion(model: ModelName): Promise<void> {
      await openHistory(database);
      const { id: versionId } = await addVersion(pipeline, model, 1);
      const why = { actor: 'test', reason: 'first', evidence: {} };
      await deployVersion(database, { key: `first/${model}`, model, versionId, action: 'deploy', ...why });
    },

    /** A new challenger in the waiting slot, and the gate told of it. */
    async submit(model: ModelName, config: GateConfig): Promise<{ id: string; version: ModelVersion }> {
      const version = await challenger(model);
      const champion = await readChampion(database, model);
      const id = `${model}-${version.name}`;
      await submitExperiment(database, {
        id,
        model,
        championVersionId: champion?.id ?? 0,
        challengerVersionId: version.id,
        config,
        key: `test/${id}`,
        actor: 'test',
        reason: 'not worse on the holdout',
      });
      await gate.candidate(model);
      return { id, version };
    },

    /** Resolves when the gate has no experiment left. */
    idle: (model: ModelName): Promise<AbGateResult> =>
      client.workflow.getHandle(installation.abGate(model)).result() as Promise<AbGateResult>,

    /** Leads of the last weeks, so that the plan finds enough traffic to let conversions decide. */
    async traffic(config: GateConfig, leads: number, convertedShare: number): Promise<void> {
      await database.query(
        `with contact as (
           insert into contacts (external_id, created_at) values ($5, now() - interval '1 year') returning id)
         insert into leads (external_id, contact_id, created_at, converted_at)
         select $5 || '-' || n, contact.id, moment, case when n <= $2::float * $1 then moment + $4 * interval '1 millisecond' end
         from contact, generate_series(1, $1::int) as n, (select now() - $3 * interval '1 millisecond' as moment) as m`,
        [leads, convertedShare, 4 * config.dayMs, 2.5 * config.dayMs, `traffic-${++count}`],
      );
    },

    /** Leads exposed so long ago that their outcome is known; `converted` of each arm's `units`. */
    async expose(
      experimentId: string,
      phase: number,
      arms: Readonly<Record<'champion' | 'challenger', { readonly units: number; readonly converted: number }>>,
      ageMs: number,
    ): Promise<void> {
      for (const [arm, { units, converted }] of Object.entries(arms)) {
        await database.query(
          `with contact as (
             insert into contacts (external_id, created_at) values ($1, now() - interval '1 year')
             on conflict (external_id) do update set name = excluded.name returning id),
           moment as (select now() - $6 * interval '1 millisecond' as exposed_at),
           lead as (
             insert into leads (external_id, contact_id, created_at, converted_at)
             select $1 || '-' || n, contact.id, now() - interval '1 hour',
               case when n <= $5 then exposed_at + interval '1 millisecond' end
             from contact, moment, generate_series(1, $4::int) as n returning external_id)
           insert into exposures (experiment_id, phase, unit, arm, exposed_at, champion_output, challenger_output)
           select $2, $3, external_id, $7, exposed_at, 50, 50 from lead, moment`,
          [`${experimentId}/${phase}/${arm}`, experimentId, phase, units, converted, ageMs, arm],
        );
      }
    },
  };
}
