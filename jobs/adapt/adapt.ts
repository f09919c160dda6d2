import {
  type Adaptation,
  chooseByTime,
  chooseNewest,
  leastSubjects,
  locateChange,
  timeBlocks,
} from '../../domain/adaptation.ts';
import { isHeldOut } from '../../domain/holdout.ts';
import type { ModelName } from '../../domain/models.ts';
import { bootstrapDifference, defaultBootstrap } from '../../engine/bootstrap.ts';
import { selectValues } from '../../engine/data/matrix.ts';
import type { Parameters } from '../../engine/data/parameters.ts';
import { isEngineError } from '../../engine/engine-error.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { loadPredictor } from '../../engine/file/predictor-file.ts';
import type { Predictor } from '../../engine/predictor/predictor.ts';
import { decodeSnapshot, lackingColumns, type SnapshotTable } from '../../store/artifacts/snapshot-table.ts';
import { comparisonLoss } from '../compare-with-champion.ts';
import type { JobContext } from '../job-context.ts';
import { intervalsOf, measure, split, thresholdOf } from '../measure.ts';
import type { Division, LabelledRows } from '../training-set.ts';
import { type Challenger, championsChallengers, type Rows } from './challengers.ts';
import { recentChallenger } from './recent.ts';

export type AdaptInput = {
  readonly snapshot: Uint8Array;
  readonly division: Division;
  /** Of the full search: what a model of recent rows is fitted with. */
  readonly engine: EngineName;
  readonly parameters: Parameters;
  readonly range: readonly [number, number] | undefined;
  readonly model: ModelName;
  /** The champion's. */
  readonly artifact: Uint8Array;
  /** About when the labels changed, in milliseconds. */
  readonly since: number;
};

/** `artifact`: of what was chosen; null: the champion as it is. */
export type Adapted = Omit<Adaptation, 'champion' | 'championArtifact'> & { readonly artifact: Uint8Array | null };

/**
 * Fits what needs few labels, and lets each predict the labels since the change in the order of time. All learn from the rows of training
 * only, as every model does. They are judged on those of the holdout too: all come after what was learnt.
 *
 * @returns null where too few have come since, this training's rows lack what the champion reads, or its file can't be read.
 */
export async function adapt(input: AdaptInput, { stopped }: JobContext): Promise<Adapted | null> {
  const { division, model, since } = input;
  const table = decodeSnapshot(input.snapshot);
  const champion = await openChampion(input.artifact);
  if (champion === null) return null;
  try {
    if (lackingColumns(table, champion.description.featureNames).length > 0) return null;
    const challengers = [
      ...(await championsChallengers(champion, table, model)),
      recentChallenger({ ...input, table, stopped }),
    ];
    const lossOf = lossOn(table, division);
    const [kept] = challengers;
    const losses: number[] = [];
    const came = subjectsSince(table, since - table.horizonDays * 86_400_000);
    for (const { rows } of came) losses.push(lossOf(rows, (await kept.answer([], rows)) ?? new Float64Array()));
    const subjects = came.slice(locateChange(losses));
    if (subjects.length < leastSubjects) return null;
    const trial = await predictInTime(table, division, subjects, challengers);
    const { challenger, means, judged, answers, followed } = choose(trial, challengers, lossOf);
    const y = selectValues(table.labels, judged);
    const [served, chosen] = [answers[0], answers[challengers.indexOf(challenger)]];
    const groups = judged.map((row) => table.contacts[row] ?? '');
    const artifact = await challenger.build(trainable(table, division, subjects), { y, p: chosen });
    const { name: metric, of: loss } = comparisonLoss[division.task];
    const bootstrap = { ...defaultBootstrap, groups, seed: division.seed };
    const { estimate, lower, upper } = bootstrapDifference(y, followed, served, loss, bootstrap);
    if (estimate.value === null || lower === null || upper === null) return null;
    const count = new Set(judged.map((row) => table.subjects[row])).size;
    return {
      artifact,
      chosen: challenger.name,
      since: new Date(subjects[0].cameAt).toISOString(),
      tried: challengers.map(({ name }, at) => ({ name, loss: means[at] })),
      comparison: {
        rows: judged.length,
        ...(count === judged.length ? {} : { subjects: count }),
        ...{ metric, difference: estimate.value, low: lower, high: upper },
      },
      ...(await measured(division, { y, groups }, chosen, artifact ?? input.artifact)),
    };
  } finally {
    champion.free();
  }
}

