import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { PerennialError } from '../domain/errors.ts';
import { type ArtifactPlace, type BucketAccess, readBucket } from './artifact-place.ts';
import { projectRoot } from './project-root.ts';
import { readTemporalAccess, type TemporalAccess } from './temporal/temporal-access.ts';
import { type VariableName, variables, variableTable } from './variables.ts';

export { variables } from './variables.ts';

export type Config = {
  readonly environment: 'development' | 'production' | 'test';
  readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** null: no spans are made or sent. */
  readonly tracing: { readonly protocol: 'http/protobuf' | 'http/json' } | null;
  /** Absolute folders. */
  readonly home: string;
  readonly mailboxFolder: string;
  /** Of files that people send over the API, until they are imported. */
  readonly uploadFolder: string;
  readonly artifacts: ArtifactPlace;
  /** Of backups too, wherever the artifacts are. */
  readonly buckets: BucketAccess;
  /** Undefined: the embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  readonly temporal: TemporalAccess & {
    /** The installation's name; empty for the one without. */
    readonly installation: string;
  };
  /** Of the role for Temporal's own databases, in containers. */
  readonly temporalRolePassword: string | undefined;
  readonly ports: {
    readonly postgres: number;
    readonly temporal: number;
    readonly temporalUi: number;
    /** Undefined: no health endpoint. */
    readonly health: number | undefined;
  };
  readonly healthHost: string;
  readonly api: {
    readonly host: string;
    readonly port: number;
    readonly token: string | undefined;
    /** Names by which it may be asked, beside localhost and addresses. */
    readonly hostnames: readonly string[];
    /** Whether people reach it through TLS, as far as the dashboard's address tells. */
    /** undefined: people reach it at its own address. */
    readonly dashboardUrl: string | undefined;
    readonly behindTls: boolean;
    readonly rateLimits: { readonly requestsPerSecond: number };
  };
  readonly mail: {
    /** Undefined: the local mailbox. */
    readonly smtpUrl: string | undefined;
    readonly from: string;
    readonly to: readonly string[];
    /** Whether a digest is mailed on Mondays. */
    readonly digest: boolean;
  };
  /** Without a trailing slash. */
  readonly dashboardUrl: string;
  readonly businessTimezone: string;
  /** Days of silence after which an old lead leaves the list. */
  readonly leadIdleDays: number;
  readonly leadLabels: { readonly source: 'auto' | 'rating' | 'outcomes'; readonly attributionDays: number };
  /** Whether the business's own columns are features, and which of them though they may hold the outcome. */
  readonly attributes: { readonly off: boolean; readonly withSuspects: readonly string[] };
  /** ISO 4217; undefined: that of most of the first amounts imported. */
  readonly businessCurrency: string | undefined;
  /** ISO 3166, of phone numbers without a country code. */
  readonly businessCountry: string | undefined;
  /** Days that rows are kept. */
  readonly retention: {
    readonly predictions: number;
    readonly steps: number;
    readonly exposures: number;
    readonly hook_deliveries: number;
  };
  /** Whether texts without a sentiment are measured. */
  readonly measuresSentiment: boolean;
  /** By which erased people are known; undefined: the one in the home. */
  readonly erasureKey: string | undefined;
  readonly schedules: { readonly timezone: string; readonly minimumChanges: number; readonly cooldownDays: number };
  readonly gate: {
    readonly kind: 'experiment' | 'holdout';
    readonly changes: { readonly rule: 'evidence' | 'observed'; readonly minimumLift: number };
  };
  readonly trainingSlots: number;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** The schema of the whole environment, built from the table of variables, so that the two always match. */
const schema = z.object(
  Object.fromEntries(Object.entries(variableTable).map(([name, variable]) => [name, variable.schema])) as {
    [Name in VariableName]: (typeof variableTable)[Name]['schema'];
  },
);
type Parsed = z.infer<typeof schema>;

/** Throws `invalid_configuration` naming the variable, its value (never a secret) and what was expected. */
export function readConfig(env: Environment = process.env): Config {
  refuseRetired(env);
  refuseUnknown(env);
  const given = Object.fromEntries(Object.keys(variables).map((name) => [name, env[name] || undefined]));
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const name = String(parsed.error.issues[0]?.path[0]);
    throw refusal(name, given[name] ?? '', variables[name]?.expected ?? 'another value');
  }
  refuseContradictions(parsed.data);
  return toConfig(parsed.data, readTemporalAccess(env));
}

