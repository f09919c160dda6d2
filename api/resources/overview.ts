import { isPerennialError } from '../../domain/errors.ts';
import { modelNames } from '../../domain/models.ts';
import { checkTargets, targets } from '../../domain/targets.ts';
import { overviewSchema } from '../contracts/overview.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';
import { type Standing, statusLine } from '../status-line.ts';

/** Trains everything that is due; when it fires next is when models are next trained. */
const trainingSchedule = 'retrain-weekly';

export function overviewOperations(ports: Ports): Operation[] {
  const { records, people, actions, businessTimezone } = ports;
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/overview',
      operationId: 'readOverview',
      tag: 'Monitoring',
      summary: 'Read how things stand: the status line of the dashboard, and what the lists of today need',
      success: { status: 200, description: 'How things stand.', schema: overviewSchema },
      handle: async ({ caller }) => {
        const [models, incidents, experiments, orchestration, owners, answers] = await Promise.all([
          championsOf(records),
          records.incidents({ states: ['firing'] }, { limit: 20, after: null }),
          records.experiments({ state: 'running' }, { limit: 50, after: null }),
          orchestrationOf(ports),
          people.owners(),
          actions.answersSinceTraining(),
        ]);
        const untrained = models.every(({ state }) => state === 'missing');
        const standing: Standing = {
          models,
          hasData: !untrained || (await records.data()).total.contacts > 0,
          incidents: incidents.rows,
          experiments: experiments.rows.length,
          ...orchestration,
          zone: businessTimezone,
        };
        return {
          status: statusLine(standing),
          models: models.map(({ labels: _, ...model }) => model),
          labels: models.find(({ model }) => model === 'lead_scoring')?.labels ?? null,
          answers_since_training: answers,
          next_training_at: orchestration.nextTrainingAt?.toISOString() ?? null,
          business_time_zone: businessTimezone,
          owners: [...owners],
          person: caller.person,
        };
      },
    }),
  ];
}

async function championsOf(records: Ports['records']) {
  const { rows: champions } = await records.versions({ champion: true }, { limit: modelNames.length, after: null });
  return modelNames.map((model) => {
    const champion = champions.find((version) => version.model === model);
    if (champion === undefined)
      return { model, state: 'missing' as const, version: null, synthetic: false, labels: null };
    const met = checkTargets(targets[model], champion.metrics).every((target) => target.met);
    const { name: version, synthetic, labelSource: labels } = champion;
    return { model, state: met ? ('healthy' as const) : ('below_target' as const), version, synthetic, labels };
  });
}

/** What Temporal knows. The page is of use without it: the line then says so. */
async function orchestrationOf({
  control,
  schedules,
}: Ports): Promise<Pick<Standing, 'training' | 'nextTrainingAt' | 'reachable'>> {
  try {
    const [status, list] = await Promise.all([control.status(), schedules.list()]);
    return {
      training: status.status === 'training' ? { progress: status.progress } : null,
      nextTrainingAt: list.find(({ id }) => id === trainingSchedule)?.nextAt ?? null,
      reachable: true,
    };
  } catch (error) {
    if (!isPerennialError(error) || error.code !== 'temporal_unavailable') throw error;
    return { training: null, nextTrainingAt: null, reachable: false };
  }
}
