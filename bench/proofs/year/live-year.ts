import type { ActivityDependencies } from '../../../activities/dependencies.ts';
import type { MailIds, ScheduledRetrainInput } from '../../../contract/messages.ts';
import type { MonitorInput } from '../../../contract/watch-messages.ts';
import type { GateControl } from '../../../control/gate-control.ts';
import { newRetrainId } from '../../../control/retrain-id.ts';
import type { StartRequest, TrainingControl } from '../../../control/training-control.ts';
import { type ModelName, modelNames } from '../../../domain/models.ts';
import { createThreadPool } from '../../../jobs/pool.ts';
import { createMailer } from '../../../mail/mailer.ts';
import { definitions } from '../../../models/registry.ts';
import { createSchedules } from '../../../schedules/schedules.ts';
import { readConfig } from '../../../stack/config.ts';
import { createSecretReader } from '../../../stack/read-secret.ts';
import { acknowledgeIncident, listIncidents } from '../../../store/alerts/incidents.ts';
import { openArtifacts } from '../../../store/artifacts/open-artifacts.ts';
import type { Database } from '../../../store/database/database.ts';
import { openUploadFiles } from '../../../store/uploads/upload-files.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { createMetrics } from '../../../telemetry/metrics.ts';
import { temporaryFolder } from '../../../test/infrastructure.ts';
import { activitySettings } from '../../../workers/activity-settings.ts';
import { holdBack } from './arrivals.ts';
import { simulateClock } from './clock.ts';
import { createGate, type Gate } from './gate.ts';
import { createSteps } from './steps.ts';
import { createStopwatch, type Spent } from './stopwatch.ts';
import { retrain } from './train.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How much of what the product does is done. */
export type Fidelity = {
  /** Instead of the product's 20: what is shown are decisions, which a better search would not change. */
  readonly candidates: number;
  /** On which days a model is scored and monitored, which the product does daily. */
  readonly everyDays: Readonly<Record<ModelName, number>>;
  /** At which hours arrivals are watched, which the product does hourly. */
  readonly watchedEveryHours: number;
};

export const fidelities = {
  /** Every second day is before the end of the first three in which a lead's score counts. */
  brief: { candidates: 2, everyDays: { lead_scoring: 2, churn: 7, engagement: 7 }, watchedEveryHours: 24 },
  full: { candidates: 5, everyDays: { lead_scoring: 1, churn: 1, engagement: 1 }, watchedEveryHours: 1 },
} as const satisfies Readonly<Record<string, Fidelity>>;
export type FidelityName = keyof typeof fidelities;

/**
 * Lets `weeks` weeks go by over a world that is in the database, from `start`, a Sunday 00:00 UTC: what the schedules fire, done by the
 * product's own steps, in the order of its workflows.
 */
