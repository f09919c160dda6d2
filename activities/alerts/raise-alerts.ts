import { type JudgedRule, ofLeading, stepFigures } from '../../domain/alerts/figures.ts';
import { evidence } from '../../domain/alerts/incident.ts';
import {
  fingerprintOf,
  type Observation,
  type Reading,
  readingUnder,
  seriesOf,
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
  type Incident,
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
  const watched = withMissingData(observations).flatMap((observation) =>
    alertRules.flatMap((rule) => {
      const reading = rule.metric === observation.metric ? readingUnder(rule, observation) : null;
      return reading === null ? [] : [{ rule, observation, reading }];
    }),
  );
  const notices: ModelNotice[] = [];
  for (const [fingerprint, together] of Map.groupBy(watched, (each) => fingerprintOf(each.rule, each.observation))) {
    const told = { key: alertKey(key, together[0]?.observation.model ?? null), details, now };
    notices.push(...(await judge(em, fingerprint, together, told)));
  }
  return await queueNotices(em, key, notices, context, settings, now);
}

type Watched = { readonly rule: AlertRule; readonly observation: Observation; readonly reading: Reading };
type Judged = JudgedRule & { readonly readings: readonly Reading[] };

/** Judges the figures of one cause. @returns the notices to send, one per figure. */
async function judge(
  em: EntityManager,
  fingerprint: string,
  together: readonly Watched[],
  {
    key,
    details,
    now,
  }: { readonly key: string; readonly details: Readonly<Record<string, string>>; readonly now: Date },
): Promise<ModelNotice[]> {
  await lockSeries(em, fingerprint);
  const judged: Judged[] = [];
  for (const each of together) judged.push(await readStandings(em, each));
  const open = (await openIncident(em, fingerprint)) ?? (await takeOver(em, fingerprint, together));
  const step = stepFigures(open, judged, now);
  const [first] = together;
  if (step === null || first === undefined) return [];

  const { model, source } = first.observation;
  const detail = together.flatMap(({ rule: { metric } }) => details[metric] ?? []).find((words) => words !== '');
  const told = step.notices.length > 0;
  const change = {
    state: step.state,
    ...ofLeading(step.figures),
    figures: step.figures,
    detail: detail ?? open?.detail ?? '',
    firedAt: open?.firedAt ?? (step.state === 'firing' ? now : null),
    resolvedAt: step.state === 'resolved' ? now : null,
    noticedAt: told ? now : (open?.noticedAt ?? null),
    thread: open?.thread ?? (told ? key : null),
  };
  const openedAt = open?.openedAt ?? now;
  const incidentId = open?.id ?? (await createIncident(em, { ...change, fingerprint, model, source, openedAt }));
  if (open !== null) await changeIncident(em, open.id, change);
  const thread = open?.thread ?? null;
  const notices: ModelNotice[] = [];
  for (const { notice, rule } of step.notices) {
    const readings =
      judged.find((each) => each.rule === rule)?.readings ??
      (await latestReadings(em, seriesOf(rule, first.observation), chartWindows));
    const degraded = notice === 'firing' && source === 'live' && isDegradation(rule);
    const answer = degraded ? answerToCome : (open?.answer ?? '');
    const words = notices.length === 0 ? { detail: change.detail, answer } : { detail: '', answer: '' };
    notices.push({ model, notice, rule, incidentId, openedAt, readings: readings.toReversed(), ...words, thread });
  }
  return notices;
}

async function readStandings(em: EntityManager, { rule, observation, reading }: Watched): Promise<Judged> {
  const series = seriesOf(rule, observation);
  await addReading(em, series, reading);
  // windows of a live figure share data; the sets that runs are tested on are of their own versions
  const live = observation.source === 'live';
  const windowDays = live ? (observation.windowDays ?? 0) : 0;
  const known = await latestReadings(em, series, Math.max(chartWindows, evidence.windows * windowDays));
  // readings of a version that was replaced count neither for nor against its successor
  const own = live ? known.filter(({ versionId }) => versionId === reading.versionId) : known;
  const standing = (each: Reading) => standingOf(rule, each);
  const apart = withoutOverlap(own, windowDays).map(standing);
  return { rule, reading, standings: own.map(standing), apart, readings: known.slice(0, chartWindows) };
}

/**
 * The holdout's figures are the first that is known of a version. Once labels tell how it answers, they decide about the incident that its
 * evaluation opened: the version may serve for long, and no later training judges it again.
 */
async function takeOver(
  em: EntityManager,
  fingerprint: string,
  together: readonly Watched[],
): Promise<Incident | null> {
  const known = together.find(({ observation }) => observation.value !== null);
  if (known === undefined || known.observation.source !== 'live' || known.rule.cause === undefined) return null;
  const evaluated = fingerprintOf(known.rule, { ...known.observation, source: 'training' });
  await lockSeries(em, evaluated);
  const open = await openIncident(em, evaluated);
  if (open === null || open.versionId !== known.observation.versionId) return null;
  await changeIncident(em, open.id, { fingerprint, source: 'live' });
  return open;
}
