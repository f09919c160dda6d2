import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isHeldOut } from '../../../domain/holdout.ts';
import { loadPredictor } from '../../../engine/file/predictor-file.ts';
import { columnsOf } from '../../../jobs/raw-columns.ts';
import { rowsOf } from '../../../jobs/training-set.ts';
import { decodeSnapshot } from '../../../store/artifacts/snapshot-table.ts';
import { type WatchedWorld, watched } from './world-file.ts';

const dayLength = 86_400_000;

/** Of what somebody wrote, its length; of what tells somebody apart, whether it is there. */
const shownAs: Readonly<Record<string, (text: string) => string>> = {
  text: (text) => String(text.length),
  email: () => 'known',
};

/** The tables that the peers read (`bench/peers/watch_world.py`): days are counted from the first that is watched, with fractions. */
export async function writeTables(world: WatchedWorld, folder: string): Promise<void> {
  if (existsSync(join(folder, 'job.json'))) return;
  mkdirSync(folder, { recursive: true });
  const dayOf = (time: number) => ((time - world.start.getTime()) / dayLength).toFixed(4);
  const { features: own, attributes = [] } = world.rows;
  const features = [...own, ...attributes.map(headOf)];
  writeFileSync(join(folder, 'scored_leads.csv'), await leadLines(world, dayOf));
  for (const { table, times, columns } of world.feed) {
    const names = Object.keys(columns);
    const lines = Array.from(times, (time, row) => {
      const values = names.map((name) => {
        const text = columns[name]?.[row] ?? null;
        return text === null ? '' : (shownAs[name]?.(text) ?? text);
      });
      return [dayOf(time), ...values].join(',');
    });
    writeFileSync(join(folder, `${table}.csv`), [['day', ...names].join(','), ...lines, ''].join('\n'));
  }
  const feeds = world.feed.map(({ table }) => table);
  writeFileSync(join(folder, 'job.json'), JSON.stringify({ days: watched.days, features, feeds }));
}

async function leadLines(world: WatchedWorld, dayOf: (time: number) => string): Promise<string> {
  const { rows, version } = world;
  const { attributes = [] } = rows;
  const learnt = new Set(decodeSnapshot(world.snapshot).subjects);
  const predictor = await loadPredictor(world.artifact);
  try {
    const all = [...rows.labels.keys()];
    const { output } = predictor.predict(rowsOf(rows, all, columnsOf(predictor)).x);
    const horizon = version.trained.horizonDays * dayLength;
    const lines = all.map((row) => {
      const reference = learnt.has(rows.subjects[row] ?? '');
      const heldOut = reference && isHeldOut(rows.contacts[row] ?? '', version.testSize);
      const keys = [
        dayOf(rows.moments[row] ?? 0),
        dayOf((rows.moments[row] ?? 0) + horizon),
        Number(reference),
        Number(heldOut),
      ];
      const values = rows.features.map((_, column) => numberText(rows.values[row * rows.features.length + column]));
      const texts = attributes.map((column) =>
        column.kind === 'number' ? numberText(column.numbers[row]) : (column.texts[row] ?? ''),
      );
      return [...keys, numberText(rows.labels[row]), numberText(output[row]), ...values, ...texts].join(',');
    });
    const names = attributes.map(headOf);
    const header = ['day', 'known', 'reference', 'held_out', 'label', 'prediction', ...rows.features, ...names];
    return [header.join(','), ...lines, ''].join('\n');
  } finally {
    predictor.free();
  }
}

/** LightGBM refuses some signs. */
function headOf({ name }: { readonly name: string }): string {
  return name.replaceAll(':', '_');
}

function numberText(value = Number.NaN): string {
  return Number.isNaN(value) ? '' : String(value);
}
