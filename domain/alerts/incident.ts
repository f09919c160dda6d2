import { isBad, type Standing } from './observation.ts';
import type { AlertRule } from './rules.ts';

/**
 * pending: a breach that still lacks evidence. firing: evidence is there and people were told. acknowledged: someone looks after it, so
 * that it isn't repeated. resolved: over for good; the next breach opens another incident.
 */
export const incidentStates = ['pending', 'firing', 'acknowledged', 'resolved'] as const;
export type IncidentState = (typeof incidentStates)[number];

/** The one table of what may follow what, for the database, the API and the dashboard. */
export const incidentTransitions: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  pending: ['firing', 'resolved'],
  firing: ['acknowledged', 'resolved'],
  acknowledged: ['resolved'],
  resolved: [],
};

export function mayBecome(from: IncidentState, to: IncidentState): boolean {
  return incidentTransitions[from].includes(to);
}

/** What people are told. */
export type Notice = 'firing' | 'repeat' | 'resolved';

/** Milliseconds. Alertmanager's default. */
export const repeatAfter = 4 * 60 * 60_000;

/** Whether people who were told of it are told again. */
export function repeatDue(
  { state, noticedAt }: { readonly state: IncidentState; readonly noticedAt: Date | null },
  now: Date,
): boolean {
  return state === 'firing' && noticedAt !== null && now.getTime() - noticedAt.getTime() >= repeatAfter;
}

/** So many of the latest windows without overlap are looked at, and so many of them bad are evidence. */
export const evidence = { windows: 5, bad: 3 } as const;

export type IncidentStep = { readonly state: IncidentState; readonly notice: Notice | null };

/**
 * Where an incident goes with its newest window.
 *
 * @param open null: none is open.
 * @param standings newest first: what ends an incident.
 * @param apart of windows that share no data, newest first: what fires one. At most `evidence.windows` are read.
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
  if (open === null || open.state === 'pending') {
    if (bad && (latest === 'proven' || badWindows(apart) >= evidence.bad)) {
      return { state: 'firing', notice: 'firing' };
    }
    if (open === null) return bad ? { state: 'pending', notice: null } : null;
    return { state: hasRecovered(rule, standings) ? 'resolved' : 'pending', notice: null };
  }
  if (hasRecovered(rule, standings)) return { state: 'resolved', notice: 'resolved' };
  return { state: open.state, notice: repeatDue(open, now) ? 'repeat' : null };
}

function badWindows(standings: readonly Standing[]): number {
  return standings.slice(0, evidence.windows).filter(isBad).length;
}

function hasRecovered({ resolveAfter }: AlertRule, standings: readonly Standing[]): boolean {
  const latest = standings.slice(0, resolveAfter);
  return latest.length === resolveAfter && latest.every((standing) => standing === 'recovered');
}
