import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app.ts';
import type {
  DeploymentRecord,
  ExperimentDetails,
  IncidentRecord,
  MailRecord,
  Ports,
  RunRecord,
  VersionRecord,
} from '../../api/ports.ts';
import type { ScheduleStatus } from '../../control/schedule-control.ts';
import { idleStatus, type TrainingStatus } from '../../control/status.ts';
import type { StartRequest } from '../../control/training-control.ts';
import { incidentStates } from '../../domain/alerts/incident.ts';
import { PerennialError } from '../../domain/errors.ts';
import { type ArmNumbers, gateConfig } from '../../domain/experiment/experiment.ts';
import type { MetricRecord } from '../../domain/monitoring/measurement.ts';
import type { Deployed, DeploymentRequest } from '../../serving/deploy-version.ts';
import { noChampion } from '../../serving/load-version.ts';
import type { DataCounts } from '../../store/data-summary.ts';
import { unknownExperiment } from '../../store/experiments.ts';
import type { NewOutcome } from '../../store/outcomes.ts';
import type { ModelVersion } from '../../store/versions.ts';

import { fakePredictions } from './fake-predictions.ts';

export const goodToken = 'abc.correct-horse-battery-staple';

export const idle = idleStatus;

export const training: TrainingStatus = {
  ...idle,
  status: 'training',
  current_model: 'churn',
  progress: 66,
  message: 'Training churn prediction model...',
  started_at: '2024-01-15T10:30:00.000Z',
  retrain_id: 'r1',
  metrics: { lead_scoring: { mae: 8.45, r2: 0.87 } },
  models: [
    {
      runId: 'r1/lead_scoring',
      model: 'lead_scoring',
      state: 'completed',
      stage: 'deploy',
      progress: 100,
      message: 'Deployed 2024-01-15.1',
      trainingSamples: 96,
      testingSamples: 24,
      metrics: { mae: 8.45, r2: 0.87 },
    },
    {
      runId: 'r1/churn',
      model: 'churn',
      state: 'running',
      stage: 'train',
      progress: 62,
      message: 'Training: candidate 4 of 6',
      trainingSamples: 160,
      testingSamples: 40,
      metrics: null,
    },
  ],
};

export const finishedRun: RunRecord = {
  id: 'r1/lead_scoring',
  retrainId: 'r1',
  model: 'lead_scoring',
  trigger: 'api',
  reason: null,
  state: 'completed',
  outcome: 'deployed',
  startedAt: new Date('2024-01-15T10:30:00Z'),
  finishedAt: new Date('2024-01-15T10:30:12.500Z'),
  trainingSamples: 96,
  testingSamples: 24,
  metrics: { mae: 8.45, r2: 0.79 },
  version: '2024-01-15.1',
  engine: 'ml-xgboost',
  seed: 42,
  snapshotHash: 'a'.repeat(64),
  error: null,
};

export const metric: MetricRecord = {
  date: '2024-02-20',
  model: 'lead_scoring',
  version: '2024-01-15.1',
  metric: 'mae',
  value: 9.1,
  samples: 212,
  source: 'live',
  segment: 'all',
  low: 8.2,
  high: 10,
  noise: null,
  reason: null,
  estimate: false,
};

export const version: VersionRecord = {
  model: 'lead_scoring',
  name: '2024-01-15.1',
  champion: true,
  createdAt: new Date('2024-01-15T10:30:12Z'),
  byteCount: 48_213,
  engine: 'ml-xgboost',
  metrics: { mae: 8.45, r2: 0.79 },
  synthetic: true,
  runId: 'r1/lead_scoring',
  artifactHash: 'b'.repeat(64),
};

export const mail: MailRecord = {
  id: 7,
  subject: 'ML Model Performance Alert: lead scoring',
  recipient: 'admin@example.com',
  state: 'sent',
  createdAt: new Date('2024-01-15T10:31:00Z'),
  sentAt: new Date('2024-01-15T10:31:01Z'),
  attempts: 1,
  lastError: null,
  body: 'Lead scoring model performance degraded: MAE=15.20, R²=0.41',
};

