import type { TestedFile, TestedFolder } from '../../../ingest/folders/test-folder.ts';
import type { FileReport } from '../../../ingest/import-report.ts';
import type { SourceFile } from '../../../store/sources/source-files.ts';
import { absent, formatCount, formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

/** What a reading of a folder would take. */
export function testedFileLines(
  name: string,
  { files, more, taken }: TestedFolder,
  width: number | null = null,
): string[] {
  const before = taken === 0 ? '' : ` ${plural(taken, 'file')} stay as taken before.`;
  if (files.length === 0) return [`OK ${name}: no file is there to be taken.${before}`];
  const columns: Column<TestedFile>[] = [
    { title: 'File', cell: (file) => file.name, folds: true },
    { title: 'Read as', cell: ({ mapping }) => mapping ?? absent },
    { title: 'Bytes', cell: ({ byteCount }) => formatCount(byteCount), right: true },
    { title: 'From', cell: ({ modifiedAt }) => formatMoment(modifiedAt), optional: 1 },
  ];
  const bad = files.filter(({ error }) => error !== null);
  const fine = files.length - bad.length + more;
  return [
    ...tableLines(files, columns, '', width),
    ...(more === 0 ? [] : [`and ${plural(more, 'file')} more`]),
    '',
    `${bad.length === 0 ? 'OK' : '--'} ${name}: ${plural(fine, 'file')} would be taken.${before}`,
    ...bad.flatMap(({ error }) => (error === null ? [] : [`NO ${error.message}`, `   ${error.remedy}`])),
  ];
}

/** @param rejects where the rejected rows of a file lie, by its id */
export function fileLines(
  name: string,
  files: readonly SourceFile[],
  rejects: ReadonlyMap<string, string>,
  width: number | null = null,
): string[] {
  if (files.length === 0)
    return [`No file of ${name} was taken yet. npx perennial source test ${name} says what is there.`];
  const columns: Column<SourceFile>[] = [
    { title: 'File', cell: (file) => file.name, folds: true },
    { title: 'State', cell: ({ state, sameAs }) => (sameAs === null ? state : `same as ${sameAs}`), folds: true },
    { title: 'Rows', cell: ({ report }) => figure(report, 'stored'), right: true },
    { title: 'Rejected', cell: ({ report }) => figure(report, 'rejected'), right: true },
    { title: 'Import', cell: ({ report }) => figure(report, 'batch'), right: true, optional: 1 },
    { title: 'Read as', cell: ({ report }) => (report as FileReport | null)?.mapping ?? absent, optional: 2 },
    { title: 'When', cell: ({ triedAt, seenAt }) => formatMoment(triedAt ?? seenAt), optional: 3 },
  ];
  return [
    ...tableLines(files, columns, '', width),
    ...files.flatMap(({ name: file, error }) =>
      error === null ? [] : ['', `NO ${file}: ${error.message}`, `   ${error.remedy}`],
    ),
    ...files.flatMap(({ id, name: file }) =>
      rejects.has(id) ? ['', `-- Rejected rows of ${file}, with their reasons: ${rejects.get(id)}`] : [],
    ),
  ];
}

function figure(report: unknown, of: 'stored' | 'rejected' | 'batch'): string {
  const found = (report as FileReport | null)?.[of] ?? null;
  return found === null ? absent : of === 'batch' ? String(found) : formatCount(found);
}