function toConfig(parsed: Parsed, access: TemporalAccess): Config {
  const home = absolute(parsed.PERENNIAL_HOME);
  return {
    environment: parsed.NODE_ENV,
    logLevel: parsed.LOG_LEVEL,
    tracing: readTracing(parsed),
    home,
    mailboxFolder: parsed.PERENNIAL_MAILBOX ? absolute(parsed.PERENNIAL_MAILBOX) : join(home, 'mailbox'),
    uploadFolder: join(home, 'uploads'),
    artifacts: artifactPlace(parsed, home),
    buckets: bucketAccess(parsed),
    databaseUrl: parsed.DATABASE_URL,
    temporal: {
      ...access,
      installation: parsed.PERENNIAL_INSTALLATION,
    },
    temporalRolePassword: parsed.TEMPORAL_POSTGRES_PASSWORD,
    ports: {
      postgres: parsed.PERENNIAL_POSTGRES_PORT,
      temporal: parsed.PERENNIAL_TEMPORAL_PORT,
      temporalUi: parsed.PERENNIAL_TEMPORAL_UI_PORT,
      health: parsed.PERENNIAL_HEALTH_PORT,
    },
    healthHost: parsed.PERENNIAL_HEALTH_HOST,
    api: {
      host: parsed.PERENNIAL_API_HOST,
      port: parsed.PERENNIAL_API_PORT,
      token: parsed.PERENNIAL_API_TOKEN,
      hostnames: [
        parsed.PERENNIAL_API_HOST.toLowerCase(),
        ...(parsed.PERENNIAL_DASHBOARD_URL ? [new URL(parsed.PERENNIAL_DASHBOARD_URL).hostname] : []),
        ...(parsed.PERENNIAL_API_HOSTNAMES ?? []),
      ],
      dashboardUrl: parsed.PERENNIAL_DASHBOARD_URL,
      rateLimits: { requestsPerSecond: parsed.PERENNIAL_API_RATE_LIMIT },
      behindTls: parsed.PERENNIAL_DASHBOARD_URL?.startsWith('https:') ?? false,
    },
    mail: {
      smtpUrl: parsed.SMTP_URL,
      from: parsed.ALERT_FROM,
      to: parsed.ALERT_TO ?? ['operator@localhost'],
      digest: parsed.ALERT_DIGEST === 'on',
    },
    dashboardUrl: parsed.PERENNIAL_DASHBOARD_URL ?? `http://localhost:${parsed.PERENNIAL_API_PORT}`,
    businessTimezone: parsed.BUSINESS_TIMEZONE,
    leadIdleDays: parsed.PERENNIAL_LEAD_IDLE_DAYS,
    leadLabels: { source: parsed.PERENNIAL_LEAD_LABEL, attributionDays: parsed.PERENNIAL_ATTRIBUTION_DAYS },
    attributes: { off: parsed.PERENNIAL_ATTRIBUTES === 'off', withSuspects: parsed.PERENNIAL_WITH_SUSPECTS },
    businessCurrency: parsed.PERENNIAL_CURRENCY,
    businessCountry: parsed.PERENNIAL_COUNTRY,
    retention: {
      predictions: parsed.PERENNIAL_KEEP_PREDICTIONS,
      steps: parsed.PERENNIAL_KEEP_STEPS,
      exposures: parsed.PERENNIAL_KEEP_EXPOSURES,
      hook_deliveries: parsed.PERENNIAL_KEEP_DELIVERIES,
    },
    measuresSentiment: parsed.PERENNIAL_SENTIMENT === 'measure',
    erasureKey: parsed.PERENNIAL_ERASURE_KEY,
    schedules: {
      timezone: parsed.PERENNIAL_SCHEDULE_TIMEZONE,
      minimumChanges: parsed.PERENNIAL_RETRAIN_MIN_CHANGES,
      cooldownDays: parsed.PERENNIAL_RETRAIN_COOLDOWN_DAYS,
    },
    gate: {
      kind: parsed.PERENNIAL_GATE,
      changes: { rule: parsed.PERENNIAL_GATE_DECISION, minimumLift: parsed.PERENNIAL_GATE_MIN_LIFT },
    },
    trainingSlots: parsed.PERENNIAL_TRAINING_SLOTS,
  };
}

