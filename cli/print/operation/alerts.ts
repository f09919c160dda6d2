import { openStates } from '../../../domain/alerts/incident.ts';
import { findRule } from '../../../domain/alerts/rules.ts';
import type { NamedIncident } from '../../../store/alerts/incidents.ts';
import { absent, formatMoment } from '../format.ts';
import { tableLines } from '../table.ts';

export function incidentLines(incidents: readonly NamedIncident[]): string[] {
  if (incidents.length === 0) return ['No incidents.'];
  const table = tableLines(incidents, [
    { title: 'Incident', cell: ({ id }) => String(id), right: true },
    { title: 'State', cell: ({ state, rule }) => (isNote(rule) && openStates.includes(state) ? 'note' : state) },
    { title: 'Model', cell: ({ model }) => model ?? 'pipeline' },
    { title: 'What', cell: ({ rule }) => findRule(rule)?.title ?? rule },
    { title: 'Value', cell: ({ value }) => (value === null ? 'undefined' : value.toFixed(2)), right: true },
    { title: 'Limit', cell: ({ limit }) => limit.toFixed(2), right: true },
    { title: 'Samples', cell: ({ samples }) => (samples === null ? absent : String(samples)), right: true },
    { title: 'Version', cell: ({ version }) => version ?? absent },
    { title: 'From', cell: ({ source }) => source },
    { title: 'Since', cell: ({ openedAt }) => formatMoment(openedAt) },
    { title: 'Closed', cell: ({ resolvedAt }) => formatMoment(resolvedAt) },
    { title: 'Acknowledged by', cell: ({ acknowledgedBy }) => acknowledgedBy ?? absent },
  ]);
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
