import type { AbGateCommandName } from '../../contract/messages.ts';
import { wordActor } from '../../domain/access/actor.ts';
import type { ArmNumbers } from '../../domain/experiment/experiment.ts';
import { nextMoment, type ToldExperiment, tellExperiment } from '../../domain/experiment/tell-experiment.ts';
import { timeLeft } from '../../domain/experiment/time-left.ts';
import { commandsOn } from '../../domain/experiment/transitions.ts';
import type { Experiment } from '../../store/experiments/experiments.ts';
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
import { answerPage } from '../http/cursors.ts';
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
      handle: async ({ query }) => {
        const { model, state, sort } = query;
        const { rows, next_cursor } = await answerPage('experiments', query, (page) =>
          records.experiments({ model, state, oldestFirst: sort === 'created_at' }, page),
        );
        return { experiments: rows.map(presentExperiment), next_cursor };
      },
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
      handle: async ({ params }) => presentReport(await records.experiment(params.id), new Date()),
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
        handle: async ({ params: { id }, body: { reason }, caller, act }) => {
          const note = { actor: wordActor(caller.actor), reason, act: act(id) };
          const { experimentId, message } = await gate(id, name, note);
          return { experiment: experimentId, message };
        },
      }),
    ),
  ];
}

function presentExperiment({ experiment, champion, challenger, endedBy }: ExperimentRecord): ExperimentAnswer {
  const { plan, config } = experiment;
  return {
    id: experiment.id,
    model: experiment.model,
    champion,
    challenger,
    state: experiment.state,
    outcome: experiment.outcome,
    mode: experiment.mode,
    rule: config.rule,
    plan: plan && {
      reason: plan.reason,
      units_per_day: plan.unitsPerDay,
      base_rate: plan.baseRate,
      needed_units: plan.neededUnits,
      expected_units: plan.expectedUnits,
      needed_days: plan.neededDays,
    },
    rules: {
      shares: [...config.shares],
      minimum_lift: config.minimumLift,
      sample_ratio_alpha: config.sampleRatioAlpha,
      minimum_days: config.minimumDays,
      maximum_days: config.maximumDays,
      attribution_days: config.attributionDays,
      minimum_conversions: config.minimumConversions,
      paired_margin: config.paired.margin,
      error_rate: config.guardrails.errorRate,
      latency_ratio: config.guardrails.latencyRatio,
    },
    reason: experiment.reason,
    ended_by: endedBy,
    commands: [...commandsOn(experiment.state)],
    created_at: experiment.createdAt.toISOString(),
    started_at: experiment.startedAt?.toISOString() ?? null,
    ended_at: experiment.endedAt?.toISOString() ?? null,
  };
}

function presentReport(details: ExperimentDetails, now: Date): ExperimentReport {
  const { phases, excluded, looks, events, ...record } = details;
  const told = toldOf(details);
  return {
    experiment: presentExperiment(record),
    verdict: { ...tellExperiment(told, now), next_at: nextMoment(told)?.toISOString() ?? null },
    time_left: presentTimeLeft(record.experiment, now),
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
      champion: presentArm(numbers.champion),
      challenger: presentArm(numbers.challenger),
      lift: decision.lift && {
        observed: decision.lift.observed,
        low: decision.lift.low,
        high: decision.lift.high,
        p: decision.lift.p,
        chance_to_win: decision.lift.chanceToWin,
      },
      paired: decision.paired,
      paired_units: numbers.paired?.units ?? null,
      challenger_share: numbers.challengerShare,
      sample_ratio_p: decision.sampleRatioP,
      guardrail: decision.guardrail,
      days_left: decision.daysLeft,
    })),
    events: events.map(({ type, actor, reason, createdAt }) => ({ type, actor, reason, at: createdAt.toISOString() })),
  };
}

function presentArm({ exposed, units, conversions, optOuts, predictions, errors, milliseconds }: ArmNumbers) {
  return { exposed, units, conversions, opt_outs: optOuts, predictions, errors, milliseconds };
}

function toldOf({ experiment, phases, looks, events }: ExperimentDetails): ToldExperiment {
  const stopped = events.findLast(({ type }) => type === 'paused' || type === 'gate_invalid');
  return {
    ...experiment,
    phase: phases.at(-1) ?? null,
    look: looks.at(-1) ?? null,
    why: stopped === undefined ? null : stopped.reason,
  };
}

function presentTimeLeft({ model, state, config, plan, startedAt }: Experiment, now: Date) {
  if (state !== 'running' || plan === null || startedAt === null) return null;
  const day = (now.getTime() - startedAt.getTime()) / config.dayMs;
  const { likelyDays, longestDays, sentence } = timeLeft(model, config, plan, day);
  return { likely_days: likelyDays, longest_days: longestDays, sentence };
}
