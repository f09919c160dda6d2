import type { ModelName } from '../domain/models.ts';
import type { Definitions } from '../models/definition.ts';
import { explainPrediction } from '../serving/answers/explain-prediction.ts';
import { listPredictions } from '../serving/answers/list-predictions.ts';
import { createPredictionLog, type PredictionLog } from '../serving/answers/prediction-log.ts';
import { readReplyChances } from '../serving/answers/reply-chances.ts';
import type { Served } from '../serving/answers/serve-rows.ts';
import type { LiveModels } from '../serving/live/live-models.ts';
import { openLiveModels } from '../serving/live/open-live-models.ts';
import { createPredictions } from '../serving/predict.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database/database.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { withoutPaths } from './http/without-paths.ts';
import type { HealthCheck, Log, Ports } from './ports.ts';

export type Serving = {
  readonly predictions: Ports['predictions'];
  readonly replyChances: Ports['people']['replyChances'];
  readonly healthChecks: Readonly<Record<'models' | 'prediction_log', HealthCheck>>;
  /** After the last request: writes what is left in the log. */
  close(): Promise<void>;
};

/** The deployed models in this process, and the log of what they answer. */
export async function openServing(settings: {
  readonly database: Database;
  readonly blobs: Blobs;
  readonly businessTimezone: string;
  readonly leadIdleDays?: number;
  readonly definitions?: Definitions;
  readonly log: Log;
  readonly metrics: Metrics;
}): Promise<Serving> {
  const { database, businessTimezone, leadIdleDays, metrics } = settings;
  const live = await openLiveModels(settings);
  const log = createPredictionLog(settings);
  showPredictionLog(metrics, log);
  const record = (model: ModelName, served: readonly Served[]) => {
    log.record(model, served);
    countPredictions(metrics, model, served);
  };
  return {
    predictions: {
      ...createPredictions({ database, live, businessTimezone, leadIdleDays, record }),
      explain: (id) => explainPrediction({ database, live, log }, id),
      list: (model, page, now) => listPredictions({ database, live, businessTimezone }, model, page, now),
    },
    replyChances: (contact, now) => readReplyChances({ database, live, businessTimezone }, contact, now),
    healthChecks: {
      models: { without: 'unavailable', ask: async () => judgeModels(live) },
      prediction_log: {
        without: 'degraded',
        ask: async () => `${log.waiting()} waiting, ${log.dropped()} dropped`,
      },
    },
    async close() {
      await log.close();
      await live.close();
    },
  };
}

/** Most requests are for one model and one arm. */
function countPredictions({ predictions }: Metrics, model: ModelName, served: readonly Served[]): void {
  const byArm = { none: 0, champion: 0, challenger: 0 };
  for (const { arm } of served) byArm[arm ?? 'none']++;
  for (const [arm, count] of Object.entries(byArm)) if (count > 0) predictions.inc({ model, arm }, count);
}

function showPredictionLog(metrics: Metrics, log: PredictionLog): void {
  let told = 0;
  metrics.beforeScrape(() => {
    const dropped = log.dropped();
    metrics.predictionsWaiting.set(log.waiting());
    metrics.predictionsDropped.inc(dropped - told);
    told = dropped;
  });
}

/** What served before goes on serving: worth a look, no reason to take this process out of service. */
function judgeModels(live: LiveModels) {
  const problems = live.problems();
  if (problems.length === 0) return 'loaded';
  const status = live.unserved().length > 0 ? ('unavailable' as const) : ('degraded' as const);
  return { status, detail: problems.map(withoutPaths).join('; ') };
}
