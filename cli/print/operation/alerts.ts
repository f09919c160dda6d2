import { findRule } from '../../../domain/alerts/rules.ts';
import type { Incident } from '../../../store/alerts/incidents.ts';
import { absent, formatMoment } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function incidentLines(incidents: readonly Incident[], width: number | null = null): string[] {
  if (incidents.length === 0) return ['No incidents.'];
  const columns: Column<Incident>[] = [
    { title: 'Incident', cell: ({ id }) => String(id), right: true },
    { title: 'State', cell: ({ state }) => state },
    { title: 'Model', cell: ({ model }) => model ?? 'pipeline' },
    { title: 'What', cell: ({ rule }) => findRule(rule)?.title ?? rule, folds: true },
    { title: 'Value', cell: ({ value }) => (value === null ? 'undefined' : value.toFixed(2)), right: true },
    { title: 'Limit', cell: ({ limit }) => limit.toFixed(2), right: true },
    { title: 'From', cell: ({ source }) => source, optional: 3 },
    { title: 'Since', cell: ({ openedAt }) => formatMoment(openedAt) },
    { title: 'Resolved', cell: ({ resolvedAt }) => formatMoment(resolvedAt), optional: 1 },
    { title: 'Acknowledged by', cell: ({ acknowledgedBy }) => acknowledgedBy ?? absent, optional: 2 },
  ];
  const table = tableLines(incidents, columns, '', width);
  const answered = incidents.filter(({ answer }) => answer !== '');
  if (answered.length === 0) return table;
  return [...table, '', ...answered.map(({ id, answer }) => `Incident ${id}: ${answer}`)];
}

export function acknowledgedLines({ id, acknowledgedBy }: Pick<Incident, 'id' | 'acknowledgedBy'>): string[] {
  return [`OK Incident ${id} is acknowledged by ${acknowledgedBy}.`];
}