export async function liveYear(
  database: Database,
  { start, weeks, fidelity }: { readonly start: Date; readonly weeks: number; readonly fidelity: Fidelity },
): Promise<Spent[]> {
  const clock = simulateClock(start);
  const stopwatch = createStopwatch();
  const arrive = await holdBack(database);
  const { dependencies, schedules, close } = compose(database);
  /** What the steps asked to be started: it is once they have returned, as a workflow of its own. */
  const requests: (StartRequest & { readonly retrainId: string })[] = [];
  const control: Pick<TrainingControl, 'start'> = {
    async start(request) {
      const retrainId = request.retrainId ?? newRetrainId(new Date());
      const options = { ...request.options, candidates: fidelity.candidates };
      requests.push({ ...request, options, retrainId });
      return { retrainId };
    },
  };
  const gateControl: Pick<GateControl, 'candidate'> = { candidate: async (model) => gates[model].candidate() };
  const steps = createSteps(dependencies, control as TrainingControl, gateControl as GateControl, clock, stopwatch);
  const gates = Object.fromEntries(
    modelNames.map((model) => [model, createGate({ model, steps, clock, deliver })]),
  ) as Record<ModelName, Gate>;

  async function deliver({ mailIds }: { readonly mailIds: MailIds }): Promise<void> {
    for (const mailId of mailIds) await steps.sendMail({ mailId });
  }

  async function reach(moment: number): Promise<void> {
    clock.moveTo(moment);
    await stopwatch.time('arrive', () => arrive(new Date(moment)));
    await stopwatch.time('gates', async () => {
      for (const gate of Object.values(gates)) await gate.tend();
    });
  }

  async function train(): Promise<void> {
    for (const request of requests.splice(0)) await retrain({ steps, now: () => new Date(), deliver }, request);
  }

  async function monitor(models: readonly ModelName[]): Promise<void> {
    const requestedAt = new Date().toISOString();
    const { windowDays, cooldownDays } = schedules.monitor;
    // the database is waited for most of the time, and its models are independent of each other
    const measured = await Promise.all(models.map((model) => steps.monitorModel({ model, requestedAt, windowDays })));
    for (const monitored of measured) if (monitored.state === 'monitored') await deliver(monitored);
    await steps.answerDegradation({
      monitor: `monitor-${requestedAt}`,
      models: modelNames,
      requestedAt,
      windowDays,
      cooldownDays,
    });
    await train();
  }

  /** Somebody acknowledges what was mailed each morning, so alerts are not repeated. */
  async function acknowledge(): Promise<void> {
    for (const { id } of await listIncidents(database, { states: ['firing'] }))
      await acknowledgeIncident(database, id, { actor: 'operator', now: new Date() });
  }

  async function watch(moment: number): Promise<void> {
    await reach(moment + 7 * minute);
    const at = new Date().toISOString();
    await deliver(await steps.watchArrivals({ watch: `watch-${at}`, at }));
  }

  /** The watches of the hours from one to before another. */
  async function watchHours(midnight: number, from: number, until: number): Promise<void> {
    for (let each = from; each < until; each++) {
      if (each % fidelity.watchedEveryHours === 0) await watch(midnight + each * hour);
    }
  }

  async function liveDay(midnight: number): Promise<void> {
    await watchHours(midnight, 0, 2);
    if (new Date(midnight).getUTCDay() === 0) {
      await reach(midnight + 2 * hour);
      const firedAt = new Date().toISOString();
      await steps.startRetrain({ ...schedules.retrain, firing: `retrain-weekly-${firedAt}`, firedAt });
      await train();
    }
    await watchHours(midnight, 2, 5);
    const models = modelNames.filter((model) => (midnight / day) % fidelity.everyDays[model] === 0);
    if (models.length > 0) {
      await reach(midnight + 4 * hour + 10 * minute);
      await Promise.all(models.map((model) => steps.scoreModel({ model, requestedAt: new Date().toISOString() })));
      await reach(midnight + 5 * hour);
      await monitor(models);
    }
    await watchHours(midnight, 5, 24);
    await acknowledge();
  }

  try {
    for (let at = 0; at < weeks * 7; at++) await liveDay(start.getTime() + at * day);
    return stopwatch.spent();
  } finally {
    await close();
  }
}

/** What a worker would compose, with the product's defaults, a mailbox, and no Temporal. */
export function compose(database: Database) {
  const config = readConfig({ PERENNIAL_HOME: temporaryFolder(), ALERT_TO: 'operator@example.org' });
  const log = createLogger('year', 'error');
  const threads = createThreadPool(log);
  const mailer = createMailer({ ...config.mail, mailboxFolder: config.mailboxFolder });
  const dependencies: ActivityDependencies = {
    database,
    blobs: openArtifacts(config.artifacts),
    threads,
    mailer,
    readSecret: () => '',
    buckets: config.buckets,
    log,
    metrics: createMetrics(),
    definitions,
    settings: activitySettings(config),
    fullDisks: () => [],
    carryOnErasures: async () => 0,
    readCredential: createSecretReader({}, 'source_refused'),
    uploads: openUploadFiles(temporaryFolder()),
  };
  const inputs = new Map(createSchedules(config.schedules).map(({ id, input }) => [id, input]));
  return {
    dependencies,
    schedules: {
      retrain: inputs.get('retrain-weekly') as ScheduledRetrainInput,
      monitor: inputs.get('monitor-daily') as MonitorInput,
    },
    async close() {
      await threads.close();
      mailer.close();
    },
  };
}
