import { isBad, type Standing } from './observation.ts';
import type { AlertRule } from './rules.ts';

/**
 * pending: a breach that still lacks evidence, or a note, which nobody is told of. firing: evidence is there and people were told.
 * recovering: the latest window is inside the limit; the next ones decide. acknowledged: someone is looking into it, so it isn't repeated.
 * resolved: over for good; the next breach opens another incident. superseded: over, because it was about a version that no longer serves.
 */
export const incidentStates = ['pending', 'firing', 'recovering', 'acknowledged', 'resolved', 'superseded'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** The one table of which state may follow which, for the database, the API and the dashboard. */
export const incidentTransitions: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  pending: ['firing', 'resolved', 'superseded'],
  firing: ['recovering', 'acknowledged', 'resolved', 'superseded'],
  recovering: ['firing', 'acknowledged', 'resolved', 'superseded'],
  acknowledged: ['resolved', 'superseded'],
  resolved: [],
  superseded: [],
};

/** Those from which nothing follows. */
export const closedStates: readonly IncidentState[] = incidentStates.filter(
  (state) => incidentTransitions[state].length === 0,
);
export const openStates: readonly IncidentState[] = incidentStates.filter((state) => !closedStates.includes(state));
/** Those of open incidents that people were told of. */
export const toldStates: readonly IncidentState[] = openStates.filter((state) => state !== 'pending');

export function mayBecome(from: IncidentState, to: IncidentState): boolean {
  return incidentTransitions[from].includes(to);
}

/** What people are mailed about an incident. */
export type Notice = 'firing' | 'repeat' | 'resolved' | 'superseded';

/** Milliseconds until a firing incident is mailed again. Alertmanager's default. */
export const repeatAfter = 4 * 60 * 60_000;

/** Whether an incident that people were told about is due to be repeated. */
export function repeatDue(
  { state, noticedAt }: { readonly state: IncidentState; readonly noticedAt: Date | null },
  now: Date,
): boolean {
  return state === 'firing' && noticedAt !== null && now.getTime() - noticedAt.getTime() >= repeatAfter;
}

/** Of the latest `windows` windows without overlap, `bad` bad ones are evidence. */
export const evidence = { windows: 5, bad: 3 } as const;

export type IncidentStep = { readonly state: IncidentState; readonly notice: Notice | null };

/**
 * The next step of an incident, given its newest window.
 *
 * @param open null: no incident is open.
 * @param standings of all windows, newest first; they end an incident.
 * @param apart of windows that share no data, newest first; they fire an incident. At most `evidence.windows` are read.
 * @returns null: nothing is open and nothing opens.
 */
export function nextStep(
  rule: AlertRule,
  open: { readonly state: IncidentState; readonly noticedAt: Date | null } | null,
  standings: readonly Standing[],
  now: Date,
  apart: readonly Standing[] = standings,
): IncidentStep | null {
  const [latest] = standings;
  const bad = latest !== undefined && isBad(latest);
  if (rule.note === true) return open === null && !bad ? null : { state: bad ? 'pending' : 'resolved', notice: null };
  if (open === null || open.state === 'pending') {
    if (bad && (latest === 'proven' || badWindows(apart) >= evidence.bad)) {
      return { state: 'firing', notice: 'firing' };
    }
    if (open === null) return bad ? { state: 'pending', notice: null } : null;
    return { state: hasRecovered(rule, standings) ? 'resolved' : 'pending', notice: null };
  }
  if (hasRecovered(rule, standings)) return { state: 'resolved', notice: 'resolved' };
  if (open.state === 'acknowledged' || latest === undefined) return { state: open.state, notice: null };
  const state = bad ? 'firing' : latest === 'undefined' ? open.state : 'recovering';
  return { state, notice: repeatDue({ ...open, state }, now) ? 'repeat' : null };
}

function badWindows(standings: readonly Standing[]): number {
  return standings.slice(0, evidence.windows).filter(isBad).length;
}

function hasRecovered({ resolveAfter }: AlertRule, standings: readonly Standing[]): boolean {
  const latest = standings.slice(0, resolveAfter);
  return latest.length === resolveAfter && latest.every((standing) => standing === 'recovered');
}
