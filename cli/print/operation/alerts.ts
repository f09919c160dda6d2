import { findRule } from '../../../domain/alerts/rules.ts';
import type { Incident } from '../../../store/alerts/incidents.ts';
import { absent, formatMoment } from '../format.ts';
import { tableLines } from '../table.ts';

export function incidentLines(incidents: readonly Incident[]): string[] {
  if (incidents.length === 0) return ['No incidents.'];
  const table = tableLines(incidents, [
    { title: 'Incident', cell: ({ id }) => String(id), right: true },
    { title: 'State', cell: ({ state, rule }) => (isNote(rule) && state !== 'resolved' ? 'note' : state) },
    { title: 'Model', cell: ({ model }) => model ?? 'pipeline' },
    { title: 'What', cell: ({ rule }) => findRule(rule)?.title ?? rule },
    { title: 'Value', cell: ({ value }) => (value === null ? 'undefined' : value.toFixed(2)), right: true },
    { title: 'Limit', cell: ({ limit }) => limit.toFixed(2), right: true },
    { title: 'From', cell: ({ source }) => source },
    { title: 'Since', cell: ({ openedAt }) => formatMoment(openedAt) },
    { title: 'Resolved', cell: ({ resolvedAt }) => formatMoment(resolvedAt) },
    { title: 'Acknowledged by', cell: ({ acknowledgedBy }) => acknowledgedBy ?? absent },
  ]);
  const said = incidents.flatMap(({ id, rule, answer, detail }) => {
    const words = isNote(rule) ? detail : answer;
    return words === '' ? [] : [`Incident ${id}: ${words}`];
  });
  return said.length === 0 ? table : [...table, '', ...said];
}

function isNote(rule: string): boolean {
  return findRule(rule)?.note === true;
}
