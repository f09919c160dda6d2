import { Migrator } from '@mikro-orm/migrations';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type pg from 'pg';
import { isPerennialError } from '../../domain/errors.ts';
import { accessEntities } from '../access/access-entities.ts';
import { incidentEntities } from '../alerts/incident-entities.ts';
import { metricEntities } from '../alerts/metric-entities.ts';
import { CommandEntity } from '../commands/command-entity.ts';
import { crmEntities } from '../crm/crm-entities.ts';
import { importEntities } from '../crm/import-entities.ts';
import { destinationEntities } from '../destinations/destination-entities.ts';
import { erasureEntities } from '../erasures/erasure-entities.ts';
import { EventEntity } from '../events/event-entity.ts';
import { experimentEntities } from '../experiments/experiment-entities.ts';
import { hookEntities } from '../hooks/hook-entities.ts';
import { migrations, migrationsTable } from '../migrations/list.ts';
import { scheduleEntities } from '../schedules/schedule-entities.ts';
import { sourceEntities } from '../sources/source-entities.ts';
import { reportEntities } from '../training/report-entities.ts';
import { trainingEntities } from '../training/training-entities.ts';
import { UploadEntity } from '../uploads/upload-entity.ts';
import { cancellable } from './cancellation.ts';
import { type ConnectionSettings, clientConfig, requireServerVersion, withConnection } from './connection.ts';
import { lostPreparation, type Reading, readTogether } from './read-together.ts';
import { fromServerError } from './server-errors.ts';
import { watchPool } from './watch-pool.ts';

export type { EntityManager } from '@mikro-orm/postgresql';

export type QueryOptions = { readonly signal?: AbortSignal };

export type ReadOptions = QueryOptions & { readonly settings?: Readonly<Record<string, string>> };

/**
 * The composition root of each process makes one. Operational aggregates use the entity manager; set-based SQL, COPY and
 * cursors use clients of the same pool.
 */
export type Database = {
  readonly orm: MikroORM;
  readonly pool: pg.Pool;
  /** A fork with a separate identity map, for one unit of work. */
  em(): EntityManager;
  /**
   * bigint and numeric become numbers, timestamptz a Date. An aborted query rejects with the signal's reason once the backend
   * has stopped.
   */
  query<Row extends object>(sql: string, parameters?: readonly unknown[], options?: QueryOptions): Promise<Row[]>;
  /**
   * The rows of several statements that only read, in one round trip and one transaction, by plans that are kept (`read-together.ts`).
   *
   * @param options.settings of the server, for these statements only.
   */
  read(readings: readonly Reading[], options?: ReadOptions): Promise<object[][]>;
  /** Lends a client of the pool. An abort cancels what it runs; if `work` goes on regardless, it is awaited. */
  withClient<T>(work: (client: pg.PoolClient) => Promise<T>, options?: QueryOptions): Promise<T>;
  close(): Promise<void>;
};

/** A database, or the entity manager of a transaction in which to read and write. */
export type Session = Database | EntityManager;

/** A fork with nothing loaded yet, so it reads what the database (or the transaction) holds now. */
export function entityManager(session: Session): EntityManager {
  return 'orm' in session ? session.em() : session.fork({ keepTransactionContext: true });
}

export type DatabaseOptions = {
  readonly poolSize?: number;
  readonly applicationName?: string;
  /** ms after which whoever waits for a server that is gone, hangs or holds a lock is refused. Default: they wait. */
  readonly patience?: number;
  /** false: statements are planned anew each time, and nothing is kept on a connection. */
  readonly prepare?: boolean;
};