/** By OpenTelemetry's specification an exporter is on unless it is turned off; ours is off until somebody names one or its collector. */
function readTracing(parsed: Parsed): Config['tracing'] {
  const collector = parsed.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? parsed.OTEL_EXPORTER_OTLP_ENDPOINT;
  const exporter = parsed.OTEL_TRACES_EXPORTER ?? (collector === undefined ? 'none' : 'otlp');
  if (exporter === 'none' || parsed.OTEL_SDK_DISABLED === 'true') return null;
  return { protocol: parsed.OTEL_EXPORTER_OTLP_PROTOCOL };
}

function artifactPlace(parsed: Parsed, home: string): ArtifactPlace {
  const { PERENNIAL_ARTIFACTS: place = join(home, 'artifacts') } = parsed;
  const named = readBucket(place);
  if (named === null) return { kind: 'folder', folder: absolute(place) };
  return {
    kind: 'bucket',
    bucket: { ...named, ...bucketAccess(parsed) },
    cacheFolder: join(home, 'cache', 'artifacts'),
  };
}

function bucketAccess(parsed: Parsed): BucketAccess {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = parsed;
  const isGiven = accessKeyId !== undefined && secretAccessKey !== undefined;
  return {
    endpoint: parsed.AWS_ENDPOINT_URL_S3 ?? parsed.AWS_ENDPOINT_URL,
    region: parsed.AWS_REGION,
    credentials: isGiven ? { accessKeyId, secretAccessKey, sessionToken: parsed.AWS_SESSION_TOKEN } : undefined,
  };
}

function absolute(path: string): string {
  return isAbsolute(path) ? path : resolve(projectRoot, path);
}

/** Was read by earlier releases. */
const retired = 'PERENNIAL_TASK_QUEUE_PREFIX';

function refuseRetired(env: Environment): void {
  if (!env[retired]) return;
  throw new PerennialError(
    'invalid_configuration',
    `The environment variable ${retired} is no longer read: PERENNIAL_INSTALLATION takes its place.`,
    'Unset it and set PERENNIAL_INSTALLATION to a name, which stands before every task queue, workflow and schedule. What was started under the prefix stays under its old ids: docs/decisions/0014-installations.md says how to move.',
    { variable: retired, instead: 'PERENNIAL_INSTALLATION' },
  );
}

/**
 * Refuses unknown variables: a misspelt PERENNIAL_ variable would otherwise be ignored silently. PERENNIAL_TEST_ ones belong
 * to the test runner.
 */
function refuseUnknown(env: Environment): void {
  const unknown = Object.keys(env).find(
    (name) =>
      name.startsWith('PERENNIAL_') && !name.startsWith('PERENNIAL_TEST_') && !(name in variables) && name !== retired,
  );
  if (unknown === undefined) return;
  const known = Object.keys(variables).filter((name) => name.startsWith('PERENNIAL_'));
  throw new PerennialError(
    'invalid_configuration',
    `The environment variable ${unknown} is not known.`,
    `Unset it, or correct its name to one of: ${known.join(', ')}.`,
    { variable: unknown },
  );
}

function refuseContradictions(parsed: Parsed): void {
  if (parsed.SMTP_URL !== undefined && parsed.ALERT_TO === undefined) {
    throw new PerennialError(
      'invalid_configuration',
      'SMTP_URL is set but ALERT_TO is not: mail would have no recipient.',
      'Set ALERT_TO to a mail address, or unset SMTP_URL to keep mail in the local mailbox.',
      { variable: 'ALERT_TO', expected: variables.ALERT_TO?.expected },
    );
  }
  const takenBy = new Map<number, string>();
  for (const name of portVariables) {
    const port = parsed[name];
    if (port === undefined) continue;
    const other = takenBy.get(port);
    if (other !== undefined) throw refusal(name, String(port), `a port other than that of ${other}`);
    takenBy.set(port, name);
  }
}

const portVariables = [
  'PERENNIAL_API_PORT',
  'PERENNIAL_TEMPORAL_PORT',
  'PERENNIAL_TEMPORAL_UI_PORT',
  'PERENNIAL_POSTGRES_PORT',
  'PERENNIAL_HEALTH_PORT',
] as const satisfies readonly VariableName[];

function refusal(variable: string, value: string, expected: string): PerennialError {
  const shown = variables[variable]?.secret ? '(not shown)' : value;
  return new PerennialError(
    'invalid_configuration',
    `The environment variable ${variable} is ${JSON.stringify(shown)}; expected ${expected}.`,
    `Correct ${variable} or unset it${variables[variable]?.default === undefined ? '' : ` (its default is ${variables[variable].default})`}.`,
    { variable, value: shown, expected },
  );
}
