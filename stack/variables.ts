import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { isArtifactPlace } from './artifact-place.ts';

/**
 * The one table of all environment variables that the product reads. `readConfig` parses with it, `perennial doctor` and the
 * documentation print it, and a test checks docker-compose.yml against it. An empty value counts as unset, because compose's
 * `${NAME:-}` gives one.
 */
type Variable = {
  readonly description: string;
  /** The value used when it is unset, worded for people. */
  readonly default?: string;
  /** Completes 'expected ...' when the value is refused. */
  readonly expected: string;
  /** May carry a password or token: its value is never printed. */
  readonly secret?: boolean;
  readonly schema: z.ZodType;
};

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const environments = ['development', 'production', 'test'] as const;

/**
 * One core stays free: the workers' main loops must send heartbeats and receive cancellations within 100 ms, and on a laptop
 * PostgreSQL and the Temporal server need that core too.
 */
const spareOneCore = Math.max(1, availableParallelism() - 1);

const port = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 65_535);
const aPort = 'a port number from 1 to 65535';
const host = z.string().regex(/^[\w.:-]+$/);
const aHost = 'an IP address or a host name';
const days = z
  .string()
  .regex(/^\d+$/)
  .transform(Number)
  .refine((value) => value >= 1 && value <= 36_500);
const aNumberOfDays = 'a whole number of days from 1 to 36500';
const path = z.string();
const aFolder = "a folder; a relative one starts at the project's root";
const address = z.string().regex(/^[^\s<>@]+@[^\s<>@]+$/);

