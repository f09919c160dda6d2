import { existsSync } from 'node:fs';
import { type ModelName, modelNames } from '../domain/models.ts';
import { type Config, type Environment, readConfig } from '../stack/config.ts';
import { requireDatabase } from '../stack/database-health.ts';
import { findTemporalBinary } from '../stack/temporal-binary.ts';
import { requireTemporal } from '../stack/temporal-server.ts';
import { type DataSummary, dataSummary } from '../store/data-summary.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { migrationState } from '../store/migrate.ts';
import { readChampion } from '../store/versions.ts';
import { findPlace, type Place } from './place.ts';
import type { Finding } from './print/doctor.ts';
import { formatCount, formatMoment, plural } from './print/format.ts';
import { metricSummary } from './print/metrics.ts';
import { toPerennialError } from './report-error.ts';

/** ms that a server gets to answer. */
const patience = 3_000;

/** Looks at everything that the product needs, without starting or changing anything. Never throws. */
export async function examine(env: Environment): Promise<Finding[]> {
  const findings: Finding[] = [{ what: 'Node', state: 'ok', detail: process.version, remedy: '' }];
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    return [...findings, broken('Configuration', error)];
  }
  findings.push({ what: 'Configuration', state: 'ok', detail: `state in ${config.home}`, remedy: '' });
  findings.push(temporalBinary(config), mail(config));
  const place = findPlace(config);
  if (place === undefined) return [...findings, notRunning(config)];
  return [...findings, await temporal(config, place), ...(await databaseFindings(place))];
}

function broken(what: string, error: unknown): Finding {
  const { code, message, remedy } = toPerennialError(error);
  return { what, state: 'broken', detail: `${code}: ${message}`, remedy };
}

function temporalBinary(config: Config): Finding {
  const what = 'Temporal binary';
  if (config.temporal.address !== undefined)
    return { what, state: 'ok', detail: 'not needed: TEMPORAL_ADDRESS is set', remedy: '' };
  const found = findTemporalBinary();
  if (found !== undefined) return { what, state: 'ok', detail: `${found.path} (${found.from})`, remedy: '' };
  const remedy =
    'Put the temporal CLI on PATH, or leave it to the first npm start (a download, or a build with Go >= 1.25).';
  return { what, state: 'missing', detail: 'not installed yet', remedy };
}

function mail({ mail: { smtpUrl, to }, mailboxFolder }: Config): Finding {
  const way = smtpUrl === undefined ? `mailbox folder ${mailboxFolder}` : `SMTP, ${new URL(smtpUrl).host}`;
  return { what: 'Alert mail', state: 'ok', detail: `to ${to.join(', ')} by ${way}`, remedy: '' };
}

function notRunning({ home }: Config): Finding {
  const detail = existsSync(home) ? `nothing is running in ${home}` : 'never started: there is no data yet';
  return { what: 'Servers', state: 'missing', detail, remedy: 'Start them: npm start' };
}

async function temporal(config: Config, { temporalAddress }: Place): Promise<Finding> {
  const what = 'Temporal';
  if (temporalAddress === undefined) {
    const remedy = 'Set TEMPORAL_ADDRESS, or start the embedded one: npm start';
    return { what, state: 'missing', detail: 'no server: training starts one for its own duration', remedy };
  }
  try {
    await requireTemporal(temporalAddress, config.temporal.namespace, patience);
    const detail = `${temporalAddress}, namespace ${config.temporal.namespace}`;
    return { what, state: 'ok', detail, remedy: '' };
  } catch (error) {
    return broken(what, error);
  }
}

/** Each look presupposes the one before: the first that fails ends them. */
async function databaseFindings({ databaseUrl }: Place): Promise<Finding[]> {
  const findings: Finding[] = [];
  let what = 'PostgreSQL';
  let database: Database | undefined;
  try {
    const version = await requireDatabase(databaseUrl, patience);
    const { host, pathname } = new URL(databaseUrl);
    findings.push({ what, state: 'ok', detail: `${version} at ${host}${pathname}`, remedy: '' });
    what = 'Schema';
    const schema = await schemaFinding(databaseUrl);
    findings.push(schema);
    if (schema.state !== 'ok') return findings;
    what = 'Data';
    database = await openDatabase(databaseUrl, { poolSize: 2, applicationName: 'perennial doctor' });
    findings.push(data(await dataSummary(database)));
    what = 'Models';
    for (const model of modelNames) findings.push(await champion(database, model));
    return findings;
  } catch (error) {
    return [...findings, broken(what, error)];
  } finally {
    await database?.close();
  }
}

async function schemaFinding(databaseUrl: string): Promise<Finding> {
  const { state, pending, unknown } = await migrationState(databaseUrl);
  const what = 'Schema';
  if (state === 'current') return { what, state: 'ok', detail: 'current', remedy: '' };
  if (state === 'newer') {
    const detail = `schema_newer: ${unknown.join(', ')} is unknown to this version`;
    return { what, state: 'broken', detail, remedy: 'Run the newer version of Perennial.' };
  }
  const detail = `schema_outdated: ${plural(pending.length, 'migration')} pending`;
  return { what, state: 'broken', detail, remedy: 'Apply them: npx perennial migrate' };
}

function data(summary: DataSummary): Finding {
  const { contacts, leads, leadsConverted, conversations, messages, purchases, real, synthetic } = summary;
  const detail = [
    plural(contacts, 'contact'),
    `${plural(leads, 'lead')} (${formatCount(leadsConverted)} converted)`,
    plural(conversations, 'conversation'),
    plural(messages, 'message'),
    plural(purchases, 'purchase'),
  ].join(', ');
  if (contacts === 0) {
    const remedy = 'Bring data: npx perennial import contacts <file.csv>, or for trying out npx perennial generate';
    return { what: 'Data', state: 'missing', detail: 'no contacts yet', remedy };
  }
  const origin = synthetic.contacts === 0 ? '' : real.contacts === 0 ? '; synthetic' : '; partly synthetic';
  return { what: 'Data', state: 'ok', detail: detail + origin, remedy: '' };
}

async function champion(database: Database, model: ModelName): Promise<Finding> {
  const version = await readChampion(database, model);
  const what = `Model ${model}`;
  if (version === null)
    return { what, state: 'missing', detail: 'not trained yet', remedy: 'Train: npx perennial train' };
  const detail = `${version.name} of ${formatMoment(version.createdAt)}, ${metricSummary(model, version.metrics)}`;
  return { what, state: 'ok', detail, remedy: '' };
}
