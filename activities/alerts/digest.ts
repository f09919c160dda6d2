import { type DigestWeek, digestDue } from '../../domain/alerts/digest-week.ts';
import { openStates } from '../../domain/alerts/incident.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import { shortMetricName } from '../../domain/metric-titles.ts';
import { type ModelName, modelNames, modelTitles } from '../../domain/models.ts';
import { utcMinute } from '../../domain/utc-minute.ts';
import { composeDigest, type Digest } from '../../mail/compose-digest.ts';
import { type Incident, listIncidents } from '../../store/alerts/incidents.ts';
import { mailIsQueued, queueMail } from '../../store/alerts/mails.ts';
import { readLiveOfModel } from '../../store/alerts/metric-records.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { listExperiments } from '../../store/experiments/experiments.ts';
import { readInstallation } from '../../store/installation.ts';
import { readExpectedFiring } from '../../store/schedules/schedules.ts';
import { listDeployments } from '../../store/training/deployments.ts';
import { listRuns } from '../../store/training/runs.ts';
import { readVersionById } from '../../store/training/versions.ts';
import type { AlertSettings } from './queue-notices.ts';

/** null or left out: no digest is wanted. The time zone says when it is Monday. */
export type DigestSettings = { readonly digest?: { readonly timezone: string } | null };

/** Rows read of each kind: more than a week has. */
const most = 500;

/**
 * Queues Monday's digest once, in the caller's transaction.
 *
 * @returns the names of the mails to deliver.
 */
export async function queueDigest(
  em: EntityManager,
  { alertTo, dashboardUrl, digest: wanted }: AlertSettings & DigestSettings,
  now: Date,
): Promise<string[]> {
  const week = wanted == null ? null : digestDue(now, wanted.timezone);
  if (week === null) return [];
  const key = `${(await readInstallation(em)).id}/digest/${week.key}`;
  const names: string[] = [];
  let digest: Digest | undefined;
  for (const recipient of alertTo) {
    if (await mailIsQueued(em, `${key}/${recipient}`)) continue;
    digest ??= await readDigest(em, week);
    names.push((await queueMail(em, composeDigest({ key, week, digest, recipient, dashboardUrl }))).name);
  }
  return names;
}

async function readDigest(em: EntityManager, week: DigestWeek): Promise<Digest> {
  const within = (at: Date | null) => at !== null && at >= week.from && at < week.until;
  const incidents = await listIncidents(em, { limit: most });
  const firing = incidents.filter(({ state }) => state === 'firing');
  return {
    trained: await trained(em, within),
    decided: await decided(em, within),
    alerted: incidents.filter(({ firedAt, resolvedAt }) => within(firedAt) || within(resolvedAt)).map(told),
    right: await howRight(em),
    due: [...firing.map(({ id }) => `Incident ${id} fires and nobody looks after it.`), ...(await due(em, incidents))],
    firing: firing.length,
  };
}

type Within = (at: Date | null) => boolean;

async function trained(em: EntityManager, within: Within): Promise<string[]> {
  const runs = (await listRuns(em, { limit: most })).filter(
    ({ state, startedAt }) => state !== 'running' && within(startedAt),
  );
  const outcomes = { deployed: 'deployed', champion_kept: 'not deployed', in_gate: 'on trial' } as const;
  return runs.map(({ model, startedAt, state, outcome, metrics, error }) => {
    const ended = state === 'completed' && outcome !== null ? outcomes[outcome] : state;
    const figures = state === 'completed' ? figuresOf(metrics ?? {}) : (error?.message ?? '');
    return `${named(model)}, ${utcMinute(startedAt)} UTC: ${ended}${figures === '' ? '' : `; ${figures}`}`;
  });
}

async function decided(em: EntityManager, within: Within): Promise<string[]> {
  const deployments = (await listDeployments(em, { limit: most })).filter(({ createdAt }) => within(createdAt));
  const lines: string[] = [];
  for (const { model, versionId, action, reason } of deployments) {
    const { name } = await readVersionById(em, versionId);
    lines.push(`${named(model)}: ${action === 'deploy' ? 'deployed' : 'rolled back to'} ${name}. ${reason}`);
  }
  const ended = (await listExperiments(em, { limit: most })).filter(({ endedAt }) => within(endedAt));
  return [
    ...lines,
    ...ended.map(({ model, outcome, reason }) => `${named(model)}: a trial ended, ${outcome}. ${reason ?? ''}`.trim()),
  ];
}

function told({ id, model, rule, state, firedAt, resolvedAt }: Incident): string {
  const about = model === null ? 'The pipeline' : named(model);
  const ended = resolvedAt === null ? state : `${state} ${utcMinute(resolvedAt)} UTC`;
  const fired = firedAt === null ? '' : ` since ${utcMinute(firedAt)} UTC`;
  return `Incident ${id}, ${about}: ${findRule(rule)?.title ?? rule},${fired} (${ended})`;
}

/** What is known now of scores whose outcomes took about a month to come. */
async function howRight(em: EntityManager): Promise<string[]> {
  const lines: string[] = [];
  for (const model of modelNames) {
    const live = await readLiveOfModel(em, model);
    const [first] = live;
    if (first === undefined) continue;
    const figures = live.map(({ metric, value }) => `${shortMetricName(metric)} ${value.toFixed(2)}`).join(', ');
    lines.push(
      `${named(model)} (version ${first.version}): ${figures}, by ${first.samples} outcomes known on ${first.date}`,
    );
  }
  return lines;
}

async function due(em: EntityManager, incidents: readonly Incident[]): Promise<string[]> {
  const training = await readExpectedFiring(em, 'retrain-weekly');
  const experiments = (await listExperiments(em, { limit: most })).filter(({ endedAt }) => endedAt === null);
  const notes = incidents.filter(({ rule, state }) => findRule(rule)?.note === true && openStates.includes(state));
  return [
    ...(training === null ? [] : [`The next scheduled training looks what has changed on ${utcMinute(training)} UTC.`]),
    ...experiments.map(({ model, id, state }) => `${named(model)}: the trial ${id} goes on (${state}).`),
    ...notes.map(
      ({ model, detail }) => `${model === null ? 'The pipeline' : named(model)} is below the guide's target: ${detail}`,
    ),
  ];
}

function figuresOf(metrics: Readonly<Record<string, number | null>>): string {
  return ['mae', 'r2', 'accuracy']
    .flatMap((metric) => {
      const value = metrics[metric] ?? null;
      return value === null ? [] : [`${shortMetricName(metric)} ${value.toFixed(2)}`];
    })
    .join(', ');
}

function named(model: ModelName): string {
  const title = modelTitles[model].toLowerCase();
  return title.charAt(0).toUpperCase() + title.slice(1);
}
