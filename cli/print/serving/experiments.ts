import type { AbGateAnswer } from '../../../contract/messages.ts';
import type { GateConfig } from '../../../domain/experiment/experiment.ts';
import type { Replay } from '../../../domain/experiment/replay.ts';
import type {
  Experiment,
  ExperimentEvent,
  ExperimentLook,
  ExperimentPhase,
} from '../../../store/experiments/experiments.ts';
import { absent, formatMoment, formatShare, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function experimentLines(experiments: readonly Experiment[], width: number | null = null): string[] {
  if (experiments.length === 0)
    return ['No experiment yet: one begins when a retrained model is no worse than its champion on the holdout.'];
  const columns: Column<Experiment>[] = [
    { title: 'Experiment', cell: ({ id }) => id },
    { title: 'State', cell: ({ state, outcome }) => outcome ?? state },
    { title: 'Mode', cell: ({ mode }) => mode ?? absent, optional: 1 },
    { title: 'Rule', cell: ({ config }) => config.rule, optional: 2 },
    { title: 'Started', cell: ({ startedAt }) => formatMoment(startedAt) },
    { title: 'Ended', cell: ({ endedAt }) => formatMoment(endedAt) },
    {
      title: 'Why',
      cell: ({ reason, plan }) => reason ?? plan?.reason ?? 'waits for the experiment under way',
      folds: true,
    },
  ];
  return tableLines(experiments, columns, '', width);
}

export function experimentReportLines(
  experiment: Experiment,
  phases: readonly ExperimentPhase[],
  excluded: ReadonlyMap<number, number>,
  looks: readonly ExperimentLook[],
  events: readonly ExperimentEvent[],
  width: number | null = null,
): string[] {
  const { id, state, outcome, plan, reason } = experiment;
  return [
    `${id}: ${outcome ?? state}`,
    ...(plan === null ? [] : [plan.reason]),
    ...(reason === null ? [] : [reason]),
    '',
    ...tableLines<ExperimentPhase>(
      phases,
      [
        { title: 'Phase', cell: ({ number }) => String(number), right: true },
        { title: 'Challenger', cell: ({ challengerShare }) => formatShare(challengerShare, 0), right: true },
        { title: 'Started', cell: ({ startedAt }) => formatMoment(startedAt) },
        { title: 'Closed', cell: ({ closedAt }) => formatMoment(closedAt) },
        ...(excluded.size === 0
          ? []
          : [
              {
                title: 'Excluded',
                cell: ({ number }: ExperimentPhase) => String(excluded.get(number) ?? 0),
                right: true,
              },
            ]),
      ],
      '',
      width,
    ),
    ...(excluded.size === 0 ? [] : ['Excluded: units of contacts that were merged since. They count for no arm.']),
    '',
    ...(looks.length === 0 ? ['No look yet.'] : lookLines(looks, width)),
    '',
    ...tableLines(
      events,
      [
        { title: 'When', cell: ({ createdAt }) => formatMoment(createdAt) },
        { title: 'Event', cell: ({ type }) => type },
        { title: 'Who', cell: ({ actor }) => actor },
        { title: 'Why', cell: ({ reason }) => reason, folds: true },
      ],
      '',
      width,
    ),
  ];
}

function lookLines(looks: readonly ExperimentLook[], width: number | null): string[] {
  const columns: Column<ExperimentLook>[] = [
    { title: 'Look', cell: ({ phase, number }) => `${phase}/${number}` },
    { title: 'Day', cell: ({ numbers }) => numbers.phaseDay.toFixed(0), right: true },
    { title: 'Champion', cell: ({ numbers }) => rate(numbers.champion), right: true },
    { title: 'Challenger', cell: ({ numbers }) => rate(numbers.challenger), right: true },
    { title: 'Action', cell: ({ action }) => action },
    { title: 'Why', cell: ({ reason }) => reason, folds: true },
  ];
  return tableLines(looks, columns, '', width);
}

function rate({ units, conversions }: { readonly units: number; readonly conversions: number }): string {
  return `${conversions}/${units}`;
}

export function replayLines(
  experiment: Experiment,
  { rule, minimumLift }: GateConfig,
  { looks, endedAt }: Replay,
  width: number | null = null,
): string[] {
  const was = experiment.outcome ?? experiment.state;
  const last = looks[looks.length - 1];
  const settings = `rule ${rule}, minimum lift ${formatShare(minimumLift, 0)}`;
  const ending =
    endedAt === null
      ? `undecided after ${plural(looks.length, 'look')}`
      : `${last.decision.action} on day ${last.numbers.phaseDay.toFixed(0)} of phase ${last.numbers.phase}`;
  return [
    `${experiment.id}: it was ${was}${experiment.reason === null ? '' : `. ${experiment.reason}`}`,
    '',
    ...tableLines(
      looks,
      [
        { title: 'Phase', cell: ({ numbers }) => String(numbers.phase), right: true },
        { title: 'Day', cell: ({ numbers }) => numbers.phaseDay.toFixed(0), right: true },
        { title: 'Champion', cell: ({ numbers }) => rate(numbers.champion), right: true },
        { title: 'Challenger', cell: ({ numbers }) => rate(numbers.challenger), right: true },
        { title: 'Action', cell: ({ decision }) => decision.action },
        { title: 'Why', cell: ({ decision }) => decision.reason, folds: true },
      ],
      '',
      width,
    ),
    '',
    `With ${settings}: ${ending}.`,
    ...(endedAt === null ? [] : [last.decision.reason]),
  ];
}

export function commandedLines({ message }: AbGateAnswer): string[] {
  return [`OK ${message}`];
}