export const incident: IncidentRecord = {
  id: 12,
  rule: 'mae_high',
  model: 'lead_scoring',
  source: 'live',
  state: 'firing',
  value: 15.2,
  limit: 15,
  detail: '',
  openedAt: new Date('2024-01-15T10:30:00Z'),
  firedAt: new Date('2024-01-15T10:30:00Z'),
  acknowledgedAt: null,
  acknowledgedBy: null,
  resolvedAt: null,
  noticedAt: new Date('2024-01-15T10:30:00Z'),
};

export const counts: DataCounts = {
  contacts: 200,
  leads: 120,
  leadsConverted: 36,
  conversations: 150,
  messages: 612,
  campaigns: 6,
  campaignEvents: 1480,
  purchases: 95,
  tickets: 40,
};
export const noCounts = Object.fromEntries(Object.keys(counts).map((key) => [key, 0])) as DataCounts;

export const storedVersion: ModelVersion = {
  id: 2,
  model: 'lead_scoring',
  name: '2024-01-15.1',
  runId: 'r1/lead_scoring',
  engine: 'boosting',
  artifactHash: 'b'.repeat(64),
  byteCount: 48_213,
  snapshotHash: 'a'.repeat(64),
  metrics: { mae: 8.45 },
  card: {},
  golden: null,
  synthetic: true,
  createdAt: new Date('2024-01-15T10:30:12Z'),
};

export const deployment: DeploymentRecord = {
  deployment: {
    id: 1,
    key: 'api/1',
    model: 'lead_scoring',
    versionId: 2,
    previousVersionId: 1,
    action: 'deploy',
    actor: 'ann',
    reason: 'the campaign begins',
    evidence: { byHand: true, goldenRows: 8 },
    createdAt: new Date('2024-01-15T11:00:00Z'),
  },
  version: '2024-01-15.1',
  previous: '2024-01-08.1',
};

const arm: ArmNumbers = {
  exposed: 9_000,
  units: 8_000,
  conversions: 400,
  optOuts: 3,
  predictions: 9_100,
  errors: 0,
  milliseconds: 0.4,
};

export const experiment: ExperimentDetails = {
  experiment: {
    id: 'lead_scoring-2024-01-15.1',
    model: 'lead_scoring',
    championVersionId: 1,
    challengerVersionId: 2,
    state: 'running',
    outcome: null,
    mode: 'live',
    config: gateConfig('lead_scoring'),
    plan: {
      mode: 'live',
      reason: 'Live: enough traffic.',
      unitsPerDay: 1_000,
      baseRate: 0.05,
      neededUnits: 5_000,
      expectedUnits: 8_400,
      plannedTotal: 50_000,
      neededDays: 64,
    },
    scoreMap: null,
    reason: null,
    createdAt: new Date('2024-01-15T10:30:12Z'),
    startedAt: new Date('2024-01-15T10:30:13Z'),
    endedAt: null,
  },
  champion: '2024-01-08.1',
  challenger: '2024-01-15.1',
  phases: [
    {
      experimentId: 'lead_scoring-2024-01-15.1',
      number: 1,
      challengerShare: 0.1,
      salt: 'lead_scoring-2024-01-15.1/1',
      plannedTotal: 50_000,
      startedAt: new Date('2024-01-15T10:30:13Z'),
      closedAt: null,
    },
  ],
  looks: [
    {
      experimentId: 'lead_scoring-2024-01-15.1',
      phase: 1,
      number: 1,
      at: new Date('2024-01-16T10:30:13Z'),
      numbers: {
        phase: 1,
        challengerShare: 0.1,
        plannedTotal: 50_000,
        phaseDay: 1,
        experimentDay: 1,
        champion: arm,
        challenger: { ...arm, exposed: 1_000, units: 900, conversions: 50 },
        crossed: 0,
        paired: null,
        scores: null,
        weeks: [],
      },
      decision: {
        action: 'continue',
        reason: 'Too early.',
        sampleRatioP: 0.5,
        lift: { observed: 0.11, low: -0.3, high: 0.5, p: 1, chanceToWin: 0.77 },
        paired: null,
        guardrail: null,
        daysLeft: 27,
      },
      action: 'continue',
      reason: 'Too early.',
    },
  ],
  events: [
    {
      id: 1,
      key: 'k',
      experimentId: 'lead_scoring-2024-01-15.1',
      type: 'started',
      actor: 'gate',
      reason: 'Live: enough traffic.',
      details: {},
      createdAt: new Date('2024-01-15T10:30:13Z'),
    },
  ],
};

