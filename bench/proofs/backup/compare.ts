import { isDeepStrictEqual } from 'node:util';
import type { ArmNumbers } from '../../../domain/experiment/experiment.ts';
import type { ExperimentLook } from '../../../store/experiments/experiments.ts';
import { header, type TestSmtpServer } from '../../../test/mail/smtp-server.ts';
import { holds, print } from '../../figures.ts';
import type { Installation } from './installation.ts';
import { askLeads, type Life } from './live-on.ts';

/** What an installation answers about its past and present. */
export type Known = {
  readonly answers: Readonly<Record<string, unknown>>;
  readonly leads: unknown;
  readonly schedules: readonly { readonly next_at: string | null }[];
};

export async function readKnown(installation: Installation, { running, paused, leads }: Life): Promise<Known> {
  const paths = [
    ...['/api/v1/training/history', '/api/v1/training/models', '/api/v1/training/status', '/api/v1/data'],
    ...['/api/v1/experiments', `/api/v1/experiments/${running}`, `/api/v1/experiments/${paused}`, '/api/v1/incidents'],
    ...['/api/v1/models/lead_scoring/deployments', '/api/v1/models/churn/deployments'],
  ];
  const answers: Record<string, unknown> = {};
  for (const path of paths) {
    // what is left of an experiment depends on the moment of the question
    const { time_left: _, ...past } = await installation.ask<Record<string, unknown>>('GET', path);
    answers[path] = past;
  }
  const { schedules } = await installation.ask<Pick<Known, 'schedules'>>('GET', '/api/v1/schedules');
  return { answers, schedules, leads: await askLeads(installation, leads) };
}

/** ms: Temporal spreads firings over half a minute, differently in each namespace. */
const jitter = 60_000;

export function judgeKnown(before: Known, after: Known): boolean {
  const different = Object.keys(before.answers).filter(
    (path) => !isDeepStrictEqual(before.answers[path], after.answers[path]),
  );
  for (const path of different)
    print(`  ${path}\n    was ${JSON.stringify(before.answers[path])}\n    is  ${JSON.stringify(after.answers[path])}`);
  const resting = ({ next_at: _, ...schedule }: Known['schedules'][number]) => schedule;
  const sameSchedules = isDeepStrictEqual(before.schedules.map(resting), after.schedules.map(resting));
  const apart = before.schedules.map(({ next_at: was }, at) => {
    const is = after.schedules[at]?.next_at ?? null;
    return was === null || is === null
      ? was === is
        ? 0
        : Number.POSITIVE_INFINITY
      : Math.abs(Date.parse(was) - Date.parse(is));
  });
  if (!sameSchedules) print(`  was ${JSON.stringify(before.schedules)}\n  is  ${JSON.stringify(after.schedules)}`);
  return [
    holds('answers about the past that differ', String(different.length), different.length === 0),
    holds(
      'predictions equal to the bit, arms included',
      String((before.leads as []).length),
      isDeepStrictEqual(before.leads, after.leads),
    ),
    holds('schedules as they stood, pauses included', String(after.schedules.length), sameSchedules),
    holds('their next firings at most so far apart', `${Math.max(...apart) / 1000} s`, Math.max(...apart) <= jitter),
  ].every(Boolean);
}

/** ms */
const patience = 5_000;

/**
 * The look that was next at the backup, taken where it was not disturbed and where it was restored. Where restoring took
 * longer than the wait for it (a busy machine), it is taken at once. Predictions that either gave since then don't count.
 */
export function judgeLooks(calm: ExperimentLook, restored: ExperimentLook, openedAt: Date): boolean {
  const due = Math.max(calm.at.getTime(), openedAt.getTime());
  const apart = Math.abs(restored.at.getTime() - due);
  const counted = ({ numbers, action, phase, number }: ExperimentLook) => {
    const units = ({ exposed, units, conversions, optOuts }: ArmNumbers) => ({ exposed, units, conversions, optOuts });
    const { champion, challenger, crossed, paired, weeks, plannedTotal, challengerShare } = numbers;
    const arms = { champion: units(champion), challenger: units(challenger) };
    return { phase, number, action, ...arms, crossed, paired, weeks, plannedTotal, challengerShare };
  };
  const same = isDeepStrictEqual(counted(calm), counted(restored));
  if (!same)
    print(`  undisturbed ${JSON.stringify(counted(calm))}\n  restored    ${JSON.stringify(counted(restored))}`);
  return [
    holds('the next look: number, counts and decision', `${restored.number}, ${restored.action}`, same),
    holds('taken so far from when it was due', `${apart} ms`, apart < patience),
  ].every(Boolean);
}

/** Every mail of the outbox, once. */
export async function judgeMails({ pipeline: { database } }: Installation, server: TestSmtpServer): Promise<boolean> {
  const mails = await database.query<{ id: string; state: string }>('select message_id as id, state from mails');
  const delivered = server.received.map((message) => header(message, 'Message-ID'));
  const never = mails.filter(({ id }) => !delivered.includes(id));
  return [
    holds('mails that were waiting', String(mails.length), mails.length >= 2),
    holds('never delivered', String(never.length), never.length === 0 && mails.every(({ state }) => state === 'sent')),
    holds(
      'delivered twice',
      String(delivered.length - new Set(delivered).size),
      new Set(delivered).size === delivered.length,
    ),
  ].every(Boolean);
}
