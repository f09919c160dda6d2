import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';
import type { Split } from './split.ts';

/** Checks before the work that the table itself won't be overwritten. @throws PerennialError `invalid_input`. */
export function requireOtherFile(table: string, splitFile: string): void {
  if (resolve(table) !== resolve(splitFile)) return;
  throw new PerennialError('invalid_input', `--save-split would overwrite ${table}.`, 'Name another file.', {
    file: splitFile,
  });
}

/**
 * Which rows were learnt from and which were held out, in the order of the file. `row` counts the rows of the file from 1, without the
 * header; rows that were left out count, but aren't listed.
 * @param gaps for each row that the table left out, how many of its rows stand above; ascending.
 */
export function splitCsv({ training, holdout }: Split, gaps: readonly number[]): string {
  const parts = new Map<number, string>();
  for (const row of training) parts.set(row, 'training');
  for (const row of holdout) parts.set(row, 'holdout');
  const rows = [...parts.keys()].sort((a, b) => a - b);
  let above = 0;
  const lines = rows.map((row) => {
    while (above < gaps.length && gaps[above] <= row) above++;
    return `${row + above + 1},${parts.get(row)}\n`;
  });
  return `row,part\n${lines.join('')}`;
}

/** @throws PerennialError `invalid_input` where the file can't be written. */
export async function saveSplit(file: string, split: Split, gaps: readonly number[]): Promise<void> {
  try {
    await writeFile(file, splitCsv(split, gaps));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PerennialError(
      'invalid_input',
      `The split can't be written to ${file}: ${why}.`,
      'Name a file in a folder that exists and that you may write to.',
      { file },
      error,
    );
  }
}
