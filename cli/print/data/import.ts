import type { FileReport, TableOutcome } from '../../../ingest/import-report.ts';
import type { ListedImport } from '../../../ingest/list-imports.ts';
import type { UndoReport } from '../../../ingest/undo-import.ts';
import { formatCount, formatMoment, plural } from '../format.ts';
import { tableLines } from '../table.ts';

const longestValue = 60;

export function importLines(report: FileReport, dryRun: boolean): string[] {
  const { file, read, rejected, leftOut, tables } = report;
  const what = tables.length === 1 ? tables[0].table : file;
  const done = dryRun ? `Dry run of ${what}, nothing was written:` : `Imported ${what}:`;
  const mark = rejected === read ? 'NO' : 'OK';
  return [
    `${mark} ${done} ${plural(read, 'row')} read`,
    ...(read === 0 ? ['   The file has no rows: only its first line, which names the columns.'] : countLines(report)),
    ...leftOut.map(({ why, rows }) => `   Left out: ${plural(rows, 'row')}, ${why}`),
    ...(report.ignoredColumns.length === 0 ? [] : [`   Columns not used: ${report.ignoredColumns.join(', ')}`]),
    ...(report.missingColumns.length === 0
      ? []
      : [`   Columns of the mapping that the file has not: ${report.missingColumns.join(', ')}`]),
    ...report.notes.map((note) => `   ${note}`),
    ...report.assumed.map(({ column, reading }) => `   Column ${column}: ${reading}`),
    ...rejectLines(report),
    ...(report.batch === null
      ? []
      : [`   Import ${report.batch}; npx perennial import --undo ${report.batch} takes it back`]),
  ];
}

function countLines({ tables, rejected, attributes, mapping }: FileReport): string[] {
  const rejects = `${formatCount(rejected)} rejected`;
  const added = attributes === 0 ? [] : [`   ${plural(attributes, 'attribute')} kept`];
  if (tables.length === 1) return [`   ${[...outcomeParts(tables[0]), rejects].join(', ')}`, ...added];
  return [
    `   Read as ${mapping}; ${rejects}`,
    ...tables.map((outcome) => `   ${outcome.table}: ${outcomeParts(outcome).join(', ')}`),
    ...added,
  ];
}

function outcomeParts({ inserted, updated, unchanged, merged, removed }: TableOutcome): string[] {
  return [
    `${formatCount(inserted)} new`,
    `${formatCount(updated)} changed`,
    `${formatCount(unchanged)} unchanged`,
    ...(merged === 0 ? [] : [`${formatCount(merged)} merged with another row of the file`]),
    ...(removed === 0 ? [] : [`${formatCount(removed)} deleted`]),
  ];
}

/** Causes, the most frequent first, each with what mends it. */
function rejectLines({ rejected, causes, rejectsFile }: FileReport): string[] {
  if (rejected === 0) return [];
  return [
    '   Rejected:',
    ...causes.flatMap(({ column, reason, remedy, rows, examples }) => [
      `      ${plural(rows, 'row')}: ${column === '' ? 'the row' : column} ${reason}`,
      ...examples.map(
        ({ line, value }) => `         line ${line}${value === '' ? '' : `: ${column} "${shortened(value)}"`}`,
      ),
      ...(remedy === '' ? [] : [`         mend: ${remedy}`]),
    ]),
    ...(rejectsFile === null ? [] : [`   Rejected rows with their reasons: ${rejectsFile}`]),
  ];
}

export function importListLines(imports: readonly ListedImport[], width: number | null = null): string[] {
  if (imports.length === 0) return ['Nothing was imported yet: npx perennial import <file>'];
  return tableLines(
    imports,
    [
      { title: 'Import', cell: ({ batch }) => String(batch), right: true },
      { title: 'File', cell: ({ file }) => file, folds: true },
      { title: 'Mapping', cell: ({ mapping }) => mapping, optional: 2 },
      { title: 'Imported', cell: ({ importedAt }) => formatMoment(importedAt), optional: 1 },
      { title: 'Stored', cell: ({ stored }) => formatCount(stored), right: true },
      { title: 'Rejected', cell: ({ rejected }) => formatCount(rejected), right: true },
      { title: 'Taken back', cell: ({ undoneAt }) => formatMoment(undoneAt) },
    ],
    '',
    width,
  );
}

export function undoLines({ batch, file, deleted, restored, kept }: UndoReport): string[] {
  return [
    `OK Took back import ${batch} (${file})`,
    `   ${plural(deleted, 'row')} deleted, ${formatCount(restored)} restored`,
    ...kept.map(
      ({ table, why, rows, examples }) =>
        `   Kept ${formatCount(rows)} of ${table}, ${why === 'changed later' ? 'changed by a later import or merge' : 'to which later rows refer'}: ${examples.join(', ')}${rows > examples.length ? ' ...' : ''}`,
    ),
  ];
}

function shortened(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ');
  return line.length <= longestValue ? line : `${line.slice(0, longestValue)}...`;
}
