import { findRule } from '../../../domain/alerts/rules.ts';
import { runbookPath } from '../../../domain/alerts/runbook.ts';
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

/** Where open incidents are explained. @param dashboard without a slash at the end */
export function runbookLines(incidents: readonly Pick<Incident, 'rule' | 'state'>[], dashboard: string): string[] {
  const rules = new Set(incidents.filter(({ state }) => state !== 'resolved').map(({ rule }) => rule));
  if (rules.size === 0) return [];
  return ['', 'What it means and what to do:', ...[...rules].map((rule) => `   ${dashboard}${runbookPath(rule)}`)];
}
