import type { InspectedColumn, InspectedRow, Inspection } from '../../../ingest/inspect/inspection.ts';
import { formatCount, plural } from '../format.ts';
import { wrapped } from '../wrap.ts';

/** Where there is no terminal: the report has many sentences. */
const usualWidth = 80;
const longestName = 26;
const longestExample = 18;
/** Causes and ways of leaving out that are listed. */
const listed = 8;

/**
 * What an import would make of a file.
 *
 * @param next what to do then, a line each
 * @param terminal its width; null: there is none
 */
export function inspectionLines(
  inspection: Inspection,
  next: readonly string[],
  terminal: number | null = null,
): string[] {
  const width = terminal ?? usualWidth;
  const { mapping, recognisedBy, notes, assumed, missingColumns, unfinished } = inspection;
  const head =
    recognisedBy === null
      ? 'No system is known by these columns: a mapping is proposed.'
      : `Recognised as ${mapping}, by ${recognisedBy}.`;
  return [
    `${unfinished === null ? 'OK' : 'NO'} ${plural(inspection.read, 'row')} in ${inspection.file}`,
    ...wrapped(head, '   ', width),
    ...notes.flatMap((note) => wrapped(note, '   ', width)),
    ...assumed.flatMap(({ column, reading }) => wrapped(`Column ${column}: ${reading}`, '   ', width)),
    ...(missingColumns.length === 0
      ? []
      : wrapped(`Columns of the mapping that the file does not have: ${missingColumns.join(', ')}`, '   ', width)),
    '',
    'Columns',
    ...columnLines(inspection.columns, width),
    ...(unfinished === null ? becomes(inspection, width) : missingLines(unfinished, width)),
    ...(inspection.recognisedBy === null && inspection.text !== null ? proposal(inspection.text) : []),
    '',
    ...next,
  ];
}

function columnLines(columns: readonly InspectedColumn[], width: number): string[] {
  const names = columns.map(({ column }) => cut(column, longestName));
  const space = Math.max(...names.map((name) => name.length), 0);
  return columns.flatMap(({ uses, example }, at) => {
    const shown = example === '' ? '' : ` (${cut(example, longestExample)})`;
    const what = (uses.length === 0 ? 'not used' : uses.join(', ')) + shown;
    const [first, ...rest] = wrapped(what, ' '.repeat(space + 5), width);
    return [`   ${(names[at] ?? '').padEnd(space)}  ${first.trimStart()}`, ...rest];
  });
}

function becomes({ rows, stored, leftOut, rejected, causes, read }: Inspection, width: number): string[] {
  if (read === 0) return ['', 'The file has no rows: only its first line, which names the columns.'];
  const left = leftOut.reduce((sum, { rows: count }) => sum + count, 0);
  return [
    '',
    `What ${plural(rows.length, 'row')} become${rows.length === 1 ? 's' : ''}`,
    ...rows.flatMap((row) => rowLines(row, width)),
    '',
    `Of ${plural(read, 'row')}: ${formatCount(stored)} can be stored, ${formatCount(left)} left out, ${formatCount(rejected)} rejected`,
    ...leftOut
      .slice(0, listed)
      .flatMap(({ why, rows: count }) => wrapped(`Left out: ${plural(count, 'row')}, ${why}`, '   ', width)),
    ...causes
      .slice(0, listed)
      .flatMap(({ column, reason, remedy, rows: count, examples }) => [
        ...wrapped(`Rejected: ${plural(count, 'row')}, ${column === '' ? 'the row' : column} ${reason}`, '   ', width),
        ...(examples[0] === undefined || examples[0].value === ''
          ? []
          : wrapped(`line ${examples[0].line}: "${cut(examples[0].value, 50)}"`, '      ', width)),
        ...(remedy === '' ? [] : wrapped(`mend: ${remedy}`, '      ', width)),
      ]),
    ...(causes.length > listed ? [`   and ${plural(causes.length - listed, 'more cause')}`] : []),
  ];
}

function rowLines(row: InspectedRow, width: number): string[] {
  const head = `   line ${row.line}`;
  if (row.outcome === 'left out') return wrapped(`left out: ${row.why}`, '      ', width, `${head}  `);
  if (row.outcome === 'rejected') {
    return [
      `${head}  rejected`,
      ...row.reasons.flatMap(({ what, remedy }) => [
        ...wrapped(what, '      ', width),
        ...(remedy === '' ? [] : wrapped(`mend: ${remedy}`, '         ', width)),
      ]),
    ];
  }
  return [
    head,
    ...row.tables.flatMap(({ table, values, clears, attributes }) => {
      const said = [
        ...Object.entries(values).map(([field, value]) => `${field} ${cut(value, 40)}`),
        ...clears.map((field) => `${field} is cleared`),
        ...Object.entries(attributes).flatMap(([name, value]) =>
          value === null ? [] : [`${name} "${cut(value, 30)}"`],
        ),
      ];
      return wrappedItems(said, `      ${' '.repeat(table.length)}  `, width, `      ${table}  `);
    }),
    ...row.notes.flatMap((note) => wrapped(note, '      ', width)),
  ];
}

/** An item stands in one line, where it fits. */
function wrappedItems(items: readonly string[], indent: string, columns: number, first: string): string[] {
  const whole = items.map((item) => item.replaceAll(' ', unbroken));
  return wrapped(whole.join('; ') || 'nothing', indent, columns, first).map((line) => line.replaceAll(unbroken, ' '));
}

/** Stands for a blank at which no line is broken. */
const unbroken = '\u0001';

function missingLines(unfinished: string, width: number): string[] {
  return [
    '',
    'These lines need the name of a column:',
    ...unfinished.split('\n').flatMap((line) => wrapped(line, '   ', width)),
  ];
}

function proposal(text: string): string[] {
  return [
    '',
    'The proposed mapping',
    ...text
      .trimEnd()
      .split('\n')
      .map((line) => `   ${line}`),
  ];
}

function cut(text: string, longest: number): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest - 3)}...`;
}
