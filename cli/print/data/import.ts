import { formatCount, plural } from '../format.ts';

export type ShownImport = {
  readonly table: string;
  readonly read: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows that name the same record as another row of the file. */
  readonly merged: number;
  readonly rejected: number;
  readonly rejectsFile: string | null;
  readonly firstProblems: readonly {
    readonly line: number;
    readonly column: string;
    readonly value: string;
    readonly reason: string;
  }[];
  readonly ignoredColumns: readonly string[];
  readonly notes: readonly string[];
  readonly assumed: readonly { readonly column: string; readonly reading: string }[];
};

const longestValue = 60;

export function importLines(report: ShownImport, dryRun: boolean): string[] {
  const { table, read, inserted, updated, unchanged, merged, rejected } = report;
  const counts = [
    `${formatCount(inserted)} new`,
    `${formatCount(updated)} changed`,
    `${formatCount(unchanged)} unchanged`,
    ...(merged === 0 ? [] : [`${formatCount(merged)} merged with another row of the file`]),
    `${formatCount(rejected)} rejected`,
  ].join(', ');
  const head = dryRun ? `OK Dry run of ${table}, nothing was written:` : `OK Imported ${table}:`;
  return [
    `${rejected === read ? head.replace('OK', 'NO') : head} ${plural(read, 'row')} read`,
    ...(read === 0 ? ['   The file has no rows: only its first line, which names the columns.'] : [`   ${counts}`]),
    ...(report.ignoredColumns.length === 0 ? [] : [`   Columns not used: ${report.ignoredColumns.join(', ')}`]),
    ...report.notes.map((note) => `   ${note}`),
    ...report.assumed.map(({ column, reading }) => `   Column ${column}: ${reading}`),
    ...problemLines(report),
  ];
}

function problemLines({ rejected, firstProblems, rejectsFile }: ShownImport): string[] {
  if (rejected === 0) return [];
  const more = rejected - firstProblems.length;
  return [
    '   Rejected:',
    ...firstProblems.map(({ line, column, value, reason }) => {
      const subject = column === '' ? 'the row' : `${column} "${shortened(value)}"`;
      return `      line ${line}: ${subject} ${reason}`;
    }),
    ...(more > 0 ? [`      and ${plural(more, 'row')} more`] : []),
    ...(rejectsFile === null ? [] : [`   Rejected rows with their reasons: ${rejectsFile}`]),
  ];
}

function shortened(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length <= longestValue ? line : `${line.slice(0, longestValue)}...`;
}
