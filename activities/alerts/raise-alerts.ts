import { evidence, type IncidentState, nextStep } from '../../domain/alerts/incident.ts';
import {
  fingerprintOf,
  type Observation,
  type Reading,
  readingUnder,
  standingOf,
  withMissingData,
  withoutOverlap,
} from '../../domain/alerts/observation.ts';
import { type AlertRule, alertRules } from '../../domain/alerts/rules.ts';
import { isDegradation } from '../../domain/degradation.ts';
import type { AlertContext } from '../../mail/compose-alert.ts';
import {
  addReading,
  changeIncident,
  createIncident,
  latestReadings,
  lockSeries,
  openIncident,
} from '../../store/alerts/incidents.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { readInstallation } from '../../store/installation.ts';
import { type AlertSettings, alertKey, type ModelNotice, queueNotices } from './queue-notices.ts';

/** Windows that a mail's chart shows. */
export const chartWindows = 20;

/** The incident has no answer yet: monitoring decides on one at its end, after this mail was written. */
const answerToCome =
  'Perennial trains the model again unless it did so recently. npx perennial alerts list shows when it did, or will.';

export type AlertBatch = {
  /** Names the batch: a repeated call with the same batch sends no second mail. */
  readonly key: string;
  readonly observations: readonly Observation[];
  /** By metric, one sentence for each event whose title doesn't say everything. */
  readonly details?: Readonly<Record<string, string>>;
  readonly context: AlertContext;
};

/**
 * Compares observations with the rules, in the caller's transaction: readings, incidents and mails are written together or
 * not at all. All changes of one batch to a model go into one mail per recipient.
 *
 * @returns the names of the mails to deliver.
 */
export async function raiseAlerts(
  em: EntityManager,
  { key: batch, observations, details = {}, context }: AlertBatch,
  settings: AlertSettings,
  now: Date,
): Promise<string[]> {
  // Message-IDs are made from the key, and two installations may have experiments of the same name
  const key = `${(await readInstallation(em)).id}/${batch}`;
  const notices: ModelNotice[] = [];
  for (const observation of withMissingData(observations)) {
    const { model, metric } = observation;
    for (const rule of alertRules.filter((each) => each.metric === metric)) {
      const told = { key: alertKey(key, model), detail: details[metric] ?? '', now };
      const notice = await judge(em, rule, observation, told);
      if (notice !== null) notices.push(notice);
    }
  }
  return await queueNotices(em, key, notices, context, settings, now);
}

/** @returns the notice to send; null if there is none. */
async function judge(
  em: EntityManager,
  rule: AlertRule,
  observation: Observation,
  { key, detail, now }: { readonly key: string; readonly detail: string; readonly now: Date },
): Promise<ModelNotice | null> {
  const reading = readingUnder(rule, observation);
  if (reading === null) return null;
  const fingerprint = fingerprintOf(rule, observation);
  await lockSeries(em, fingerprint);
  await addReading(em, fingerprint, reading);
  const { windowDays = 0 } = observation;
  const known = await latestReadings(em, fingerprint, Math.max(chartWindows, evidence.windows * windowDays));
  const readings = known.slice(0, chartWindows);
  const standing = (each: Reading) => standingOf(rule, each);
  // readings of a version that was replaced count neither for nor against its successor
  const own = known.filter(({ versionId }) => versionId === reading.versionId);
  const apart = withoutOverlap(own, windowDays).map(standing);
  const open = await openIncident(em, fingerprint);
  const step = nextStep(rule, open, own.map(standing), now, apart);
  if (step === null) return null;

  const notice = rule.mails ? step.notice : null;
  const change = {
    state: step.state,
    value: reading.value,
    limit: reading.limit,
    detail: detail === '' ? (open?.detail ?? '') : detail,
    firedAt: entered('firing', step.state, open) ? now : (open?.firedAt ?? null),
    resolvedAt: step.state === 'resolved' ? now : null,
    noticedAt: notice === null ? (open?.noticedAt ?? null) : now,
    thread: open?.thread ?? (notice === null ? null : key),
    versionId: reading.versionId ?? null,
  };
  const { model, source } = observation;
  const openedAt = open?.openedAt ?? now;
  const incidentId =
    open?.id ?? (await createIncident(em, { ...change, fingerprint, rule: rule.id, model, source, openedAt }));
  if (open !== null) await changeIncident(em, open.id, change);
  if (notice === null) return null;
  const thread = open?.thread ?? null;
  const answer = notice === 'firing' && source === 'live' && isDegradation(rule) ? answerToCome : (open?.answer ?? '');
  const told = { readings: readings.toReversed(), detail: change.detail, answer, thread };
  return { model, notice, rule, incidentId, openedAt, ...told };
}

function entered(state: IncidentState, now: IncidentState, before: { readonly state: IncidentState } | null): boolean {
  return now === state && before?.state !== state;
}
