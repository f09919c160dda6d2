import { openStates } from '../../../domain/alerts/incident.ts';
import { findRule } from '../../../domain/alerts/rules.ts';
import { runbookPath } from '../../../domain/alerts/runbook.ts';
import type { NamedIncident } from '../../../store/alerts/incidents.ts';
import { absent, formatMoment } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function incidentLines(incidents: readonly NamedIncident[], width: number | null = null): string[] {
  if (incidents.length === 0) return ['No incidents.'];
  const columns: Column<NamedIncident>[] = [
    { title: 'Incident', cell: ({ id }) => String(id), right: true },
    { title: 'State', cell: ({ state, rule }) => (isNote(rule) && openStates.includes(state) ? 'note' : state) },
    { title: 'Model', cell: ({ model }) => model ?? 'pipeline' },
    { title: 'What', cell: ({ rule }) => findRule(rule)?.title ?? rule, folds: true },
    { title: 'Value', cell: ({ value }) => (value === null ? 'undefined' : value.toFixed(2)), right: true },
    { title: 'Limit', cell: ({ limit }) => limit.toFixed(2), right: true },
    {
      title: 'Samples',
      cell: ({ samples }) => (samples === null ? absent : String(samples)),
      right: true,
      optional: 4,
    },
    { title: 'Version', cell: ({ version }) => version ?? absent, optional: 5 },
    { title: 'From', cell: ({ source }) => source, optional: 3 },
    { title: 'Since', cell: ({ openedAt }) => formatMoment(openedAt) },
    { title: 'Closed', cell: ({ resolvedAt }) => formatMoment(resolvedAt), optional: 1 },
    { title: 'Acknowledged by', cell: ({ acknowledgedBy }) => acknowledgedBy ?? absent, optional: 2 },
  ];
  const table = tableLines(incidents, columns, '', width);
  const said = incidents.flatMap(({ id, rule, figures, answer, detail }) =>
    [besides(figures), isNote(rule) ? detail : answer].flatMap((words) =>
      words === '' ? [] : [`Incident ${id}: ${words}`],
    ),
  );
  return said.length === 0 ? table : [...table, '', ...said];
}

/** The other figures that breach for the same reason. */
function besides([, ...others]: NamedIncident['figures']): string {
  const named = others
    .filter(({ state }) => state !== 'resolved')
    .map(
      ({ rule, value, state }) => `${findRule(rule)?.title ?? rule} (${value?.toFixed(2) ?? 'undefined'}, ${state})`,
    );
  return named.length === 0 ? '' : `Also: ${named.join('; ')}.`;
}

function isNote(rule: string): boolean {
  return findRule(rule)?.note === true;
}

export function acknowledgedLines({ id, acknowledgedBy }: Pick<NamedIncident, 'id' | 'acknowledgedBy'>): string[] {
  return [`OK Incident ${id} is acknowledged by ${acknowledgedBy}.`];
}

/** Where open incidents are explained. @param dashboard without a slash at the end */
export function runbookLines(incidents: readonly Pick<NamedIncident, 'rule' | 'state'>[], dashboard: string): string[] {
  const rules = new Set(incidents.filter(({ state }) => openStates.includes(state)).map(({ rule }) => rule));
  if (rules.size === 0) return [];
  return ['', 'What it means and what to do:', ...[...rules].map((rule) => `   ${dashboard}${runbookPath(rule)}`)];
}