export const variableTable = {
  NODE_ENV: {
    description: 'production refuses to deploy models trained on synthetic rows',
    default: 'development',
    expected: `one of ${environments.join(', ')}`,
    schema: z.enum(environments).default('development'),
  },
  DATABASE_URL: {
    description: 'your own PostgreSQL instead of the embedded one',
    expected: 'postgresql://user:password@host:port/database',
    secret: true,
    schema: z.string().refine(isDatabaseUrl).optional(),
  },
  TEMPORAL_ADDRESS: {
    description: 'your own Temporal server, or Temporal Cloud, instead of the embedded one',
    expected: 'host:port, without a scheme',
    schema: z
      .string()
      .regex(/^[^\s:/]+:\d{1,5}$/)
      .optional(),
  },
  TEMPORAL_NAMESPACE: {
    description: 'the Temporal namespace of all workflows',
    default: 'default',
    expected: 'letters, digits, dots, dashes and underscores',
    schema: z
      .string()
      .regex(/^[\w.-]+$/)
      .default('default'),
  },
  TEMPORAL_API_KEY: {
    description: 'the API key of Temporal Cloud or of a server that asks for one; it turns TLS on',
    expected: 'an API key',
    secret: true,
    schema: path.optional(),
  },
  TEMPORAL_TLS: {
    description: 'whether the Temporal server is spoken to by TLS',
    default: 'true where another TEMPORAL_TLS_ variable or an API key is set',
    expected: 'true or false',
    schema: z.enum(['true', 'false', '1', '0']).optional(),
  },
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: {
    description: 'the certificate authority of the Temporal server',
    default: 'those that Node trusts',
    expected: 'a file in PEM format',
    schema: path.optional(),
  },
  TEMPORAL_TLS_SERVER_NAME: {
    description: 'the name in the certificate of the Temporal server',
    default: 'the host of TEMPORAL_ADDRESS',
    expected: 'a host name',
    schema: path.optional(),
  },
  TEMPORAL_TLS_CLIENT_CERT_PATH: {
    description: 'our own certificate, for servers that ask for one (mTLS)',
    expected: 'a file in PEM format',
    schema: path.optional(),
  },
  TEMPORAL_TLS_CLIENT_KEY_PATH: {
    description: 'the key of TEMPORAL_TLS_CLIENT_CERT_PATH',
    expected: 'a file in PEM format',
    schema: path.optional(),
  },
  TEMPORAL_PROFILE: {
    description:
      'a profile of the configuration file of the Temporal tools: address, namespace, TLS and API key at once; variables override it',
    default: 'none: the file is not read',
    expected: 'the name of a profile',
    schema: path.optional(),
  },
  TEMPORAL_CONFIG_FILE: {
    description: 'the configuration file with the profile',
    default: 'temporalio/temporal.toml in the folder of configuration of this user',
    expected: 'a TOML file',
    schema: path.optional(),
  },
  TEMPORAL_POSTGRES_PASSWORD: {
    description: "in containers: the password of the role with which Temporal's server works in its own databases",
    expected: 'a password',
    secret: true,
    schema: z.string().optional(),
  },
  SMTP_URL: {
    description: 'where mail is sent; without it, mail goes to the local mailbox folder',
    expected: 'smtp://user:password@host:port or smtps://...',
    secret: true,
    schema: z.string().refine(isSmtpUrl).optional(),
  },
  ALERT_TO: {
    description: 'who is mailed when a model degrades; required with SMTP_URL',
    default: 'operator@localhost, read in the local mailbox',
    expected: 'a mail address, or several separated by commas',
    schema: z
      .string()
      .transform((list) => list.split(',').map((one) => one.trim()))
      .pipe(z.array(address))
      .optional(),
  },
  ALERT_FROM: {
    description: 'the sender of alert mails',
    default: 'perennial@localhost',
    expected: 'a mail address',
    schema: address.default('perennial@localhost'),
  },
  ALERT_DIGEST: {
    description:
      'whether ALERT_TO gets a digest on Mondays: what was trained, decided and alerted, how right last month was, what is due',
    default: 'off',
    expected: 'on or off',
    schema: z.enum(['on', 'off']).default('off'),
  },
  PERENNIAL_DASHBOARD_URL: {
    description: 'where people reach the dashboard: alert mails link to incidents there',
    default: 'http://localhost:<PERENNIAL_API_PORT>',
    expected: 'an address such as https://perennial.example.com',
    schema: z
      .string()
      .refine(isWebUrl)
      .transform((url) => url.replace(/\/+$/, ''))
      .optional(),
  },
  BUSINESS_TIMEZONE: {
    description: 'the time zone of send times where a contact has none, and of imported moments without one',
    default: 'UTC',
    expected: 'a time zone of the IANA database such as Europe/Vienna',
    schema: z.string().refine(isTimeZone).default('UTC'),
  },
  PERENNIAL_CURRENCY: {
    description: 'the currency that the business counts in: amounts in others are valued by exchange rates',
    default: 'that of most of the first amounts imported',
    expected: 'an ISO 4217 code such as EUR',
    schema: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  },
  PERENNIAL_COUNTRY: {
    description: 'the country of imported phone numbers without a country code',
    default: 'none: such numbers are refused as keys',
    expected: 'an ISO 3166 code such as PT',
    schema: z
      .string()
      .regex(/^[A-Z]{2}$/)
      .optional(),
  },
  PERENNIAL_SCHEDULE_TIMEZONE: {
    description: 'the time zone of all schedules, such as that of retraining on Sunday at 02:00',
    default: 'UTC',
    expected: 'a time zone of the IANA database such as Europe/Vienna',
    schema: z.string().refine(isTimeZone).default('UTC'),
  },
  PERENNIAL_LEAD_LABEL: {
    description:
      "what lead scoring learns: the business's own rating, what became of the leads (outcomes), or (auto) the rating where at least 70% of the leads carry one; a model that learnt outcomes changes over from 90%",
    default: 'auto',
    expected: 'auto, rating or outcomes',
    schema: z.enum(['auto', 'rating', 'outcomes']).default('auto'),
  },
  PERENNIAL_ATTRIBUTION_DAYS: {
    description: "days after a lead came within which an order that names no lead converts the contact's open lead",
    default: '14',
    expected: aNumberOfDays,
    schema: days.default(14),
  },
  PERENNIAL_ATTRIBUTES: {
    description: "whether models learn from the business's own columns beside the features (docs/attributes.md)",
    default: 'on',
    expected: 'on or off',
    schema: z.enum(['on', 'off']).default('on'),
  },
  PERENNIAL_WITH_SUSPECTS: {
    description: 'columns that models learn from though they may hold the outcome itself, separated by commas',
    default: 'none: suspects are left out',
    expected: 'names of columns, separated by commas',
    schema: z
      .string()
      .transform((names) =>
        names
          .split(',')
          .map((name) => name.trim())
          .filter(Boolean),
      )
      .default([]),
  },
  PERENNIAL_LEAD_IDLE_DAYS: {
    description:
      'days without a message, click or order of its contact after which an open lead older than 30 days leaves the list of leads to call',
    default: '30',
    expected: aNumberOfDays,
    schema: days.default(30),
  },
  PERENNIAL_RETRAIN_MIN_CHANGES: {
    description:
      'how many labels must be new or changed since its last training before the schedule trains a model again',
    default: '10',
    expected: 'a whole number from 0 to 1000000',
    schema: z
      .string()
      .regex(/^\d+$/)
      .transform(Number)
      .refine((value) => value <= 1_000_000)
      .default(10),
  },
  PERENNIAL_RETRAIN_COOLDOWN_DAYS: {
    description: 'days after a training during which continued degradation does not train a model again',
    default: '7',
    expected: aNumberOfDays,
    schema: days.default(7),
  },
  PERENNIAL_GATE: {
    description:
      'what a challenger that is no worse on the holdout does next: prove itself on live traffic (experiment), or take over (holdout)',
    default: 'experiment',
    expected: 'experiment or holdout',
    schema: z.enum(['experiment', 'holdout']).default('experiment'),
  },
  PERENNIAL_GATE_DECISION: {
    description:
      'what decides an experiment: lift and always-valid interval (evidence), or the observed lift alone (observed)',
    default: 'evidence',
    expected: 'evidence or observed',
    schema: z.enum(['evidence', 'observed']).default('evidence'),
  },
  PERENNIAL_GATE_MIN_LIFT: {
    description: 'relative lift of the conversion rate that a challenger must show',
    default: '0.05',
    expected: 'a share from 0 to 1, such as 0.05',
    schema: z
      .string()
      .regex(/^(0(\.\d+)?|1(\.0+)?)$/)
      .default('0.05')
      .transform(Number),
  },
  PERENNIAL_SENTIMENT: {
    description: 'whether the sentiment of what contacts write is measured where the business gives none',
    default: 'measure',
    expected: 'measure or off',
    schema: z.enum(['measure', 'off']).default('measure'),
  },
  PERENNIAL_ERASURE_KEY: {
    description:
      'the secret by which people who were erased are known, the same for every process; keep it as long as the database',
    default: 'erasure.key in PERENNIAL_HOME, made with the first erasure',
    expected: 'at least 32 letters, such as openssl rand -base64 32 gives',
    secret: true,
    schema: z.string().min(32).optional(),
  },
  PERENNIAL_KEEP_PREDICTIONS: {
    description:
      'days until a prediction is deleted from the log; those of a running experiment and of the latest scoring stay',
    default: '180',
    expected: aNumberOfDays,
    schema: days.default(180),
  },
  PERENNIAL_KEEP_STEPS: {
    description:
      'days until the intermediate results of a training that has ended are deleted, and the files that only they name',
    default: '90',
    expected: aNumberOfDays,
    schema: days.default(90),
  },
  PERENNIAL_KEEP_EXPOSURES: {
    description: 'days until the record of who met which model is deleted after an experiment has ended',
    default: '365',
    expected: aNumberOfDays,
    schema: days.default(365),
  },
  PERENNIAL_KEEP_DELIVERIES: {
    description: 'days that what webhooks posted is kept as it came: so long it can be replayed',
    default: '30',
    expected: aNumberOfDays,
    schema: days.default(30),
  },
  LOG_LEVEL: {
    description: 'the least severe log line written',
    default: 'info',
    expected: `one of ${logLevels.join(', ')}`,
    schema: z.enum(logLevels).default('info'),
  },
  OTEL_TRACES_EXPORTER: {
    description:
      'whether spans of requests, workflows and steps are sent to a collector of OpenTelemetry (docs/operate.md)',
    default: 'otlp where one of the next two is set, else none',
    expected: 'otlp or none',
    schema: z.enum(['otlp', 'none']).optional(),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    description: 'the collector, for all that it collects',
    default: 'with OTEL_TRACES_EXPORTER=otlp: http://localhost:4318',
    expected: 'an address such as http://collector:4318',
    schema: z.string().refine(isWebUrl).optional(),
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    description: 'the collector of spans, as a whole address',
    default: '/v1/traces at OTEL_EXPORTER_OTLP_ENDPOINT',
    expected: 'an address such as http://collector:4318/v1/traces',
    schema: z.string().refine(isWebUrl).optional(),
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    description: 'how the collector is spoken to',
    default: 'http/protobuf',
    expected: 'http/protobuf or http/json',
    schema: z.enum(['http/protobuf', 'http/json']).default('http/protobuf'),
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    description: 'headers for the collector, such as the key of a service',
    expected: 'name=value, or several separated by commas',
    secret: true,
    schema: path.optional(),
  },
  OTEL_SERVICE_NAME: {
    description: 'the name under which the collector gets the spans of this process',
    default: 'perennial, perennial-api, perennial-orchestration-worker or perennial-training-worker',
    expected: 'a name',
    schema: path.optional(),
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    description: 'what else the collector gets to know of this process',
    expected: 'name=value, or several separated by commas',
    schema: path.optional(),
  },
  OTEL_TRACES_SAMPLER: {
    description: 'which traces are kept, with OTEL_TRACES_SAMPLER_ARG',
    default: 'parentbased_always_on',
    expected: "one of OpenTelemetry's samplers, such as parentbased_traceidratio",
    schema: path.optional(),
  },
  OTEL_TRACES_SAMPLER_ARG: {
    description: 'the share of traces that a sampler by ratio keeps',
    default: '1',
    expected: 'a number from 0 to 1',
    schema: path.optional(),
  },
  OTEL_SDK_DISABLED: {
    description: 'true turns OpenTelemetry off, whatever else is set',
    default: 'false',
    expected: 'true or false',
    schema: z.enum(['true', 'false']).default('false'),
  },
  PERENNIAL_HOME: {
    description: 'the folder of all state: database, runs, models, mailbox',
    default: 'var/perennial',
    expected: aFolder,
    schema: path.default('var/perennial'),
  },
  PERENNIAL_API_PORT: {
    description: 'port of the API and the dashboard',
    default: '8000',
    expected: aPort,
    schema: port.default(8000),
  },
  PERENNIAL_API_HOST: {
    description: 'address that the API listens on; 0.0.0.0 opens it to the network',
    default: '127.0.0.1',
    expected: aHost,
    schema: host.default('127.0.0.1'),
  },
  PERENNIAL_API_HOSTNAMES: {
    description:
      'further names by which the API may be asked, beside localhost, any address, PERENNIAL_API_HOST and that of PERENNIAL_DASHBOARD_URL',
    expected: 'a host name, or several separated by commas',
    schema: z
      .string()
      .transform((list) => list.split(',').map((one) => one.trim().toLowerCase()))
      .pipe(z.array(z.string().regex(/^[\w.-]+$/)))
      .optional(),
  },
  PERENNIAL_API_RATE_LIMIT: {
    description:
      'requests a second that one token, session or address may send to the API, on average over ten seconds; 0 limits nothing, wrong tokens neither',
    default: '600',
    expected: 'a whole number from 0 to 1000000',
    schema: z
      .string()
      .regex(/^\d{1,7}$/)
      .transform(Number)
      .refine((value) => value <= 1_000_000)
      .default(600),
  },
  PERENNIAL_API_TOKEN: {
    description: 'the Bearer token that the API asks for; without it one is generated and printed at the first start',
    expected: 'at least 16 characters, of ASCII and without spaces, as a header carries no others',
    secret: true,
    schema: z
      .string()
      .regex(/^[\x21-\x7e]{16,}$/)
      .optional(),
  },
  PERENNIAL_TEMPORAL_PORT: {
    description: 'port of the embedded Temporal server',
    default: '7233',
    expected: aPort,
    schema: port.default(7233),
  },
  PERENNIAL_TEMPORAL_UI_PORT: {
    description: "port of the embedded Temporal server's Web UI",
    default: '8233',
    expected: aPort,
    schema: port.default(8233),
  },
  PERENNIAL_POSTGRES_PORT: {
    description: 'port of the embedded PostgreSQL',
    default: '5433',
    expected: aPort,
    schema: port.default(5433),
  },
  PERENNIAL_ARTIFACTS: {
    description:
      'where models and snapshots are: a folder, or a bucket that speaks S3, which workers on several machines need',
    default: 'artifacts in PERENNIAL_HOME',
    expected: `s3://bucket/prefix, or ${aFolder}`,
    schema: z.string().refine(isArtifactPlace).optional(),
  },
  AWS_ENDPOINT_URL_S3: {
    description: 'the S3 server of PERENNIAL_ARTIFACTS, such as a MinIO of your own',
    default: "AWS_ENDPOINT_URL, else Amazon's",
    expected: 'an address such as https://minio.example.com:9000',
    schema: z.string().refine(isWebUrl).optional(),
  },
  AWS_ENDPOINT_URL: {
    description: 'as AWS_ENDPOINT_URL_S3, for whoever sets it for all services',
    expected: 'an address such as https://minio.example.com:9000',
    schema: z.string().refine(isWebUrl).optional(),
  },
  AWS_REGION: {
    description: 'the region of the bucket',
    default: 'us-east-1',
    expected: 'letters, digits and dashes',
    schema: z
      .string()
      .regex(/^[\w-]+$/)
      .default('us-east-1'),
  },
  AWS_ACCESS_KEY_ID: {
    description: 'who reads and writes the bucket; without it the AWS SDK looks in its other usual places',
    expected: 'the id of an access key',
    secret: true,
    schema: path.optional(),
  },
  AWS_SECRET_ACCESS_KEY: {
    description: 'belongs to AWS_ACCESS_KEY_ID',
    expected: 'the secret of an access key',
    secret: true,
    schema: path.optional(),
  },
  AWS_SESSION_TOKEN: {
    description: 'belongs to a temporary AWS_ACCESS_KEY_ID',
    expected: 'a session token',
    secret: true,
    schema: path.optional(),
  },
  PERENNIAL_MAILBOX: {
    description: 'the folder of mails not sent by SMTP, one .eml file each',
    default: 'mailbox in PERENNIAL_HOME',
    expected: aFolder,
    schema: path.optional(),
  },
  PERENNIAL_TRAINING_SLOTS: {
    description: 'candidates trained at the same time by this process',
    default: 'the number of cores minus one, at least 1',
    expected: 'a whole number from 1 to 256',
    schema: z
      .string()
      .regex(/^\d+$/)
      .transform(Number)
      .refine((value) => value >= 1 && value <= 256)
      .default(spareOneCore),
  },
  PERENNIAL_HEALTH_PORT: {
    description: "port of a worker's health check; without it there is no health check",
    expected: aPort,
    schema: port.optional(),
  },
  PERENNIAL_HEALTH_HOST: {
    description: "address that a worker's health check listens on; 0.0.0.0 opens it to the network",
    default: '127.0.0.1',
    expected: aHost,
    schema: host.default('127.0.0.1'),
  },
  PERENNIAL_INSTALLATION: {
    description:
      'name of this installation, where several share a Temporal namespace: it stands before every task queue, workflow and schedule',
    default: '(no name)',
    expected: 'up to 60 letters, digits, dots, dashes and underscores',
    schema: z
      .string()
      .regex(/^[\w.-]{1,60}$/)
      .default(''),
  },
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof variableTable;
export const variables: Readonly<Record<string, Variable>> = variableTable;

function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1;
}

function isSmtpUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== '';
}

function isWebUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
}

function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false; // Intl takes offsets too, but those know no daylight saving
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
