import {
  DefaultLogger,
  type LogLevel,
  MetricsBuffer,
  makeTelemetryFilterString,
  NativeConnection,
  type NativeConnectionOptions,
  Runtime,
  Worker,
  type WorkerOptions,
  type WorkflowBundle,
} from '@temporalio/worker';
import { createOrchestrationActivities, createTrainingActivities } from '../activities/activity-sets.ts';
import { carryCircumstances } from '../activities/carry-circumstances.ts';
import { translateFailures } from '../activities/failures.ts';
import { givePace } from '../activities/heartbeat-pace.ts';
import { meterSteps } from '../activities/meter-steps.ts';
import { requireOrders } from '../activities/require-order.ts';
import type { QueueName } from '../contract/installation.ts';
import { projectRoot } from '../stack/project-root.ts';
import type { LogFields } from '../telemetry/circumstances.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { Composition } from './composition.ts';
import { createTemporalMetrics } from './temporal-metrics.ts';
import { bundleWorkflows } from './workflow-bundle.ts';

export type RunningWorkers = {
  /** Rejects when a worker fails for good; resolves when all have stopped. */
  readonly ended: Promise<void>;
  /** Whether every worker takes tasks: false while stopping, and after one has failed. */
  readonly takesTasks: () => boolean;
  /** Takes no more tasks, cancels what is under way and waits for it. */
  stop(): Promise<void>;
};

/** On shutdown, running steps are cancelled after the grace time; the worker gives up on them after `shutdownForce`. */
const shutdownGrace = '2s';
const shutdownForce = '20s';

/**
 * The SDK throttles heartbeats, by default to 80% of the heartbeat timeout. With 100 ms it passes on what the steps' own pace asks for
 * (`activities/heartbeat-pace.ts`), and a fit stops about 0.1 s after the request (docs/architecture.md, 'Cancelling').
 */
const heartbeatThrottle = '100ms';

export async function runQueues(options: {
  readonly composition: Composition;
  readonly temporalAddress: string;
  readonly namespace: string;
  readonly security: Pick<NativeConnectionOptions, 'tls' | 'apiKey' | 'metadata'> | undefined;
  readonly queues: readonly QueueName[];
  readonly trainingSlots: number;
  /** Left out: those of this release. */
  readonly workflows?: WorkflowBundle | undefined;
  readonly tracing: Tracing | null;
  readonly log: Logger;
}): Promise<RunningWorkers> {
  const { composition, temporalAddress, namespace, security, queues, trainingSlots, tracing, log } = options;
  installRuntime(log);
  const connection = await NativeConnection.connect({ address: temporalAddress, ...security });
  const { dependencies, controls, pace } = composition;
  showTemporalMetrics(dependencies.metrics);
  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    maxHeartbeatThrottleInterval: heartbeatThrottle,
    defaultHeartbeatThrottleInterval: heartbeatThrottle,
    shutdownGraceTime: shutdownGrace,
    shutdownForceTime: shutdownForce,
    stickyQueueScheduleToStartTimeout: '2s',
    interceptors: {
      activity: [
        ...(tracing === null ? [] : [tracing.activity]),
        carryCircumstances,
        meterSteps(dependencies.metrics),
        givePace(pace),
        translateFailures,
        requireOrders(dependencies.database),
      ],
    },
  };
  const specific: Readonly<Record<QueueName, Partial<WorkerOptions>>> = {
    orchestration: {
      ...(queues.includes('orchestration') && {
        workflowBundle: options.workflows ?? (await bundleOnce(tracing !== null)),
        ...(tracing !== null && { sinks: tracing.sinks }),
      }),
      activities: createOrchestrationActivities(dependencies, controls),
    },
    training: {
      activities: createTrainingActivities(dependencies),
      maxConcurrentActivityTaskExecutions: trainingSlots,
    },
  };
  const workers: Worker[] = [];
  for (const queue of queues) {
    workers.push(
      await Worker.create({ ...shared, ...specific[queue], taskQueue: controls.installation.taskQueue(queue) }),
    );
  }
  const ended = Promise.all(workers.map((worker) => worker.run())).then(() => {});
  // Callers that never await `ended` still get the error from `stop`.
  ended.catch((error: unknown) => log.error({ error }, 'a worker failed'));
  return {
    ended,
    takesTasks: () => workers.every((worker) => worker.getState() === 'RUNNING'),
    async stop() {
      for (const worker of workers) {
        if (worker.getState() === 'RUNNING') worker.shutdown();
      }
      await ended.finally(() => connection.close());
    },
  };
}

let bundle: Promise<WorkflowBundle> | undefined;

/** Once per process: workers that are started again take the same. */
function bundleOnce(traced: boolean): Promise<WorkflowBundle> {
  bundle ??= bundleWorkflows(projectRoot, Runtime.instance().logger, traced);
  return bundle;
}

/** The runtime hands over what it measured when asked. Who never asks loses it once so many changes are waiting. */
const measured = new MetricsBuffer({ maxBufferSize: 50_000, useSecondsForDurations: true });
const temporalMetrics = createTemporalMetrics();
/** ms */
const collectInterval = 5_000;

function collect(): void {
  temporalMetrics.add(measured.retrieveUpdates());
}

function showTemporalMetrics(metrics: Metrics): void {
  metrics.append(() => {
    collect();
    return temporalMetrics.text();
  });
}

let runtimeInstalled = false;

/** Sets up the SDK's only runtime in this process: its log lines go into our log, and we keep handling signals. */
function installRuntime(log: Logger): void {
  if (runtimeInstalled) return;
  runtimeInstalled = true;
  const levels: Readonly<Record<LogLevel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>> = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'debug',
    WARN: 'warn',
    ERROR: 'error',
  };
  Runtime.install({
    shutdownSignals: [],
    // without this, the part written in Rust prints to stderr, which may be a terminal with our own output
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' }), forward: {} },
      metrics: { buffer: measured },
    },
    logger: new DefaultLogger('INFO', ({ level, message, meta: { error, ...temporal } = {} }) =>
      log[levels[level]]({ ...idsOf(temporal), temporal, ...(error === undefined ? {} : { error }) }, message),
    ),
  });
  setInterval(collect, collectInterval).unref();
}

/** Under the names that all log lines have for them. */
function idsOf({
  workflowId,
  runId,
  activityType,
  request_id,
  trace_id,
}: Readonly<Record<string, unknown>>): LogFields {
  return Object.fromEntries(
    Object.entries({
      request_id,
      trace_id,
      workflow_id: workflowId,
      workflow_run_id: runId,
      activity: activityType,
    }).filter(([, value]) => value !== undefined),
  );
}
