import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds. A request is answered within milliseconds, a step within seconds, a training within minutes or hours. */
const ofRequests = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const ofSteps = [0.01, 0.05, 0.25, 1, 5, 15, 60, 300, 1_800];
const ofTrainings = [1, 5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 21_600];

/**
 * What a process counts, and shows at `/metrics`. Every label has few values, ours or names of sources and destinations: no id and no text of a
 * request becomes one. Names are part of the product: dashboards and alert rules read them (docs/operate.md).
 */
export type Metrics = ReturnType<typeof createMetrics>;

/** The composition root makes one per process. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const updates: (() => void | Promise<void>)[] = [];
  const texts: (() => string)[] = [];

  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `perennial_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `perennial_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
    buckets: number[],
  ) => new Histogram({ name: `perennial_${name}_seconds`, help, labelNames: [...labelNames], buckets, registers });

  return {
    registry,
    gauge,

    requests: counter('http_requests_total', 'Requests, by route of the API', ['method', 'route', 'status']),
    requestSeconds: histogram(
      'http_request_duration',
      'Time to the end of an answer; streams are left out',
      ['method', 'route'],
      ofRequests,
    ),
    predictions: counter('predictions_total', 'Predictions answered, by the arm of an experiment or none', [
      'model',
      'arm',
    ]),
    predictionsWaiting: gauge('prediction_log_waiting', 'Predictions answered and not written yet'),
    predictionsDropped: counter('prediction_log_dropped_total', 'Predictions answered and never written', []),

    steps: counter('steps_total', 'Attempts at steps of workflows that ended', ['step', 'outcome']),
    stepSeconds: histogram('step_duration', 'Duration of an attempt at a step', ['step'], ofSteps),
    stepsRunning: gauge('steps_running', 'Steps under way', ['step']),

    trainings: counter('trainings_total', 'Trainings of a model that ended', ['model', 'outcome']),
    trainingSeconds: histogram('training_duration', 'Duration of a training that completed', ['model'], ofTrainings),
    stageSeconds: histogram(
      'training_stage_duration',
      'Duration of a stage of a training that completed',
      ['model', 'stage'],
      ofTrainings,
    ),
    gateDecisions: counter('gate_decisions_total', 'Verdicts on a holdout, and looks at an experiment', [
      'model',
      'evidence',
      'decision',
    ]),
    scored: counter('subjects_scored_total', 'Subjects scored by the daily scoring', ['model']),
    scoringSeconds: histogram('scoring_duration', 'Duration of a scoring of everybody', ['model'], ofSteps),
    mailsSent: counter('mails_sent_total', 'Attempts to send a mail', ['outcome']),

    connections: gauge('database_connections', 'Connections of a pool to PostgreSQL', ['pool', 'state']),
    connectionWaits: gauge('database_waiting', 'Who waits for a connection of a pool', ['pool']),

    /** Of the process, its memory, its event loop and its garbage collector. */
    watchProcess(): void {
      collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
    },

    /** `update` sets gauges whenever somebody looks; what it can't read stays as it was. */
    beforeScrape(update: () => void | Promise<void>): void {
      updates.push(update);
    },

    /** Further metrics in Prometheus' text format. */
    append(text: () => string): void {
      texts.push(text);
    },

    /** Prometheus' text format, version 0.0.4. */
    async scrape(): Promise<string> {
      await Promise.allSettled(updates.map(async (update) => update()));
      return [await registry.metrics(), ...texts.map((text) => text())].join('');
    },
  };
}

export const metricsType = Registry.PROMETHEUS_CONTENT_TYPE;
