import type { ScheduleStatus } from '../../../control/schedule-control.ts';
import type { ScheduleCommandName } from '../../../domain/schedules.ts';
import { absent, formatMoment } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function scheduleLines(schedules: readonly ScheduleStatus[], width: number | null = null): string[] {
  const columns: Column<ScheduleStatus>[] = [
    { title: 'Schedule', cell: ({ id }) => id },
    { title: 'State', cell: ({ state }) => state },
    { title: 'Next', cell: ({ nextAt }) => formatMoment(nextAt) },
    { title: 'Last', cell: ({ lastAt }) => formatMoment(lastAt) },
    { title: 'Note', cell: ({ note }) => note ?? absent, folds: true },
    { title: 'What', cell: ({ summary }) => summary, folds: true },
  ];
  const table = tableLines(schedules, columns, '', width);
  return [...table, ...schedules.flatMap(firingLines)];
}

/** A firing's decision has a sentence per model: too long for a table. */
function firingLines({ id, firings }: ScheduleStatus): string[] {
  if (firings.length === 0) return [];
  return [
    '',
    `Latest firings of ${id}:`,
    ...firings.map(({ firedAt, outcome, retrainId, reason }) => {
      const what = outcome === 'started' ? `started ${retrainId}` : 'skipped';
      return `  ${formatMoment(firedAt)}  ${what}. ${reason}`;
    }),
  ];
}

export function commandedLines(name: ScheduleCommandName, { id, nextAt }: ScheduleStatus): string[] {
  switch (name) {
    case 'pause':
      return [`OK ${id} is paused.`];
    case 'resume':
      return [`OK ${id} fires again, next at ${formatMoment(nextAt)}.`];
    case 'trigger':
      return [`OK ${id} was fired; npx perennial schedule list shows the result.`];
  }
}
