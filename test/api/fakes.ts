import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../api/app.ts';
import type { AnswerTo } from '../../api/contracts/answer-to.ts';
import { openEventFeed } from '../../api/event-feed.ts';
import { configuredToken } from '../../api/http/authentication.ts';
import { openServer, type ServerLimits, serverLimits } from '../../api/http/open-server.ts';
import { createRateLimits } from '../../api/http/rate-limits.ts';
import type {
  DeploymentRecord,
  ExperimentDetails,
  ExplainedIncidentRecord,
  IncidentRecord,
  MailRecord,
  Ports,
  RunDetails,
  RunRecord,
  VersionRecord,
} from '../../api/ports.ts';
import { workflowOf } from '../../api/workflow-page.ts';
import type { ReproductionStatus } from '../../control/reproduction-control.ts';
import type { ScheduleStatus } from '../../control/schedule-control.ts';
import type { TrainingStatus } from '../../control/status.ts';
import type { StartRequest } from '../../control/training-control.ts';
import type { Act } from '../../domain/access/actor.ts';
import { type Role, roles } from '../../domain/access/roles.ts';
import { incidentStates } from '../../domain/alerts/incident.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import type { MetricRecord } from '../../domain/monitoring/measurement.ts';
import type { RowResult } from '../../ingest/upsert/given-record.ts';
import type { Deployed, DeploymentRequest } from '../../serving/live/deploy-version.ts';
import { noChampion } from '../../serving/live/load-version.ts';
import type { KeptAnswer } from '../../store/access/kept-answers.ts';
import type { DataCounts } from '../../store/crm/data-summary.ts';
import type { NewOutcome } from '../../store/crm/outcomes.ts';
import type { StoredEvent } from '../../store/events/events.ts';
import { unknownExperiment } from '../../store/experiments/experiments.ts';
import type { CalendarEntry } from '../../store/schedules/calendar.ts';
import { unknownRun } from '../../store/training/retrains.ts';
import { unknownVersion } from '../../store/training/versions.ts';
import { createMetrics } from '../../telemetry/metrics.ts';
import { predictionTrace, tracedId, versionTrace } from '../ingest/trace/traces.ts';
import type { FakeConnections } from './fake-connections.ts';
import { destination, fakeDestinations } from './fake-destinations.ts';
import { type FakeImports, type FakePretend, fakeImports, fakePretend } from './fake-imports.ts';
import { pageOf } from './fake-page.ts';
import { type FakePeople, fakePeople } from './fake-people.ts';
import { fakePredictions } from './fake-predictions.ts';
import { fakeSources, shop } from './fake-sources.ts';
import { fakeWebhooks, webshop } from './fake-webhooks.ts';
import { idle, noCounts, readiness, storedVersion, training } from './records.ts';
import { watchAnswers } from './undocumented.ts';

export const goodToken = 'abc.correct-horse-battery-staple';
/** One of each role; the good one may everything. */
export const tokenOf: Readonly<Record<Role, string>> = {
  viewer: 'viewer.correct-horse-battery-staple',
  operator: 'operator.correct-horse-battery-staple',
  admin: goodToken,
};

export type FakeWorld = {
  status: TrainingStatus;
  started: StartRequest[];
  runs: RunRecord[];
  details: RunDetails[];
  verdicts: Partial<Record<ModelName, Awaited<ReturnType<Ports['records']['verdictFacts']>>>>;
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
  calendar: CalendarEntry[];
  /** What is known of every incident. */
  explained: Omit<ExplainedIncidentRecord, 'incident'>;
  moved: DeploymentRequest[];
  /** The run that is trained again. */
  reproduced: string | null;
  people: FakePeople;
  imports: FakeImports;
  connections: FakeConnections;
  pretend: FakePretend;
  events: StoredEvent[];
  /** Told when `events` grew. */
  hearing: Set<() => void>;
  /** Thrown by everything that would use a server. */
  outage: Error | null;
  temporalAway: boolean;
  logged: string[];
  /** What would be in the audit log without a transaction of its own. */
  recorded: Act[];
};

export function fakeWorld(given: Partial<FakeWorld> = {}): FakeWorld {
  return {
    status: idle,
    started: [],
    runs: [],
    details: [],
    verdicts: {},
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
    calendar: [],
    explained: { series: [], versions: new Map(), causes: [], advice: [] },
    moved: [],
    reproduced: null,
    people: fakePeople(),
    imports: fakeImports(),
    connections: { sources: [shop], webhooks: [webshop], destinations: [destination], commands: [] },
    pretend: fakePretend(),
    events: [],
    hearing: new Set(),
    outage: null,
    temporalAway: false,
    logged: [],
    recorded: [],
    ...given,
  };
}

