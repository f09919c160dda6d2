import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { freePorts } from '../../../stack/ports.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../../store/database/database.ts';
import { migrate } from '../../../store/database/migrate.ts';
import { temporaryFolder } from '../../../test/infrastructure.ts';
import { openBusiness } from './business.ts';
import { type KillableServer, startServer } from './server.ts';

/** PostgreSQL and Temporal, each to be killed by itself, with the same business in two databases. */
export type Stage = {
  readonly postgres: KillableServer;
  readonly temporal: KillableServer;
  readonly client: Client;
  /** One for the run under kills, one for the undisturbed. */
  readonly databases: { readonly killed: string; readonly calm: string };
  /** What programs of ours are told, to work on that database. */
  environment(databaseUrl: string, smtpUrl?: string): NodeJS.ProcessEnv;
  stop(): Promise<void>;
};

export async function openStage(days: number): Promise<Stage> {
  const folder = temporaryFolder();
  const [postgresPort = 0, temporalPort = 0] = await freePorts(2);
  const ports = { postgres: postgresPort, temporal: temporalPort };
  const postgres = await startServer({ home: join(folder, 'postgres'), ports, temporal: false });
  const killed = postgres.stack().databaseUrl;
  const temporal = await startServer({ home: join(folder, 'temporal'), ports, databaseUrl: killed });
  const address = temporal.stack().temporalAddress ?? '';
  const home = join(folder, 'home');

  await migrate(killed);
  await withDatabase(killed, (database) => openBusiness(database, openBlobs(join(home, 'artifacts')), days));
  const calm = new URL(killed);
  calm.pathname = '/calm';
  const copied = new URL(killed);
  copied.pathname = '/postgres';
  // from a connection to neither: a template must have no users
  await withDatabase(copied.href, (server) => server.query(`create database calm template perennial`));
  // both write into one Temporal, where a mail's id names its delivery for good
  await withDatabase(calm.href, (copy) => copy.query(`select setval(pg_get_serial_sequence('mails', 'id'), 1000000)`));

  const connection = await Connection.connect({ address });
  return {
    postgres,
    temporal,
    client: new Client({ connection }),
    databases: { killed, calm: calm.href },
    environment: (databaseUrl, smtpUrl) => ({
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: address,
      PERENNIAL_HOME: home,
      ...(smtpUrl === undefined
        ? {}
        : { SMTP_URL: smtpUrl, ALERT_TO: 'ann@example.org,bob@example.org,eve@example.org' }),
      LOG_LEVEL: 'info',
    }),
    async stop() {
      await connection.close();
      await temporal.stop();
      await postgres.stop();
    },
  };
}

export async function withDatabase<T>(url: string, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(url, { applicationName: 'perennial-proof' });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}