export const schedule: ScheduleStatus = {
  id: 'retrain-weekly',
  cron: '0 2 * * 0',
  timezone: 'UTC',
  summary: 'Sunday 02:00 UTC: the models whose turn it is',
  state: 'active',
  note: null,
  nextAt: new Date('2024-01-21T02:00:00Z'),
  lastAt: new Date('2024-01-14T02:00:10Z'),
  firings: [
    {
      id: 'retrain-weekly-2024-01-14T02:00:10Z',
      schedule: 'retrain-weekly',
      firedAt: new Date('2024-01-14T02:00:10Z'),
      outcome: 'skipped',
      retrainId: null,
      reason: 'At 30 new leads a week training is monthly.',
      verdict: {
        cadence: 'monthly',
        leadsAWeek: 30,
        reason: 'At 30 new leads a week training is monthly.',
        models: [{ model: 'churn', train: false, changes: 12, reason: 'its run is due again in 2 weeks' }],
      },
    },
  ],
  lastCommand: null,
};

export type FakeWorld = {
  status: TrainingStatus;
  started: StartRequest[];
  runs: RunRecord[];
  versions: VersionRecord[];
  mails: MailRecord[];
  incidents: IncidentRecord[];
  data: DataCounts;
  outcomes: NewOutcome[];
  experiments: ExperimentDetails[];
  commands: { id: string; name: string; actor: string; reason: string }[];
  schedules: ScheduleStatus[];
  deployments: DeploymentRecord[];
  metrics: MetricRecord[];
  moved: DeploymentRequest[];
  /** Thrown by everything that would reach for a server. */
  outage: Error | null;
  logged: string[];
};

export function fakeWorld(given: Partial<FakeWorld> = {}): FakeWorld {
  return {
    status: idle,
    started: [],
    runs: [],
    versions: [],
    mails: [],
    incidents: [],
    data: noCounts,
    outcomes: [],
    experiments: [],
    commands: [],
    schedules: [],
    deployments: [],
    metrics: [],
    moved: [],
    outage: null,
    logged: [],
    ...given,
  };
}

