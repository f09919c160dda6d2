import { isLate } from '../../../domain/sources.ts';
import type { TestedStream } from '../../../ingest/sources/test-source.ts';
import type { ParkedCount } from '../../../store/crm/parked-rows.ts';
import type { Source, SourceStream } from '../../../store/sources/sources.ts';
import { absent, formatCount, formatMoment, plural } from '../format.ts';
import { remainingText } from '../remaining.ts';
import { type Column, tableLines } from '../table.ts';

export type ShownSource = { readonly source: Source; readonly streams: readonly SourceStream[] };

export function sourceLines(sources: readonly ShownSource[], now: Date, width: number | null = null): string[] {
  if (sources.length === 0) return ['No data comes by itself. npx perennial source add --help shows how it can.'];
  const columns: Column<ShownSource>[] = [
    { title: 'Source', cell: ({ source }) => source.name },
    { title: 'State', cell: ({ source }) => stateOf(source, now) },
    { title: 'Last read', cell: ({ source }) => formatMoment(source.succeededAt) },
    { title: 'Rows', cell: ({ streams }) => formatCount(sum(streams, 'written')), right: true },
    { title: 'Waiting', cell: ({ streams }) => formatCount(sum(streams, 'parked')), right: true, optional: 2 },
    { title: 'Rejected', cell: ({ streams }) => formatCount(sum(streams, 'rejected')), right: true },
    { title: 'Deleted', cell: ({ streams }) => formatCount(sum(streams, 'deleted')), right: true, optional: 1 },
  ];
  return [
    ...tableLines(sources, columns, '', width),
    ...sources.flatMap(({ source, streams }) => aboutLines(source, streams)),
  ];
}

function stateOf(source: Source, now: Date): string {
  const { state, error, progress, succeededAt, createdAt, settings } = source;
  if (state === 'paused') return 'paused';
  if (error !== null) return 'failing';
  if (progress !== null) return 'being read';
  return isLate(now, succeededAt, createdAt, settings.everyMinutes) ? 'late' : 'active';
}

/** What is under way, and what is wrong with its remedy. */
function aboutLines({ name, error, failingSince, progress }: Source, streams: readonly SourceStream[]): string[] {
  const lines: string[] = [];
  if (progress !== null) {
    const { stream, read, expected, remaining } = progress;
    const of = expected === null ? '' : ` of ${formatCount(expected)}`;
    const left = remaining === null ? '' : `, ${remainingText(remaining)}`;
    lines.push('', `${name}: ${stream}, ${formatCount(read)}${of} rows read${left}`);
  }
  if (error !== null) {
    lines.push('', `NO ${name} since ${formatMoment(failingSince)}: ${error.message}`, `   ${error.remedy}`);
  }
  const erased = sum(streams, 'erased');
  if (erased > 0) lines.push('', `-- ${name}: ${plural(erased, 'row')} left out, erased before`);
  for (const { stream, rejected, rejectExample } of streams) {
    if (rejected > 0 && rejectExample !== null)
      lines.push('', `-- ${name}, ${stream}: ${plural(rejected, 'row')} rejected, such as ${rejectExample}`);
  }
  return lines;
}

function sum(streams: readonly SourceStream[], of: 'written' | 'parked' | 'rejected' | 'deleted' | 'erased'): number {
  return streams.reduce((total, stream) => total + stream[of], 0);
}

/** Below what there is to learn from: how fresh it is, where it comes by itself. */
export function freshnessLines(
  sources: readonly ShownSource[],
  waiting: readonly ParkedCount[],
  now: Date,
  width: number | null = null,
): string[] {
  const rows = waiting.reduce((total, { parked }) => total + parked, 0);
  return [
    ...(sources.length === 0 ? [] : ['', ...sourceLines(sources, now, width)]),
    ...(rows === 0
      ? []
      : ['', `-- ${plural(rows, 'row')} wait for others that are not known yet: npx perennial data waiting`]),
  ];
}

export function testedLines(name: string, streams: readonly TestedStream[]): string[] {
  return streams.flatMap(({ stream, rows, error, missingColumns }) => {
    if (error !== null) return [`NO ${name}, ${stream}: ${error.message}`, `   ${error.remedy}`];
    const lacks = missingColumns.length === 0 ? '' : ` Not there: ${missingColumns.join(', ')}.`;
    return [`OK ${name}, ${stream}: ${plural(rows, 'row')} can be read.${lacks}`];
  });
}

/** Rows that name a row which isn't known yet. */
export function waitingLines(rows: readonly ParkedCount[], width: number | null = null): string[] {
  if (rows.length === 0) return ['No row waits for another.'];
  const columns: Column<ParkedCount>[] = [
    { title: 'Table', cell: ({ table }) => table },
    { title: 'From', cell: ({ origin }) => origin },
    { title: 'Waiting', cell: ({ parked }) => formatCount(parked), right: true },
    { title: 'Given up', cell: ({ rejected }) => formatCount(rejected), right: true },
    { title: 'Since', cell: ({ oldest }) => formatMoment(oldest), optional: 1 },
    { title: 'Such as', cell: ({ example }) => example || absent, folds: true },
  ];
  return tableLines(rows, columns, '', width);
}

export function readingLines(name: string): string[] {
  return [`OK ${name} is being read; npx perennial source list says how far it is.`];
}

export function stateLines({ name, state }: Pick<Source, 'name' | 'state'>): string[] {
  return [`OK ${name} is ${state}.`];
}

export function removedLines(name: string): string[] {
  return [`OK ${name} is read no more. The rows that came from it are still here.`];
}
