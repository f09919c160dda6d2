import type { AbGateCommandName } from '../../contract/messages.ts';
import {
  commandAnswerSchema,
  type ExperimentAnswer,
  type ExperimentReport,
  experimentParamsSchema,
  experimentReportSchema,
  experimentsQuerySchema,
  experimentsSchema,
  requestNoteSchema,
} from '../contracts/experiments.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { ExperimentDetails, ExperimentRecord, Ports } from '../ports.ts';

const commands: readonly { readonly name: AbGateCommandName; readonly path: string; readonly summary: string }[] = [
  { name: 'promote', path: 'promote', summary: 'Make the challenger the champion now' },
  { name: 'rollBack', path: 'rollback', summary: 'End the experiment: the champion serves all' },
  { name: 'pause', path: 'pause', summary: 'Let the champion serve all until it is resumed' },
  { name: 'resume', path: 'resume', summary: 'Go on with a new phase after a washout' },
];

export function experimentOperations({ records, gate }: Pick<Ports, 'records' | 'gate'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/experiments',
      operationId: 'listExperiments',
      tag: 'Experiments',
      summary: 'List experiments',
      query: experimentsQuerySchema,
      success: { status: 200, description: 'Experiments, newest first.', schema: experimentsSchema },
      handle: async ({ query }) => ({ experiments: (await records.experiments(query)).map(presentExperiment) }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/experiments/{id}',
      operationId: 'readExperiment',
      tag: 'Experiments',
      summary: 'Read an experiment with every look at it',
      params: experimentParamsSchema,
      success: { status: 200, description: 'The experiment.', schema: experimentReportSchema },
      refusals: ['experiment_not_found'],
      handle: async ({ params }) => presentReport(await records.experiment(params.id)),
    }),
    ...commands.map(({ name, path, summary }) =>
      defineOperation({
        method: 'post',
        path: `/api/v1/experiments/{id}/${path}`,
        operationId: `${name}Experiment`,
        tag: 'Experiments',
        summary,
        params: experimentParamsSchema,
        body: requestNoteSchema,
        success: { status: 200, description: 'It was carried out.', schema: commandAnswerSchema },
        refusals: ['experiment_not_found', 'experiment_conflict', 'installation_taken', 'temporal_unavailable'],
        handle: async ({ params, body }) => {
          const { experimentId, message } = await gate(params.id, name, body);
          return { experiment: experimentId, message };
        },
      }),
    ),
  ];
}

function presentExperiment({ experiment, champion, challenger }: ExperimentRecord): ExperimentAnswer {
  const { plan } = experiment;
  return {
    id: experiment.id,
    model: experiment.model,
    champion,
    challenger,
    state: experiment.state,
    outcome: experiment.outcome,
    mode: experiment.mode,
    rule: experiment.config.rule,
    plan: plan && {
      reason: plan.reason,
      units_per_day: plan.unitsPerDay,
      base_rate: plan.baseRate,
      needed_units: plan.neededUnits,
      expected_units: plan.expectedUnits,
      needed_days: plan.neededDays,
    },
    reason: experiment.reason,
    created_at: experiment.createdAt.toISOString(),
    started_at: experiment.startedAt?.toISOString() ?? null,
    ended_at: experiment.endedAt?.toISOString() ?? null,
  };
}

function presentReport({ phases, excluded, looks, events, ...record }: ExperimentDetails): ExperimentReport {
  return {
    experiment: presentExperiment(record),
    phases: phases.map(({ number, challengerShare, startedAt, closedAt }) => ({
      number,
      challenger_share: challengerShare,
      started_at: startedAt.toISOString(),
      closed_at: closedAt?.toISOString() ?? null,
      excluded: excluded.get(number) ?? 0,
    })),
    looks: looks.map(({ phase, number, at, action, reason, numbers, decision }) => ({
      phase,
      number,
      at: at.toISOString(),
      action,
      reason,
      champion: pick(numbers.champion),
      challenger: pick(numbers.challenger),
      lift: decision.lift && {
        observed: decision.lift.observed,
        low: decision.lift.low,
        high: decision.lift.high,
        p: decision.lift.p,
        chance_to_win: decision.lift.chanceToWin,
      },
      paired: decision.paired,
      sample_ratio_p: decision.sampleRatioP,
      days_left: decision.daysLeft,
    })),
    events: events.map(({ type, actor, reason, createdAt }) => ({ type, actor, reason, at: createdAt.toISOString() })),
  };
}

function pick({ exposed, units, conversions }: ExperimentDetails['looks'][number]['numbers']['champion']) {
  return { exposed, units, conversions };
}
