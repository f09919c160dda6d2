import { existsSync } from 'node:fs';
import { modelNames } from '../domain/models.ts';
import { type Config, type Environment, readConfig } from '../stack/config.ts';
import { type Probe, probeAll } from '../stack/health.ts';
import { openArtifacts } from '../store/artifacts/open-artifacts.ts';
import { type DataSummary, dataSummary } from '../store/crm/data-summary.ts';
import { databasePatience } from '../store/database/connection.ts';
import { type Database, openDatabase } from '../store/database/database.ts';
import { migrationState } from '../store/database/migrate.ts';
import { examineArtifacts } from './examine-artifacts.ts';
import { examineIncidents } from './examine-incidents.ts';
import { examineInstallation } from './examine-installation.ts';
import { examineModel } from './examine-models.ts';
import { examineServerSettings } from './examine-server-settings.ts';
import { formatCount, plural } from './print/format.ts';
import type { Finding } from './print/operation/doctor.ts';
import { toPerennialError } from './report-error.ts';
import { findPlace, type Place } from './session/place.ts';

/** Looks at everything that the product needs, without starting or changing anything. Never throws. */
export async function examine(env: Environment): Promise<Finding[]> {
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    return [broken('Configuration', error)];
  }
  const place = findPlace(config);
  const silent = [place === undefined ? 'database' : '', place?.temporalAddress === undefined ? 'Temporal' : ''];
  const surroundings = (await probeAll(config)).map((probe) => toFinding(probe, silent.includes(probe.name)));
  if (place === undefined) return [...surroundings, notRunning(config)];
  const answers = (server: string) => surroundings.some(({ what, state }) => what === server && state === 'ok');
  if (!answers('database')) return surroundings;
  const temporalAddress = answers('Temporal') ? place.temporalAddress : undefined;
  return [...surroundings, ...(await databaseFindings({ ...place, temporalAddress }, config))];
}

/** A server that isn't up counts as missing, not as broken; so does what the first `npm start` installs. */
function toFinding({ name, ok, detail, remedy }: Probe, silent: boolean): Finding {
  if (silent && ok) return { what: name, state: 'missing', detail, remedy };
  const state = ok ? 'ok' : name === 'embedded Temporal' ? 'missing' : 'broken';
  return { what: name, state, detail, remedy };
}

function broken(what: string, error: unknown): Finding {
  const { code, message, remedy } = toPerennialError(error);
  return { what, state: 'broken', detail: `${code}: ${message}`, remedy };
}

function notRunning({ home }: Config): Finding {
  const detail = existsSync(home) ? `not running in ${home}` : 'never started: no data yet';
  return { what: 'Perennial', state: 'missing', detail, remedy: 'Start it: npm start' };
}

/** Each look presupposes the one before: the first that fails ends them. */
async function databaseFindings({ databaseUrl, temporalAddress }: Place, config: Config): Promise<Finding[]> {
  const findings: Finding[] = [];
  let what = 'schema';
  let database: Database | undefined;
  try {
    const schema = await schemaFinding(databaseUrl);
    findings.push(schema);
    if (schema.state !== 'ok') return findings;
    what = 'data';
    const options = { poolSize: 2, applicationName: 'perennial doctor', patience: databasePatience };
    database = await openDatabase(databaseUrl, options);
    what = 'database settings';
    if (config.databaseUrl !== undefined) findings.push(await examineServerSettings(database));
    what = 'installation';
    if (temporalAddress !== undefined) findings.push(await examineInstallation(database, temporalAddress, config));
    what = 'artifacts';
    const blobs = openArtifacts(config.artifacts);
    findings.push(await examineArtifacts(database, blobs, config));
    what = 'data';
    findings.push(data(await dataSummary(database)));
    what = 'models';
    for (const model of modelNames) findings.push(...(await examineModel({ database, blobs }, model)));
    what = 'incidents';
    findings.push(...(await examineIncidents(database)));
    return findings;
  } catch (error) {
    return [...findings, broken(what, error)];
  } finally {
    await database?.close();
  }
}

async function schemaFinding(databaseUrl: string): Promise<Finding> {
  const { state, pending, unknown } = await migrationState(databaseUrl);
  const what = 'schema';
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
    const remedy = 'Import data: npx perennial import contacts <file.csv>, or to try it out: npx perennial generate';
    return { what: 'data', state: 'missing', detail: 'no contacts yet', remedy };
  }
  const origin = synthetic.contacts === 0 ? '' : real.contacts === 0 ? '; synthetic' : '; partly synthetic';
  return { what: 'data', state: 'ok', detail: detail + origin, remedy: '' };
}
