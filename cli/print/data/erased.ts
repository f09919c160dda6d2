import type { ErasedPerson } from '../../../ingest/erase/erase-person.ts';
import type { Remaining } from '../../../ingest/erase/what-remains.ts';
import type { PersonExport } from '../../../store/erasures/export-person.ts';
import { formatCount, plural } from '../format.ts';
import { tableLines } from '../table.ts';

/** Nothing of the person is in what is printed. */
export function erasedLines(
  { id, counts }: ErasedPerson,
  remains: readonly Remaining[],
  width: number | null,
): string[] {
  const places = Object.entries(counts);
  return [
    `OK Erased, as ${id}. The person does not come back by imports, programs, sources or webhooks.`,
    '',
    ...tableLines(
      places,
      [
        { title: 'Erased from', cell: ([place]) => place },
        { title: 'Rows', cell: ([, count]) => formatCount(count), right: true },
      ],
      '',
      width,
    ),
    '',
    'What may still hold something, and until when:',
    ...remains.map(({ where, until }) => `  ${where}: until ${until}`),
  ];
}

export function exportLines({ tables }: PersonExport, file: string): string[] {
  const rows = Object.values(tables).reduce((sum, each) => sum + each.length, 0);
  return [`OK Wrote ${plural(rows, 'row')} of ${plural(Object.keys(tables).length, 'table')} to ${file}`];
}