/** Ports on plain memory, for what is the API's own: contracts, refusals, documents. */
export function fakePorts(world: FakeWorld): Ports {
  async function reach<T>(answer: () => T): Promise<T> {
    if (world.outage !== null) throw world.outage;
    return answer();
  }
  const log = (_fields: object, message: string) => void world.logged.push(message);
  return {
    control: {
      start: (request) =>
        reach(() => {
          if (world.status.status === 'training') {
            throw new PerennialError(
              'training_in_progress',
              'Training r1 is in progress.',
              'Wait for it to finish, or stop it.',
              { retrain_id: 'r1' },
            );
          }
          world.started.push(request);
          world.status = training;
          return { retrainId: 'r1' };
        }),
      cancel: () =>
        reach(() => {
          if (world.status.status !== 'training')
            throw new PerennialError('nothing_running', 'No training is in progress.', 'Start one first.');
          world.status = { ...world.status, status: 'cancelled', current_model: null, message: 'Cancelled.' };
          return { retrainId: 'r1' };
        }),
      status: () => reach(() => world.status),
    },
    records: {
      runs: ({ model, limit }) =>
        reach(() => world.runs.filter((run) => model === undefined || run.model === model).slice(0, limit)),
      versions: () => reach(() => world.versions),
      mails: (limit) => reach(() => world.mails.slice(0, limit)),
      mail: (id) => reach(() => world.mails.find((one) => one.id === id) ?? null),
      incidents: ({ model, states = incidentStates, limit }) =>
        reach(() =>
          world.incidents
            .filter((one) => (model === undefined || one.model === model) && states.includes(one.state))
            .slice(0, limit),
        ),
      incident: (id) => reach(() => knownIncident(world, id)),
      data: () => reach(() => ({ total: world.data, real: noCounts, synthetic: world.data })),
      experiments: ({ model, limit }) =>
        reach(() =>
          world.experiments
            .filter(({ experiment }) => model === undefined || experiment.model === model)
            .slice(0, limit),
        ),
      experiment: (id) => reach(() => knownExperiment(world, id)),
      deployments: () => reach(() => world.deployments),
      metrics: ({ model }) => reach(() => world.metrics.filter((each) => each.model === model)),
    },
    gate: (id, name, { actor, reason }) =>
      reach(() => {
        const { experiment } = knownExperiment(world, id);
        if (experiment.state === 'ended')
          throw new PerennialError('experiment_conflict', `Experiment ${id} has ended.`, 'See gate list.');
        world.commands.push({ id, name, actor, reason });
        return { experimentId: id, message: 'Done.' };
      }),
    schedules: {
      list: () => reach(() => world.schedules),
      command: (id, name, { actor, reason }) =>
        reach(() => {
          const known = world.schedules.find((one) => one.id === id);
          if (known === undefined)
            throw new PerennialError('schedule_not_found', `No schedule ${id}.`, 'See the list.');
          world.commands.push({ id, name, actor, reason });
          return {
            ...known,
            lastCommand: { id: 1, schedule: id, command: name, actor, reason, createdAt: new Date() },
          };
        }),
    },
    acknowledge: (id, actor) =>
      reach(() => {
        const known = knownIncident(world, id);
        if (known.state !== 'firing') throw new PerennialError('incident_conflict', `Incident ${id} is over.`, 'None.');
        const acknowledged = {
          ...known,
          state: 'acknowledged',
          acknowledgedBy: actor,
          acknowledgedAt: new Date(),
        } as const;
        world.incidents = world.incidents.map((one) => (one.id === id ? acknowledged : one));
        return acknowledged;
      }),
    predictions: fakePredictions(),
    deployments: {
      deploy: (request) => reach(() => move(world, request)),
      rollBack: (request) => reach(() => move(world, request)),
    },
    recordOutcomes: (outcomes) =>
      reach(() => {
        world.outcomes.push(...outcomes);
        return { accepted: outcomes.length, duplicates: 0 };
      }),
    healthChecks: { database: () => reach(() => 'answers'), temporal: async () => 'answers' },
    verifyToken: async (token) => token === goodToken,
    log: { debug: () => {}, info: log, error: log },
    version: '0.1.0',
  };
}

function knownExperiment(world: FakeWorld, id: string): ExperimentDetails {
  const found = world.experiments.find(({ experiment }) => experiment.id === id);
  if (found === undefined) throw unknownExperiment(id);
  return found;
}

/** As if `deployments` had that move already. */
function move(world: FakeWorld, request: DeploymentRequest): Deployed {
  world.moved.push(request);
  const [moved] = world.deployments;
  if (moved === undefined) throw noChampion(request.model);
  return { deployment: moved.deployment, version: storedVersion, previous: moved.previous };
}

export type TestApi = {
  readonly url: string;
  /** With the good token unless told otherwise. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
};
export type CallOptions = {
  readonly authorization?: string | null;
  readonly json?: unknown;
  readonly text?: string;
  readonly type?: string;
};
// biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
export type Reply = { readonly status: number; readonly headers: Headers; readonly body: any };

export async function listen(ports: Ports): Promise<TestApi> {
  const app = createApp(ports);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    call: (method, path, options) => call(url, method, path, options),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export async function call(url: string, method: string, path: string, options: CallOptions = {}): Promise<Reply> {
  const {
    authorization = `Bearer ${goodToken}`,
    json,
    text = json === undefined ? undefined : JSON.stringify(json),
    type,
  } = options;
  const headers = new Headers();
  if (authorization !== null) headers.set('Authorization', authorization);
  if (text !== undefined) headers.set('Content-Type', type ?? 'application/json');
  const response = await fetch(url + path, { method, headers, ...(text === undefined ? {} : { body: text }) });
  const content = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && content ? JSON.parse(content) : content,
  };
}

function knownIncident(world: FakeWorld, id: number): IncidentRecord {
  const known = world.incidents.find((one) => one.id === id);
  if (known !== undefined) return known;
  throw new PerennialError('incident_not_found', `There is no incident ${id}.`, 'List them first.');
}