/** Ports in plain memory, to test what belongs to the API alone: contracts, refusals, documents. */
export function fakePorts(world: FakeWorld): Ports {
  async function reach<T>(answer: () => T): Promise<T> {
    if (world.outage !== null) throw world.outage;
    return answer();
  }
  const log = (_fields: object, message: string) => void world.logged.push(message);
  return {
    control: {
      start: ({ act: _, ...request }) =>
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
      runs: ({ model, state }, page) =>
        reach(() => {
          const fits = (run: RunRecord) =>
            (model === undefined || run.model === model) && (state === undefined || run.state === state);
          return pageOf(world.runs.filter(fits), page);
        }),
      runsOf: (retrainId) =>
        reach(() => {
          const runs = world.details.map(({ run }) => run).filter((run) => run.retrainId === retrainId);
          if (runs.length === 0) throw unknownRun(retrainId);
          return runs;
        }),
      run: (id) =>
        reach(() => {
          const known = world.details.find(({ run }) => run.id === id);
          if (known === undefined) throw unknownRun(id);
          return known;
        }),
      verdictFacts: (model) =>
        reach(() => {
          const champion = world.versions.find((version) => version.model === model && version.champion);
          if (champion === undefined) return world.verdicts[model] ?? null;
          const { name: version, labelSource: labels, metrics, baseline } = champion;
          return { model, version, labels, metrics, baseline, live: null, holdout: null, ...world.verdicts[model] };
        }),
      versions: ({ model, champion }, page) =>
        reach(() => {
          const fits = (one: VersionRecord) =>
            (model === undefined || one.model === model) && (champion === undefined || one.champion === champion);
          return pageOf(world.versions.filter(fits), page);
        }),
      mails: ({ state }, page) =>
        reach(() =>
          pageOf(
            world.mails.filter((one) => state === undefined || one.state === state),
            page,
          ),
        ),
      mail: (id) => reach(() => world.mails.find((one) => one.id === id) ?? null),
      incidents: ({ model, states = incidentStates }, page) =>
        reach(() =>
          pageOf(
            world.incidents.filter((one) => (model === undefined || one.model === model) && states.includes(one.state)),
            page,
          ),
        ),
      incident: (id) => reach(() => knownIncident(world, id)),
      data: () => reach(() => ({ total: world.data, real: noCounts, synthetic: world.data })),
      waiting: () => reach(() => [{ ...waitingRows }]),
      experiments: ({ model, state }, page) =>
        reach(() => {
          const fits = ({ experiment: one }: ExperimentDetails) =>
            (model === undefined || one.model === model) && (state === undefined || one.state === state);
          return pageOf(world.experiments.filter(fits), page);
        }),
      experiment: (id) => reach(() => knownExperiment(world, id)),
      deployments: ({ model }, page) =>
        reach(() =>
          pageOf(
            world.deployments.filter(({ deployment }) => deployment.model === model),
            page,
          ),
        ),
      calendar: (since) => reach(() => world.calendar.filter(({ at }) => at >= since)),
      metrics: ({ model, metric, source, segment, days }) =>
        reach(() => {
          const ofModel = world.metrics.filter((each) => each.model === model);
          const first = [...new Set(ofModel.map(({ date }) => date))].sort().slice(-days)[0] ?? '';
          return ofModel.filter(
            (each) =>
              each.date >= first &&
              (metric === undefined || each.metric === metric) &&
              (source === undefined || each.source === source) &&
              (segment === undefined || each.segment === segment),
          );
        }),
    },
    readiness: () => reach(() => readiness),
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
    exportVersion: (_, version) =>
      reach(() => {
        if (!world.versions.some(({ name }) => name === version))
          throw unknownVersion(`version "${version}"`, { version });
        return new TextEncoder().encode(`ONNX of ${version}`);
      }),
    reproduction: {
      start: (runId) =>
        reach(() => {
          world.reproduced = runId;
        }),
      status: () => reach(() => reproduced(world.reproduced)),
    },
    trace: (id) =>
      reach(() => {
        const traced = [predictionTrace, versionTrace].find((one) => tracedId(one) === id);
        if (traced === undefined) throw unknownVersion(`prediction or version "${id}"`, { id });
        return traced;
      }),
    workflowOf: (runId) =>
      workflowOf({ url: 'http://localhost:8233/?session=secret', namespace: 'default', installation: '' }, runId),
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
    explainIncident: (id) => reach(() => ({ incident: knownIncident(world, id), ...world.explained })),
    predictions: fakePredictions(),
    events: openEventFeed(fakeEvents(world), { debug: () => {}, info: log, warn: log, error: log }),
    rows: {
      write: (_table, rows) =>
        reach(() => ({ results: rows.map(({ external_id: id }) => fakeResult(id)), released: 0 })),
    },
    sources: fakeSources(reach, world.connections),
    webhooks: fakeWebhooks(reach, world.connections),
    destinations: fakeDestinations(reach, world.connections),
    imports: world.imports,
    pretend: world.pretend,
    people: world.people.people,
    actions: world.people.actions,
    access: world.people.access,
    businessTimezone: world.people.businessTimezone,
    deployments: {
      deploy: ({ act: _, ...request }) => reach(() => move(world, request)),
      rollBack: ({ act: _, ...request }) => reach(() => move(world, request)),
    },
    recordOutcomes: (outcomes) =>
      reach(() => {
        world.outcomes.push(...outcomes);
        return { accepted: outcomes.length, duplicates: 0 };
      }),
    healthChecks: {
      database: { without: 'unavailable', ask: () => reach(() => 'answers') },
      temporal: {
        without: 'degraded',
        ask: () => (world.temporalAway ? Promise.reject() : Promise.resolve('answers')),
      },
    },
    tokens: {
      async verify(token) {
        const role = roles.find((each) => tokenOf[each] === token);
        if (role === undefined) return null;
        // the good one is that of the configuration
        return role === 'admin' ? configuredToken : { id: role, label: role, role, expiresAt: null };
      },
      isKnown: () => false,
    },
    recordAct: async (act) => void world.recorded.push(act),
    answers: fakeAnswers(),
    limits: createRateLimits({ requestsPerSecond: 0, refusalsPerMinute: 0 }),
    log: { debug: () => {}, info: log, warn: log, error: log },
    metrics: createMetrics(),
    tracing: null,
    version: '0.1.0',
  };
}

