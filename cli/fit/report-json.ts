import packageJson from '../../package.json' with { type: 'json' };
import type { FitReport } from '../../tabular/report/report.ts';
import { mostTellingFirst, thresholdOf } from './print-metrics.ts';

/** The report as `--json` prints it: one document, names as the other commands have them. */
export function reportJson(report: FitReport) {
  const { file, rows, target, split, engine, columns, answer, metrics, baseline, importance, timings } = report;
  return {
    file: {
      path: file.path,
      bytes: file.bytes,
      rows: file.rows,
      columns: file.columns,
      separator: file.separator,
      separator_detected: file.separatorDetected,
      encoding: file.encoding,
    },
    rows: { read: rows.read, training: rows.training, holdout: rows.holdout, left_out: rows.leftOut },
    target: {
      name: target.name,
      task: target.task,
      why: target.why,
      missing: target.missing,
      classes: target.classes,
      positive: target.classes?.length === 2 ? target.classes[1]?.name : null,
    },
    split: {
      kind: split.kind,
      seed: split.seed,
      test_size: split.testSize,
      training_rows: split.trainingRows,
      holdout_rows: split.holdoutRows,
      ordered_by: split.orderedBy,
    },
    engine: {
      name: engine.name,
      parameters: engine.parameters,
      folds: engine.folds,
      judged_folds: engine.judgedFolds,
      refit: engine.refit,
      trained_rows: engine.trainedRows,
      features: engine.features,
      trees: engine.trees,
      diagnostics: engine.diagnostics,
    },
    columns: columns.map(({ column, kind, used, rows: counted, missing, unreadable, levels, note, odd }) => {
      const oddJson = { sentinels: odd?.sentinels ?? [], far_values: odd?.far ?? null };
      return { column, kind, used, rows: counted, missing, unreadable, levels, note, ...oddJson };
    }),
    answer: answerJson(answer),
    metrics: Object.fromEntries(
      mostTellingFirst(metrics).map(([name, { estimate, lower, upper, level, replicates }]) => [
        snake(name),
        {
          value: estimate,
          low: lower,
          high: upper,
          level,
          replicates,
          baseline: baseline.metrics[name] ?? null,
          threshold: thresholdOf(name, answer),
        },
      ]),
    ),
    baseline: baseline.what,
    importance: {
      loss: importance.loss,
      rows: importance.rows,
      columns: importance.columns.map(({ column, share, lossAdded }) => ({ column, share, loss_added: lossAdded })),
    },
    timings_ms: Object.fromEntries(
      Object.entries(timings).map(([stage, milliseconds]) => [snake(stage), Math.round(milliseconds * 10) / 10]),
    ),
    threads: report.threads,
    notes: report.notes,
    warnings: report.warnings,
    versions: { perennial: packageJson.version, node: process.versions.node },
  };
}

function answerJson(answer: FitReport['answer']) {
  switch (answer.kind) {
    case 'two classes':
      return {
        threshold: answer.threshold,
        threshold_maximises: answer.criterion,
        calibration: answer.calibration,
        at_half: answer.atHalf,
        at_threshold: answer.atThreshold,
      };
    case 'classes':
      return { calibrations: answer.calibrations };
    case 'regression':
      return { half_width: answer.halfWidth, coverage: answer.coverage, covered: answer.covered };
  }
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
