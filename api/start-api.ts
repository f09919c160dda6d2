import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Connection } from '@temporalio/client';
import { createDestinationControl } from '../control/destinations.ts';
import { commandExperiment } from '../control/experiment-command.ts';
import { explainIncident } from '../control/explain-incident.ts';
import type { GateControl } from '../control/gate-control.ts';
import type { LeadLabelSettings } from '../control/label-settings.ts';
import type { AttributeOptions } from '../domain/attributes.ts';
import { PerennialError } from '../domain/errors.ts';
import { signInLink } from '../domain/sign-in-link.ts';
import { traceAnswer } from '../ingest/trace/trace-answer.ts';
import type { Definitions } from '../models/definition.ts';
import { deployByHand, rollBackByHand } from '../serving/live/deploy-version.ts';
import { exportVersion } from '../serving/live/export-version.ts';
import { recordAct } from '../store/access/audit.ts';
import { createSignInCode } from '../store/access/sign-in-links.ts';
import { acknowledgeIncident, listIncidents } from '../store/alerts/incidents.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import { removeSynthetic } from '../store/crm/remove-synthetic.ts';
import type { Database } from '../store/database/database.ts';
import { eventRange, hearEvents, readEvents } from '../store/events/events.ts';
import { createToken, hasTokens } from '../store/tokens.ts';
import { readVersion } from '../store/training/versions.ts';
import { createMetrics, type Metrics } from '../telemetry/metrics.ts';
import { showPool } from '../telemetry/show-pool.ts';
import { createApp } from './app.ts';
import { type ErasingSettings, erasingOf } from './erasing.ts';
import { openEventFeed } from './event-feed.ts';
import { openHooks } from './hooks/open-hooks.ts';
import { drainable } from './http/drain.ts';
import { refuseStopping } from './http/error-handler.ts';
import { openServer } from './http/open-server.ts';
import { createRateLimits, defaultRateLimits, type RateLimitSettings } from './http/rate-limits.ts';
import { type DataSources, openImports } from './imports.ts';
import { keptAnswersIn } from './kept-answers.ts';
import { peopleAtWork } from './people-at-work.ts';
import type { HealthCheck, Ports } from './ports.ts';
import { openReadiness } from './readiness.ts';
import { createRecords } from './records.ts';
import { recordOutcomesIn } from './resources/outcomes.ts';
import { openRows } from './rows.ts';
import { openServing } from './serving.ts';
import { showFigures } from './show-figures.ts';
import { openSources } from './sources.ts';
import { checkTokensIn } from './tokens.ts';
import { openWebhooks } from './webhooks.ts';
import { type TemporalUi, workflowOf } from './workflow-page.ts';

export type ApiSettings = {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Accepted beside the tokens in the database; with it, none is generated. */
  readonly token?: string | undefined;
  /** Names by which it may be asked, beside localhost and addresses. */
  readonly hostnames?: readonly string[];
  readonly rateLimits?: Partial<RateLimitSettings>;
  /** Whether people reach it through TLS: without it, an API that is open to the network gives a warning. */
  readonly behindTls?: boolean;
  /** Where people reach the dashboard, if not at the API's own address. */
  readonly dashboardUrl?: string | undefined;
  readonly control: Ports['control'];
  readonly gate: GateControl;
  readonly schedules: Ports['schedules'];
  readonly reproduction: Ports['reproduction'];
  readonly sources: DataSources;
  readonly database: Database;
  readonly blobs: Blobs;
  /** IANA name, for contacts whose own zone isn't known. */
  readonly businessTimezone: string;
  /** Days of silence after which an old lead isn't listed; default: that of the configuration. */
  readonly leadIdleDays?: number;
  /** What labels of leads are made of; default: that of the configuration. */
  readonly leadLabels?: LeadLabelSettings;
  /** Whether models learn from the business's own columns; default: that of the configuration. */
  readonly attributes?: AttributeOptions;
  /** Where people are looked for who are erased. Left out: nobody can be. */
  readonly erasing?: ErasingSettings['erasing'];
  /** Refuses to deploy what was trained on synthetic rows. */
  readonly production: boolean;
  /** The models of the release; default: this one's. */
  readonly definitions?: Definitions;
  readonly temporal: Pick<Connection, 'withDeadline' | 'workflowService'>;
  /** Left out: there is none that people could open. */
  readonly temporalUi?: TemporalUi;
  readonly log: Ports['log'];
  /** Of the process. Left out: its own. */
  readonly metrics?: Metrics;
  readonly tracing?: Ports['tracing'];
  readonly version: string;
  /** Names the process that listens on a port, for the refusal. */
  readonly ownerOf?: (port: number) => string | undefined;
};