function fakeAnswers(): Ports['answers'] {
  const kept = new Map<string, KeptAnswer>();
  const keyOf = (id: Buffer) => id.toString('hex');
  return {
    async claim(id, fingerprint) {
      const known = kept.get(keyOf(id));
      if (known === undefined) kept.set(keyOf(id), { fingerprint, answered: null, begunAt: new Date() });
      return known ?? null;
    },
    async keep(id, { fingerprint, status, sealed }) {
      kept.set(keyOf(id), { fingerprint, answered: { status, sealed }, begunAt: new Date() });
    },
    giveBack: async (id) => void kept.delete(keyOf(id)),
  };
}

function fakeEvents(world: FakeWorld): Parameters<typeof openEventFeed>[0] {
  return {
    read: async (after, limit) => world.events.filter(({ id }) => id > after).slice(0, limit),
    range: async () => ({ first: world.events[0]?.id ?? 0, last: world.events.at(-1)?.id ?? 0 }),
    hear(heard) {
      world.hearing.add(heard);
      heard();
      return { close: async () => void world.hearing.delete(heard) };
    },
    status: async () => world.status,
  };
}

function knownExperiment(world: FakeWorld, id: string): ExperimentDetails {
  const found = world.experiments.find(({ experiment }) => experiment.id === id);
  if (found === undefined) throw unknownExperiment(id);
  return found;
}

/** As if `deployments` already had that move. */
function move(world: FakeWorld, request: DeploymentRequest): Deployed {
  world.moved.push(request);
  const [moved] = world.deployments;
  if (moved === undefined) throw noChampion(request.model);
  return { deployment: moved.deployment, version: storedVersion, previous: moved.previous, goldenRows: 8 };
}

export type TestApi = {
  readonly url: string;
  /** With the good token unless told otherwise. */
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  /** What a GET answers with 200, as the OpenAPI document has it. */
  read<Path extends string>(path: Path): Promise<AnswerTo<Path>>;
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

/**
 * Closing it fails where an answer was none that the OpenAPI document has.
 *
 * @param options.inventive the ports fail as no real ones do.
 */
export async function listen(
  ports: Ports,
  { inventive = false, limits = {} }: { readonly inventive?: boolean; readonly limits?: Partial<ServerLimits> } = {},
): Promise<TestApi> {
  const app = createApp(ports);
  const answers = watchAnswers(ports);
  const server = openServer(app, ports.metrics, { ...serverLimits, ...limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async call(method, path, options) {
      const reply = await call(url, method, path, options);
      answers.see(method, path, reply.status);
      return reply;
    },
    async read(path) {
      const { status, body } = await call(url, 'GET', path);
      assert.equal(status, 200, path);
      return body;
    },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      if (!inventive) assert.deepEqual([...answers.found], [], 'the OpenAPI document lacks answers');
    },
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

function fakeResult(id: unknown): RowResult {
  if (id !== 'unread') return { status: 'inserted', problems: [] };
  const problem = {
    table: 'contacts',
    column: 'phone',
    value: '1',
    reason: 'has no country code',
    remedy: 'Send +1.',
  } as const;
  return { status: 'rejected', problems: [problem] };
}

const waitingRows = {
  ...{ table: 'messages', origin: 'api', parked: 3, rejected: 0, oldest: new Date('2026-06-01T08:00:00Z') },
  example: 'contact "a" names a contact that does not exist',
};

function reproduced(runId: string | null): ReproductionStatus {
  if (runId === null) return { state: 'none', startedAt: null, result: null, error: null };
  const artifact = { recorded: 'ab'.repeat(32), again: 'ab'.repeat(32) };
  const result = {
    runId,
    verdict: 'same_bytes',
    artifact,
    differingMetrics: [],
    byteCount: 8_000,
    seconds: 2,
  } as const;
  return { state: 'done', startedAt: new Date('2026-11-22T10:00:00Z'), result, error: null };
}
