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
  /** Places of the columns to take for categories, whatever they hold. */
  readonly categorical: ReadonlySet<number>;
};

/** @throws PerennialError `invalid_input` for a name that the file doesn't have. */
export function chooseColumns(table: RawTable, { target, drop, categorical, file }: FitRequest): ChosenColumns {
  const { columns } = table;
  const names = columns.map(({ name }) => name);
  const targetAt = placeOf(table, target, 'target', file);
  if (names.includes(`${names[targetAt]} (2)`)) {
    throw new PerennialError(
      'invalid_input',
      `${file} has more than one column ${names[targetAt]}, the target.`,
      'Rename them: a copy of the target among the features would give the answer away.',
      { target },
    );
  }
  const dropped = new Set(drop.map((name) => placeOf(table, name, 'column to drop', file)));
  if (dropped.has(targetAt)) {
    throw new PerennialError('invalid_input', `--drop names the target ${target}.`, 'Leave it out of --drop.', {
      target,
    });
  }
  const categories = new Set(categorical.map((name) => placeOf(table, name, 'categorical column', file)));
  const both = [...categories].find((at) => dropped.has(at));
  if (both !== undefined) {
    throw new PerennialError(
      'invalid_input',
      `Both --drop and --categorical name the column ${names[both]}.`,
      'Leave it out of one of the two.',
      { column: names[both] },
    );
  }
  return { target: columns[targetAt], targetAt, dropped, categorical: categories };
}

function placeOf({ columns, header }: RawTable, wanted: string, what: string, file: string): number {
  const names = columns.map(({ name }) => name);
  const exact = names.indexOf(wanted.trim());
  if (exact >= 0) return exact;
  const alike = names.flatMap((name, at) => (name.toLowerCase() === wanted.trim().toLowerCase() ? [at] : []));
  if (alike.length === 1) return alike[0];
  const none = `${file} has no column ${wanted} (the ${what}).`;
  if (header === 'missing') {
    const message = `${none} Its first line holds values, so it has no header: columns are named by place.`;
    throw refusal(message, `Name one of ${listedNames(names)}: "${byPlace(names, wanted)}" for example.`, wanted);
  }
  if (names.length === 1) {
    const remedy = `It has one column, ${names[0].slice(0, 80)}: is the separator another one? Name it with --separator.`;
    throw refusal(none + suggestion(wanted, names), remedy, wanted);
  }
  const doubt =
    header === 'doubtful'
      ? ' They are the first line of the file: if that is a row, put a line of names above it.'
      : '';
  throw refusal(none + suggestion(wanted, names), `Its columns are ${listedNames(names)}.${doubt}`, wanted);
}

/** The column at the given place, else the last one, which usually is the target. */
function byPlace(names: readonly string[], wanted: string): string {
  return names[Number(wanted) - 1] ?? names[names.length - 1];
}

function listedNames(names: readonly string[]): string {
  return names.slice(0, 12).join(', ') + (names.length > 12 ? `, and ${names.length - 12} more` : '');
}

function refusal(message: string, remedy: string, column: string): PerennialError {
  return new PerennialError('invalid_input', message, remedy, { column });
}
