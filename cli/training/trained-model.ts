import { z } from 'zod';
import { describeAttributes } from '../../domain/attributes.ts';
import { PerennialError } from '../../domain/errors.ts';
import { describeLabels, labelSources, labelWays } from '../../domain/lead-labels.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { readRun } from '../../store/training/runs.ts';
import { readVersionById } from '../../store/training/versions.ts';
import { shownHashPath } from '../print/shown-path.ts';
import type { TrainedModel } from '../print/training/training.ts';

const labelReportSchema = z.object({
  source: z.enum(labelSources),
  reason: z.string(),
  ways: z.partialRecord(z.enum(labelWays), z.number()),
  leftOut: z.number(),
  attributionDays: z.number(),
});

const namedSchema = z.object({ name: z.string(), reason: z.string() });
const attributeReportSchema = z.object({
  used: z.array(z.object({ name: z.string(), kind: z.enum(['number', 'category']), coverage: z.number() })),
  leftOut: z.array(namedSchema),
  suspects: z.array(namedSchema.extend({ used: z.boolean() })),
  off: z.boolean(),
});

/** The parts of a run's report that are printed. */
const reportSchema = z.object({
  intervals: z.record(z.string(), z.object({ low: z.number(), high: z.number() })),
  undefinedMetrics: z.record(z.string(), z.string()),
  baseline: z.record(z.string(), z.number().nullable()),
  importance: z.array(z.object({ feature: z.string(), share: z.number() })),
  gate: z.object({ reason: z.string() }),
  search: z.object({
    candidates: z.number(),
    chosen: z.number(),
    loss: z.number(),
    rungs: z.array(z.object({ candidates: z.number(), share: z.number() })),
  }),
  validation: z.object({
    warnings: z.array(z.string()),
    labels: labelReportSchema.optional(),
    attributes: attributeReportSchema.optional(),
  }),
  notes: z.array(z.string()),
});

/** The result of a completed run, read from its rows. */
export async function readTrainedModel(
  { database, blobs }: { readonly database: Database; readonly blobs: Blobs },
  runId: string,
): Promise<TrainedModel> {
  const run = await readRun(database, runId);
  if (run.outcome === null || run.metrics === null) {
    throw new PerennialError(
      'internal',
      `The run ${runId} is ${run.state}, without a result.`,
      'See npx perennial history.',
    );
  }
  const report = reportSchema.parse(run.report);
  const version = run.versionId === null ? null : await readVersionById(database, run.versionId);
  return {
    model: run.model,
    outcome: run.outcome,
    version: version?.name ?? null,
    metrics: run.metrics,
    intervals: report.intervals,
    baseline: report.baseline,
    importance: report.importance,
    search: report.search,
    ...(report.validation.labels && { labels: describeLabels(report.validation.labels) }),
    ...(report.validation.attributes && { attributes: describeAttributes(report.validation.attributes) }),
    reason: report.gate.reason,
    notes: [...report.validation.warnings, ...report.notes, ...undefinedNotes(report.undefinedMetrics)],
    saved: version && {
      path: shownHashPath(blobs.path(version.artifactHash)),
      byteCount: version.byteCount,
    },
    duration: run.finishedAt === null ? null : run.finishedAt.getTime() - run.startedAt.getTime(),
  };
}

function undefinedNotes(reasons: Readonly<Record<string, string>>): string[] {
  return Object.entries(reasons).map(([metric, reason]) => `${metric} is undefined: ${reason}`);
}