/** null: `evaluate` gives the reason. */
async function openChampion(artifact: Uint8Array): Promise<Predictor | null> {
  try {
    return await loadPredictor(artifact);
  } catch (error) {
    if (!isEngineError(error)) throw error;
    return null;
  }
}

type Subject = { readonly cameAt: number; readonly rows: Rows };

/** Those with a row at or after this moment, in the order of their coming. */
function subjectsSince({ subjects, moments, labels }: SnapshotTable, from: number): Subject[] {
  const all = new Map<string, { id: string; cameAt: number; rows: number[] }>();
  for (const [row, id] of subjects.entries()) {
    const known = all.get(id) ?? { id, cameAt: moments[row], rows: [] };
    known.cameAt = Math.min(known.cameAt, moments[row]);
    if (moments[row] >= from && !Number.isNaN(labels[row])) known.rows.push(row);
    all.set(id, known);
  }
  return [...all.values()]
    .filter(({ rows }) => rows.length > 0)
    .sort((a, b) => a.cameAt - b.cameAt || (a.id < b.id ? -1 : 1));
}

function trainable({ contacts }: SnapshotTable, { testSize }: Division, subjects: readonly Subject[]): Rows {
  return subjects.flatMap(({ rows }) => rows.filter((row) => !isHeldOut(contacts[row] ?? '', testSize)));
}

function lossOn({ labels }: SnapshotTable, { task }: Division) {
  return (rows: Rows, p: Float64Array) => comparisonLoss[task].of(selectValues(labels, rows), p).value ?? 0;
}

/** Of one block of time: its rows, and each challenger's answers for them. */
type Block = { readonly rows: Rows; readonly answers: readonly Float64Array[] };

/** A challenger that has too few rows to learn from answers as the simplest map does, or as the champion. */
async function predictInTime(
  table: SnapshotTable,
  division: Division,
  subjects: readonly Subject[],
  challengers: readonly Challenger[],
): Promise<Block[]> {
  const begins = timeBlocks(subjects.length);
  const blocks: Block[] = [];
  for (const [at, from] of begins.entries()) {
    if (at === 0) continue;
    const learnt = trainable(table, division, subjects.slice(0, from));
    const rows = subjects.slice(from, begins[at + 1]).flatMap((subject) => subject.rows);
    const answers: Float64Array[] = [];
    for (const challenger of challengers) {
      const instead = answers[firstMap(challengers)] ?? answers[0];
      answers.push((await challenger.answer(learnt, rows)) ?? instead);
    }
    blocks.push({ rows, answers });
  }
  return blocks;
}

function firstMap(challengers: readonly Challenger[]): number {
  return challengers.findIndex(({ name }) => name !== 'kept' && name !== 'unmapped');
}

function choose(blocks: readonly Block[], challengers: readonly Challenger[], lossOf: ReturnType<typeof lossOn>) {
  // sums of losses, so that a block of many rows counts for more
  const losses = challengers.map((_, at) => blocks.map(({ rows, answers }) => rows.length * lossOf(rows, answers[at])));
  const sizes = blocks.map(({ rows }) => rows.length);
  const { chosen, means } = chooseNewest(losses, sizes);
  const by = chooseByTime(losses, firstMap(challengers));
  const joined = (answer: (block: Block, at: number) => Float64Array) =>
    Float64Array.from(blocks.flatMap((block, at) => Array.from(answer(block, at))));
  return {
    challenger: challengers[chosen],
    means,
    judged: blocks.flatMap(({ rows }) => rows),
    answers: challengers.map((_, each) => joined(({ answers }) => answers[each])),
    followed: joined(({ answers }, at) => answers[by[at]]),
  };
}

/** Figures of the chosen one's answers in the order of time, by the threshold of its file. */
async function measured(
  division: Division,
  { y, groups }: Pick<LabelledRows, 'y' | 'groups'>,
  p: Float64Array,
  artifact: Uint8Array,
): Promise<Pick<Adaptation, 'metrics' | 'intervals' | 'undefinedMetrics'>> {
  const predictor = await loadPredictor(artifact);
  const threshold = thresholdOf(predictor);
  predictor.free();
  return {
    ...split(measure(division.task, y, p, threshold)),
    intervals: intervalsOf(division, { y, groups }, p, threshold),
  };
}
