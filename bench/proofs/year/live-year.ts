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
import { acknowledgeIncident, listIncidents } from '../../../store/alerts/incidents.ts';
import { openArtifacts } from '../../../store/artifacts/open-artifacts.ts';
import type { Database } from '../../../store/database/database.ts';
import { createLogger } from '../../../telemetry/log.ts';
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

/** Instead of the product's 20: what is shown are decisions, which a better search would not change. */
export const searchCandidates = 2;

/**
 * Leads are scored and monitored on every second day, which is before the end of the first three days in which a score counts; contacts
 * weekly: the product does all of it daily.
 */
const everyDays: Readonly<Record<ModelName, number>> = { lead_scoring: 2, churn: 7, engagement: 7 };

function isDue(model: ModelName, midnight: number): boolean {
  return (midnight / day) % everyDays[model] === 0;
}

/**
 * Lets `weeks` weeks go by over a world that is in the database, from `start`, a Sunday 00:00 UTC: what the schedules fire, done by the
 * product's own steps, in the order of its workflows.
 */
export async function liveYear(
  database: Database,
  { start, weeks }: { readonly start: Date; readonly weeks: number },
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
      const options = { ...request.options, candidates: searchCandidates };
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
    for (const model of models) {
      const monitored = await steps.monitorModel({ model, requestedAt, windowDays });
      if (monitored.state === 'monitored') await deliver(monitored);
    }
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

  async function liveDay(midnight: number): Promise<void> {
    // gaps are made of whole days: none begins or is seen later in the day
    await reach(midnight + 7 * minute);
    const at = new Date().toISOString();
    await deliver(await steps.watchArrivals({ watch: `watch-${at}`, at }));
    if (new Date(midnight).getUTCDay() === 0) {
      await reach(midnight + 2 * hour);
      const firedAt = new Date().toISOString();
      await steps.startRetrain({ ...schedules.retrain, firing: `retrain-weekly-${firedAt}`, firedAt });
      await train();
    }
    const models = modelNames.filter((model) => isDue(model, midnight));
    if (models.length > 0) {
      await reach(midnight + 4 * hour);
      for (const model of models) await steps.scoreModel({ model, requestedAt: new Date().toISOString() });
      await reach(midnight + 5 * hour);
      await monitor(models);
    }
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
function compose(database: Database) {
  const config = readConfig({ PERENNIAL_HOME: temporaryFolder(), ALERT_TO: 'operator@example.org' });
  const log = createLogger('year', 'error');
  const threads = createThreadPool(log);
  const mailer = createMailer({ ...config.mail, mailboxFolder: config.mailboxFolder });
  const dependencies: ActivityDependencies = {
    database,
    blobs: openArtifacts(config.artifacts),
    threads,
    mailer,
    log,
    definitions,
    settings: activitySettings(config),
    fullDisks: () => [],
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
