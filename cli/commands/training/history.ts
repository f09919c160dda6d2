import type { Command } from 'commander';
import { type Retrain, readRetrains } from '../../../store/training/retrains.ts';
import { listRuns, type Run } from '../../../store/training/runs.ts';
import { listVersions } from '../../../store/training/versions.ts';
import { oneModel, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { type HistoryRow, historyLines, runDuration } from '../../print/training/history.ts';
import { openReading } from '../../session/session.ts';

export function addHistoryCommand(program: Command, cli: Cli): void {
  program
    .command('history')
    .description('Past trainings, newest first: result, samples, duration, metrics.')
    .option('--model <model>', 'of this model only (default: all)', oneModel)
    .option('--limit <count>', 'how many at most', wholeNumber(1, 1000), 20)
    .action((options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const runs = await listRuns(session.database, { model: options.model, limit: options.limit });
          const versions = await listVersions(session.database, options.model);
          const names = new Map(versions.map((version) => [version.id, version.name]));
          const retrains = await readRetrains(
            session.database,
            runs.map((run) => run.retrainId),
          );
          const rows = runs.map((run) =>
            toRow(run, retrains.get(run.retrainId), run.versionId === null ? null : (names.get(run.versionId) ?? null)),
          );
          output.lines(historyLines(rows, output.width));
          output.data(rows.map(historyJson));
        } finally {
          await session.close();
        }
      }),
    );
}

function toRow(run: Run, retrain: Retrain | undefined, version: string | null): HistoryRow {
  return { ...run, trigger: retrain?.trigger ?? null, reason: retrain?.reason ?? null, version };
}

function historyJson(row: HistoryRow) {
  return {
    run_id: row.id,
    date: row.startedAt,
    model: row.model,
    trigger: row.trigger,
    reason: row.reason,
    state: row.state,
    outcome: row.outcome,
    version: row.version,
    training_samples: row.trainingSamples,
    testing_samples: row.testingSamples,
    window_days: row.windowDays,
    window_reason: row.windowReason,
    metrics: row.metrics,
    error: row.error,
    started_at: row.startedAt,
    finished_at: row.finishedAt,
    duration_ms: runDuration(row),
  };
}
