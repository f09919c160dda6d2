import type { ModelName } from '../../../domain/models.ts';
import type { RunOutcome, RunState, RunTrigger } from '../../../domain/runs.ts';
import type { Metrics } from '../../../domain/targets.ts';
import { absent, formatCount, formatDuration, formatMoment } from '../format.ts';
import { metricSummary } from '../operation/metrics.ts';
import { type Column, tableLines } from '../table.ts';

export type HistoryRow = {
  readonly id: string;
  readonly model: ModelName;
  readonly retrainId: string;
  /** null: deleted since. */
  readonly trigger: RunTrigger | null;
  /** Why a schedule or the monitoring started it. */
  readonly reason: string | null;
  readonly state: RunState;
  readonly outcome: RunOutcome | null;
  readonly version: string | null;
  readonly trainingSamples: number | null;
  readonly testingSamples: number | null;
  readonly windowDays: number | null;
  /** null: its model's usual window. */
  readonly windowReason: string | null;
  readonly metrics: Metrics | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
};

export function runDuration(row: Pick<HistoryRow, 'startedAt' | 'finishedAt'>): number | null {
  return row.finishedAt === null ? null : row.finishedAt.getTime() - row.startedAt.getTime();
}

export function historyLines(rows: readonly HistoryRow[], width: number | null = null): string[] {
  if (rows.length === 0) return ['No training yet. Start one: npx perennial train'];
  const columns: Column<HistoryRow>[] = [
    { title: 'Started', cell: (row) => formatMoment(row.startedAt) },
    { title: 'Model', cell: (row) => row.model },
    { title: 'By', cell: (row) => row.trigger ?? absent, optional: 2 },
    { title: 'Result', cell: (row) => result(row) },
    { title: 'Version', cell: (row) => row.version ?? absent },
    { title: 'Samples', cell: samples, right: true, optional: 1 },
    { title: 'Duration', cell: duration, right: true },
    {
      title: 'Metrics',
      cell: (row) => (row.error === null ? metricSummary(row.model, row.metrics) : failure(row.error)),
      folds: true,
    },
  ];
  const table = tableLines(rows, columns, '', width);
  return [...table, ...reasonLines(rows), ...windowLines(rows)];
}

/** Why schedules and monitoring started their runs: one line per retrain, too long for a table. */
function reasonLines(rows: readonly HistoryRow[]): string[] {
  const reasons = new Map(
    rows.flatMap(({ retrainId, reason }) => (reason === null ? [] : [[retrainId, reason] as const])),
  );
  if (reasons.size === 0) return [];
  return ['', 'Started automatically:', ...[...reasons].map(([retrainId, reason]) => `  ${retrainId}  ${reason}`)];
}

/** Runs that learnt from more or less than usual. */
function windowLines(rows: readonly HistoryRow[]): string[] {
  const lines = rows.flatMap(({ id, windowDays, windowReason }) =>
    windowReason === null ? [] : [`  ${id}  ${windowDays} days, ${windowReason}`],
  );
  return lines.length === 0 ? [] : ['', 'Learnt from the outcomes of:', ...lines];
}

const outcomes: Readonly<Record<RunOutcome, string>> = {
  deployed: 'deployed',
  champion_kept: 'champion kept',
  in_gate: 'on trial',
};

function result(row: HistoryRow): string {
  return row.outcome === null ? row.state : outcomes[row.outcome];
}

/** Training + testing, as the guide counts them. */
function samples(row: HistoryRow): string {
  if (row.trainingSamples === null) return absent;
  return `${formatCount(row.trainingSamples)} + ${formatCount(row.testingSamples ?? 0)}`;
}

function duration(row: HistoryRow): string {
  const milliseconds = runDuration(row);
  return milliseconds === null ? absent : formatDuration(milliseconds);
}

function failure(error: { readonly code: string; readonly message: string }): string {
  return `${error.code}: ${error.message}`;
}
