import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Matrix } from '../../../engine/data/matrix.ts';
import { sigmoid } from '../../../engine/logistic/logistic-regression.ts';
import { createRandom, type Random } from '../../../engine/random.ts';
import type { Task } from '../../../engine/task.ts';
import type { TableFiles } from './protocol.ts';

export type Table = { readonly x: Matrix; readonly y: Float64Array };

type Recipe = {
  readonly task: Task;
  readonly columns: number;
  feature(random: Random, column: number): number;
  label(random: Random, row: Float64Array): number;
};

/** Friedman's first function (Friedman 1991, Multivariate Adaptive Regression Splines, eq. 61) of uniform features. */
function friedman([a = 0, b = 0, c = 0, d = 0, e = 0]: Float64Array): number {
  return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e;
}

/** Synthetic tables, as wide as the three models' features. */
export const recipes = {
  /** A smooth surface in five of 24 features, noise of deviation 1. */
  scores: {
    task: 'regression',
    columns: 24,
    feature: (random) => random.next(),
    label: (random, row) => friedman(row) + random.normal(),
  },
  /** The same surface with noise of deviation 5, cut at about its median. */
  conversions: {
    task: 'classification',
    columns: 24,
    feature: (random) => random.next(),
    label: (random, row) => (friedman(row) + 5 * random.normal() > 14.4 ? 1 : 0),
  },
  /** Six of 32 features and an interaction, noise; 45% positive. */
  departures: {
    task: 'classification',
    columns: 32,
    feature: (random) => random.normal(),
    label: (random, [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0]) =>
      a + b - c + d * e + 0.5 * f + random.normal() > 0.2 ? 1 : 0,
  },
  /** Log-odds are linear in nine of 27 features of very different scales. */
  replies: {
    task: 'classification',
    columns: 27,
    feature: (random, column) => 10 ** ((column % 5) - 2) * (random.normal() + 1),
    label: (random, row) => {
      let logOdds = -0.5;
      for (let c = 0; c < row.length; c += 3)
        logOdds += (c % 2 === 0 ? 0.6 : -0.6) * (row[c] / 10 ** ((c % 5) - 2) - 1);
      return random.next() < sigmoid(logOdds) ? 1 : 0;
    },
  },
} as const satisfies Record<string, Recipe>;
export type RecipeName = keyof typeof recipes;

export function makeTable(name: RecipeName, rows: number, seed: number): Table {
  const { columns, feature, label }: Recipe = recipes[name];
  const random = createRandom(seed);
  const values = new Float64Array(rows * columns);
  const y = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = values.subarray(r * columns, (r + 1) * columns);
    for (let c = 0; c < columns; c++) row[c] = feature(random, c);
    y[r] = label(random, row);
  }
  return { x: { rows, columns, values }, y };
}

export function writeTable({ x, y }: Table, folder: string, name: string): TableFiles {
  const files = { x: join(folder, `${name}.x`), y: join(folder, `${name}.y`), rows: x.rows, columns: x.columns };
  writeFileSync(files.x, x.values);
  writeFileSync(files.y, y);
  return files;
}

export function readTable({ x, y, rows, columns }: TableFiles): Table {
  return { x: { rows, columns, values: readNumbers(x, rows * columns) }, y: readNumbers(y, rows) };
}

/** Straight into its own memory: a `Buffer` besides would count as ours. */
export function readNumbers(file: string, count: number): Float64Array {
  // Shared, so that both threads read it where it lies, as OpenMP's threads read a numpy array.
  const numbers = new Float64Array(new SharedArrayBuffer(8 * count));
  const bytes = new Uint8Array(numbers.buffer);
  const from = openSync(file, 'r');
  try {
    // One read gives 2 GB at the most.
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(from, bytes, at, Math.min(bytes.length - at, 2 ** 30), null);
      if (read === 0) throw new Error(`${file} has ${at} bytes instead of ${bytes.length}.`);
      at += read;
    }
  } finally {
    closeSync(from);
  }
  return numbers;
}