/** The migrator uses it too, with a pool of one. */
export function createOrm(settings: ConnectionSettings, poolSize: number): MikroORM {
  const config = clientConfig(settings);
  return new MikroORM({
    clientUrl: settings.url,
    entities: [
      ...crmEntities,
      ...importEntities,
      ...sourceEntities,
      ...trainingEntities,
      ...reportEntities,
      ...accessEntities,
      ...experimentEntities,
      ...incidentEntities,
      ...scheduleEntities,
      ...metricEntities,
      CommandEntity,
      EventEntity,
      UploadEntity,
      ...hookEntities,
      ...erasureEntities,
      ...destinationEntities,
    ],
    extensions: [Migrator],
    migrations: { migrationsList: [...migrations], tableName: migrationsTable, snapshot: false, silent: true },
    pool: { min: 0, max: poolSize, idleTimeoutMillis: 30_000 },
    // connectionString: MikroORM itself would drop sslmode and other parameters of the URL
    driverOptions: {
      ...config,
      onPoolCreated: (pool: pg.Pool) => {
        // MikroORM's own parsers keep timestamps as text, but readers of plain rows expect dates
        pool.options.types = config.types;
      },
    },
    ensureDatabase: false,
    debug: false,
  });
}

export async function openDatabase(url: string, options: DatabaseOptions = {}): Promise<Database> {
  const { applicationName = 'perennial', patience } = options;
  const settings: ConnectionSettings = { url, applicationName, patience };
  await withConnection(settings, requireServerVersion);
  const orm = createOrm(settings, options.poolSize ?? 10);
  await orm.connect();
  nameServerErrors(orm, url);
  const pool = (await orm.em.getConnection().getNativeClient()) as pg.Pool;
  const watch = patience === undefined ? undefined : watchPool(pool, settings, patience);

  async function withClient<T>(work: (client: pg.PoolClient) => Promise<T>, { signal }: QueryOptions = {}): Promise<T> {
    try {
      const client = await connect(pool, signal);
      try {
        return await cancellable(client, settings, signal, () => work(client));
      } finally {
        client.release(signal?.aborted === true);
      }
    } catch (error) {
      throw fromServerError(error, url);
    }
  }

  const { types } = clientConfig(settings);
  let prepare = options.prepare ?? true;

  async function read(readings: readonly Reading[], { settings: ofServer, signal }: ReadOptions = {}) {
    const attempt = () =>
      withClient((client) => readTogether(client, readings, { settings: ofServer, prepare, types }), { signal });
    try {
      return await attempt();
    } catch (error) {
      if (!prepare || !lostPreparation(error)) throw error;
    }
    try {
      return await attempt();
    } catch (error) {
      if (!lostPreparation(error)) throw error;
      // a pooler that doesn't know prepared statements stands in between
      prepare = false;
      return await attempt();
    }
  }

  return {
    orm,
    pool,
    read,
    em: () => orm.em.fork(),
    query: async <Row extends object>(
      sql: string,
      parameters: readonly unknown[] = [],
      queryOptions?: QueryOptions,
    ) => {
      const result = await withClient((client) => client.query<Row>(sql, [...parameters]), queryOptions);
      return result.rows;
    },
    withClient,
    async close() {
      watch?.close();
      await orm.close(true);
      // MikroORM leaves a pool open through which it has run no query of its own
      if (!pool.ending) await pool.end();
    },
  };
}

/** Makes the entity manager fail with the same `database_unavailable` as plain SQL. */
function nameServerErrors(orm: MikroORM, url: string): void {
  const converter = orm.em.getPlatform().getExceptionConverter();
  const convert = converter.convertException.bind(converter);
  converter.convertException = (error) => {
    const named = fromServerError(error, url);
    // MikroORM throws whatever this returns
    return isPerennialError(named) ? (named as unknown as ReturnType<typeof convert>) : convert(error);
  };
  // what fails around a transaction doesn't go through the converter
  const connection = orm.em.getConnection();
  const name = (error: unknown): never => {
    throw fromServerError(error, url);
  };
  const [begin, commit] = [connection.begin.bind(connection), connection.commit.bind(connection)];
  connection.begin = (options) => begin(options).catch(name);
  connection.commit = (context, broadcaster) => commit(context, broadcaster).catch(name);
}

/** A client of the pool. If the caller is aborted while waiting for it, the client is given back unused. */
async function connect(pool: pg.Pool, signal: AbortSignal | undefined): Promise<pg.PoolClient> {
  signal?.throwIfAborted();
  const connecting = pool.connect();
  if (signal === undefined) return await connecting;
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([connecting, aborted.promise]);
  } catch (error) {
    connecting.then(
      (client) => client.release(),
      () => {},
    );
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
