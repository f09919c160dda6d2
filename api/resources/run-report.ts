import { type StageName, stages } from '../../domain/runs.ts';
import { checkTargets, targets } from '../../domain/targets.ts';
import { groupOf } from '../../models/feature-groups.ts';
import { modelDefinition } from '../../models/registry.ts';
import {
  type Plots,
  type RunReport,
  retrainParamsSchema,
  retrainRunsSchema,
  runParamsSchema,
  runReportSchema,
} from '../contracts/run-report.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports, RunDetails } from '../ports.ts';
import { presentRun } from './history.ts';

export function runReportOperations({ records, workflowOf }: Pick<Ports, 'records' | 'workflowOf'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/runs/{retrain_id}',
      operationId: 'listRunsOfRetrain',
      tag: 'Monitoring',
      summary: 'List what one training trained',
      params: retrainParamsSchema,
      success: { status: 200, description: 'A run for each model.', schema: retrainRunsSchema },
      refusals: ['run_not_found'],
      handle: async ({ params: { retrain_id } }) => ({
        retrain_id,
        runs: (await records.runsOf(retrain_id)).map(presentRun),
      }),
    }),
    defineOperation({
      method: 'get',
      path: '/api/v1/runs/{retrain_id}/{model}',
      operationId: 'readRunReport',
      tag: 'Monitoring',
      summary: 'Read everything about one training of one model: steps, data, candidates, holdout, plots, model card',
      params: runParamsSchema,
      success: { status: 200, description: 'The report.', schema: runReportSchema },
      refusals: ['run_not_found'],
      handle: async ({ params: { retrain_id, model } }) => {
        const details = await records.run(`${retrain_id}/${model}`);
        return { ...presentReport(details), workflow: workflowOf(details.run.id) };
      },
    }),
  ];
}

function presentReport(details: RunDetails): Omit<RunReport, 'workflow'> {
  const { run, report, picture, card } = details;
  const { comparison = null, gate = null, notCompared, validation } = report ?? {};
  return {
    run: presentRun(run),
    message: details.message,
    progress: details.progress,
    as_of: details.asOf?.toISOString() ?? null,
    horizon_days: details.horizonDays,
    feature_count: details.featureCount,
    label_source: details.labelSource,
    code_version: details.codeVersion,
    stages: presentStages(details),
    quality:
      validation?.findings?.map(({ check, status, message, value, limit, missing = null, remedy = null }) => ({
        ...{ check, status, message, value, limit, missing, remedy },
      })) ?? null,
    search: presentSearch(report),
    metrics: presentMetrics(details),
    gate: gate && { action: gate.action, verdict: gate.verdict, reason: gate.reason },
    comparison: comparison && {
      ...{ rows: comparison.rows, metric: comparison.metric, difference: comparison.difference },
      ...{ low: comparison.low, high: comparison.high },
    },
    not_compared: notCompared?.reason ?? null,
    beside_champion: picture?.beside
      ? {
          ...{ champion: picture.beside.champion, rows: picture.beside.rows, metrics: picture.beside.metrics },
          champion_metrics: picture.beside.championMetrics,
        }
      : null,
    importance: presentImportance(details),
    holdout_rows: picture?.rows ?? null,
    plots: picture && presentPlots(picture.plots),
    card,
  };
}

function presentStages({ run, stage, entered }: RunDetails): RunReport['stages'] {
  const times = new Map<StageName, Date>(entered.map((one) => [one.stage, one.enteredAt]));
  const current = stages.findIndex(({ name }) => name === stage);
  return stages.map(({ name, doing }, at) => {
    const enteredAt = times.get(name) ?? null;
    const state = stateOf(run.state, at, current);
    const next = stages[at + 1];
    const last = state === 'ended' || next === undefined;
    const until = last ? run.finishedAt : (times.get(next.name) ?? null);
    const seconds =
      enteredAt === null || until === null || state === 'running'
        ? null
        : (until.getTime() - enteredAt.getTime()) / 1000;
    return { stage: name, doing, state, entered_at: enteredAt?.toISOString() ?? null, seconds };
  });
}

function stateOf(run: RunDetails['run']['state'], at: number, current: number): RunReport['stages'][number]['state'] {
  if (run === 'completed' || at < current) return 'done';
  if (at > Math.max(current, 0)) return 'ahead';
  return run === 'running' ? 'running' : 'ended';
}

function presentSearch(report: RunDetails['report']): RunReport['search'] {
  const search = report?.search;
  if (search === undefined) return null;
  return {
    ...{ folds: search.folds, rule: search.rule, chosen: search.chosen, standard_error: search.standardError },
    candidates: search.tried.map(({ parameters, losses }) => ({ parameters, losses: [...losses] })),
  };
}

/** Those with a target first. */
function presentMetrics({ run, report }: RunDetails): RunReport['metrics'] {
  if (run.metrics === null) return [];
  const metrics = run.metrics;
  const wanted = checkTargets(targets[run.model], metrics);
  const named = wanted.map(({ metric }) => metric);
  const names = [...named, ...Object.keys(metrics).filter((metric) => !named.includes(metric))];
  return names.map((metric) => ({
    metric,
    value: metrics[metric] ?? null,
    low: report?.intervals?.[metric]?.low ?? null,
    high: report?.intervals?.[metric]?.high ?? null,
    without_model: report?.baseline?.[metric] ?? null,
    target: wanted.find((target) => target.metric === metric) ?? null,
    reason: report?.undefinedMetrics?.[metric] ?? null,
  }));
}

function presentImportance({ run, report }: RunDetails): RunReport['importance'] {
  const definition = modelDefinition(run.model);
  const described = new Map(definition.features.map(({ name, description }) => [name, description]));
  const relied = (report?.importance ?? []).filter(({ share }) => share > 0);
  return [...Map.groupBy(relied, ({ feature }) => groupOf(definition, feature))]
    .map(([group, features]) => ({
      group,
      share: features.reduce((sum, { share }) => sum + share, 0),
      features: features.map(({ feature, share }) => ({
        ...{ feature, share },
        description: described.get(feature) ?? feature,
      })),
    }))
    .sort((a, b) => b.share - a.share);
}

function presentPlots(plots: NonNullable<RunDetails['picture']>['plots']): Plots {
  const calibration = plots.calibration.map(({ rows, predicted, actual }) => ({ rows, predicted, actual }));
  if (plots.task === 'regression') {
    return { task: plots.task, points: [...plots.points], residuals: [...plots.residuals], calibration };
  }
  const { truePositive, falsePositive, trueNegative, falseNegative } = plots.confusion;
  return {
    ...{ task: plots.task, threshold: plots.threshold, calibration },
    confusion: {
      ...{ true_positive: truePositive, false_positive: falsePositive },
      ...{ true_negative: trueNegative, false_negative: falseNegative },
    },
    curve: plots.curve.map(({ threshold, falsePositiveRate, recall, precision }) => ({
      ...{ threshold, false_positive_rate: falsePositiveRate, recall, precision },
    })),
  };
}
