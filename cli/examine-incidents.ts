import { openStates } from '../domain/alerts/incident.ts';
import { findRule } from '../domain/alerts/rules.ts';
import { listIncidents } from '../store/alerts/incidents.ts';
import type { Database } from '../store/database/database.ts';
import { formatMoment } from './print/format.ts';
import type { Finding } from './print/operation/doctor.ts';

/** The open incidents: what fires, what somebody looks after, and notes. What still lacks evidence isn't shown. */
export async function examineIncidents(database: Database): Promise<Finding[]> {
  const open = await listIncidents(database, { states: openStates, limit: 1_000 });
  const findings = open.flatMap(({ id, state, model, rule, detail, openedAt, acknowledgedBy }): Finding[] => {
    const { title = rule, note = false } = findRule(rule) ?? {};
    const what = model === null ? 'pipeline' : `model ${model}`;
    const named = `incident ${id}: ${title}, since ${formatMoment(openedAt)}`;
    if (note) return [{ what, state: 'missing', detail: `${title}: ${detail}`, remedy: '' }];
    if (state === 'acknowledged')
      return [{ what, state: 'missing', detail: `${named}; ${acknowledgedBy} looks after it`, remedy: '' }];
    if (state === 'pending') return [];
    if (state === 'recovering')
      return [{ what, state: 'missing', detail: `${named}; inside its limit again`, remedy: '' }];
    return [{ what, state: 'firing', detail: named, remedy: 'Look into what fires: npx perennial alerts list' }];
  });
  return findings.length === 0 ? [{ what: 'incidents', state: 'ok', detail: 'none open', remedy: '' }] : findings;
}