export type RunningApi = {
  /** Such as http://localhost:8000, without a slash at the end. */
  readonly url: string;
  /** Made at the first start, when the database has no token: print it now, only its hash is kept. */
  readonly newToken: string | null;
  readonly dashboardUrl: string;
  /** A link to the dashboard that lets this person in as an admin, once and for a few minutes. */
  signInLink(person: string): Promise<string>;
  /** What whoever started it should know. */
  readonly warning: string | null;
  /** Answers or refuses what comes meanwhile, writes the rest of the prediction log, then stops. Calling it twice is allowed. */
  close(): Promise<void>;
};

export async function startApi(settings: ApiSettings): Promise<RunningApi> {
  const { database, temporal, host, token, metrics = createMetrics(), tracing = null } = settings;
  const serving = await openServing({ ...settings, metrics });
  showFigures(metrics, database);
  showPool(metrics, 'api', database.pool);
  const readiness = openReadiness(settings);
  const events = openEventFeed(
    {
      read: (after, limit) => readEvents(database, after, limit),
      range: () => eventRange(database),
      hear: (heard) => hearEvents(database, heard),
      status: settings.control.status,
    },
    settings.log,
  );
  const hooks = openHooks(
    database,
    { control: settings.sources.hooks, readSecret: settings.sources.readCredential },
    settings.log,
  );
  const listeners = metrics.gauge('event_listeners', 'Who follows the stream of events');
  metrics.beforeScrape(() => listeners.set(events.listeners()));
  const app = createApp({
    events,
    hooks,
    imports: openImports(database, settings.sources),
    sources: openSources(database, settings.sources),
    webhooks: openWebhooks(database, { hooks: settings.sources.hooks, dashboardUrl: settings.dashboardUrl }),
    rows: openRows(database, { timezone: settings.businessTimezone, ...settings.sources.read }),
    pretend: {
      ...settings.sources.pretend,
      production: settings.production,
      remove: (act) => removeSynthetic(database, act),
    },
    predictions: serving.predictions,
    control: settings.control,
    gate: (id, name, command) => commandExperiment(settings, id, name, command),
    schedules: settings.schedules,
    deployments: {
      deploy: (request) => deployByHand(settings, request, `api/${randomUUID()}`),
      rollBack: (request) => rollBackByHand(settings, request, `api/${randomUUID()}`),
    },
    records: createRecords(database),
    destinations: createDestinationControl(database),
    exportVersion: async (model, name) =>
      (await exportVersion(await readVersion(database, model, name), settings.blobs)).bytes,
    reproduction: settings.reproduction,
    trace: (id, model) => traceAnswer(database, id, model),
    workflowOf: (runId) => workflowOf(settings.temporalUi ?? noTemporalUi, runId),
    readiness: readiness.get,
    acknowledge: (id, actor, act) => acknowledgeIncident(database, id, { actor, now: new Date(), act }),
    explainIncident: (id) => explainIncident(database, id, new Date()),
    recordOutcomes: recordOutcomesIn(database),
    ...peopleAtWork(database, {
      businessTimezone: settings.businessTimezone,
      replyChances: serving.replyChances,
      ...erasingOf({
        ...{ database, blobs: settings.blobs, erasing: settings.erasing, temporal },
        namespace: (settings.temporalUi ?? noTemporalUi).namespace,
        inBucket: settings.blobs.path(''.padEnd(64, '0')).startsWith('s3:'),
      }),
    }),
    businessTimezone: settings.businessTimezone,
    healthChecks: {
      database: checkDatabase(database),
      temporal: checkTemporal(temporal),
      ...serving.healthChecks,
      incidents: checkIncidents(database),
    },
    tokens: checkTokensIn(database, token, settings.log),
    recordAct: (act) => recordAct(database, act),
    answers: keptAnswersIn(database),
    limits: createRateLimits({ ...defaultRateLimits, ...settings.rateLimits }),
    log: settings.log,
    metrics,
    tracing,
    version: settings.version,
    hostnames: settings.hostnames ?? [],
  });
  const server = openServer(app, metrics);
  const drain = drainable(server, refuseStopping);
  try {
    await listen(server, settings);
  } catch (error) {
    hooks.close();
    await serving.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const newToken =
    token === undefined && !(await hasTokens(database))
      ? await createToken(database, { label: 'first start', role: 'admin' })
      : null;
  const url = `http://${urlHost(host)}:${port}`;
  const dashboardUrl = `${(settings.dashboardUrl ?? url).replace(/\/+$/, '')}/`;
  settings.log.info({ url }, `API listens on ${url}`);
  const warning = isLoopback(host) || settings.behindTls ? null : openWithoutTls(host);
  if (warning !== null) settings.log.warn({ host }, warning);
  return {
    url,
    newToken,
    warning,
    dashboardUrl,
    signInLink: async (person) => signInLink(dashboardUrl, await createSignInCode(database, { person, role: 'admin' })),
    async close() {
      readiness.close();
      // streams never end by themselves
      await events.close();
      await drain.close();
      hooks.close();
      // only now is the log complete
      await serving.close();
    },
  };
}

const noTemporalUi: TemporalUi = { url: undefined, namespace: 'default', installation: '' };

function checkDatabase(database: Database): HealthCheck {
  return {
    without: 'unavailable',
    async ask(signal) {
      await database.query('select 1', [], { signal });
      return 'answers';
    },
  };
}

/** What fires is no reason to send requests elsewhere. It is counted, not told: this route asks for no token. */
function checkIncidents(database: Database): HealthCheck {
  return {
    without: 'degraded',
    async ask() {
      const firing = await listIncidents(database, { states: ['firing'], limit: 1_000 });
      if (firing.length === 0) return 'none fires';
      const models = new Set(firing.map(({ model }) => model ?? 'pipeline'));
      return { status: 'degraded', detail: `${firing.length} firing: ${[...models].sort().join(', ')}` };
    },
  };
}

/** Without Temporal nothing is trained, but predictions go on. The call doesn't outlive the health check for long. */
function checkTemporal(connection: ApiSettings['temporal']): HealthCheck {
  return {
    without: 'degraded',
    async ask() {
      await connection.withDeadline(Date.now() + 2_000, () => connection.workflowService.getSystemInfo({}));
      return 'answers';
    },
  };
}

function listen(server: Server, { host, port, ownerOf }: ApiSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      const owner = ownerOf?.(port);
      reject(
        new PerennialError(
          'port_in_use',
          `Port ${port} of the API is in use by ${owner ?? 'another process'}.`,
          'Stop that process, or choose another port: PERENNIAL_API_PORT=<port>.',
          { port, owner, variable: 'PERENNIAL_API_PORT' },
        ),
      );
    });
    server.listen({ host, port }, resolve);
  });
}

function openWithoutTls(host: string): string {
  return `The API listens on ${host}: whoever shares the network reads its token and data, unless TLS is in front. Put a proxy with TLS before it and set PERENNIAL_DASHBOARD_URL to its https address, or leave PERENNIAL_API_HOST at 127.0.0.1.`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

/** An address that a browser on this machine can open. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || isLoopback(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
