import { PerennialError } from '../../domain/errors.ts';
import { suggestion } from '../../domain/suggestion.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';
import type { RawTable } from '../../tables/read-table.ts';
import type { FitRequest } from '../report/report.ts';

export type ChosenColumns = {
  readonly target: RawColumn;
  /** Places in the table. */
  readonly targetAt: number;
  readonly dropped: ReadonlySet<number>;
  /** Categories, whatever they hold. */
  readonly categorical: ReadonlySet<number>;
};

/** @throws PerennialError `invalid_input` for a name that the file doesn't have. */
export function chooseColumns({ columns }: RawTable, { target, drop, categorical, file }: FitRequest): ChosenColumns {
  const names = columns.map(({ name }) => name);
  const targetAt = placeOf(names, target, 'target', file);
  if (names.includes(`${names[targetAt]} (2)`)) {
    throw new PerennialError(
      'invalid_input',
      `${file} has more than one column ${names[targetAt]}, which is to be the target.`,
      'Rename them: a copy of the target among the features would tell everything.',
      { target },
    );
  }
  const dropped = new Set(drop.map((name) => placeOf(names, name, 'column to drop', file)));
  if (dropped.has(targetAt)) {
    throw new PerennialError('invalid_input', `The target ${target} is to be dropped.`, 'Leave it out of --drop.', {
      target,
    });
  }
  const categories = new Set(categorical.map((name) => placeOf(names, name, 'categorical column', file)));
  const both = [...categories].find((at) => dropped.has(at));
  if (both !== undefined) {
    throw new PerennialError(
      'invalid_input',
      `The column ${names[both]} is to be dropped and to be categorical.`,
      'Leave it out of --drop or of --categorical.',
      { column: names[both] },
    );
  }
  return { target: columns[targetAt], targetAt, dropped, categorical: categories };
}

function placeOf(names: readonly string[], wanted: string, what: string, file: string): number {
  const exact = names.indexOf(wanted.trim());
  if (exact >= 0) return exact;
  const alike = names.flatMap((name, at) => (name.toLowerCase() === wanted.trim().toLowerCase() ? [at] : []));
  if (alike.length === 1) return alike[0];
  const listed = names.slice(0, 12).join(', ') + (names.length > 12 ? `, and ${names.length - 12} more` : '');
  throw new PerennialError(
    'invalid_input',
    `${file} has no column ${wanted} (the ${what}).${suggestion(wanted, names)}`,
    names.length === 1
      ? `It has one column, ${names[0].slice(0, 80)}: is the separator another one? Name it with --separator.`
      : `Its columns are ${listed}.`,
    { column: wanted },
  );
}
