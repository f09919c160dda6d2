import { createHash } from 'node:crypto';
import pg from 'pg';
import { arrayLiteral } from './array-literal.ts';

/** A statement that reads, run again and again with other parameters. */
export type Reading = { readonly sql: string; readonly parameters: readonly unknown[] };

export type ReadingsOptions = {
  /** Settings of the server, for these statements only. */
  readonly settings?: Readonly<Record<string, string>>;
  /** false: nothing is kept on the connection, because another one may serve the next statement. */
  readonly prepare?: boolean;
  readonly types?: pg.CustomTypesConfig | undefined;
};

/**
 * Sends several statements at once, and waits for their answers once. They run in one transaction: what the server is sent before a
 * Sync belongs together (PostgreSQL manual, 'Pipelining').
 *
 * Each is prepared once on a connection and then run by a plan for any parameters. Planning a model's ten kilobytes of SQL takes several
 * times as long as running them for one subject, and the server wouldn't choose such a plan by itself: it takes arrays of unknown
 * length for longer than they are. The setting is made in the same transaction, so a pooler that lends out server connections by the
 * transaction gives it to nobody else.
 */
export function readTogether(
  client: pg.ClientBase,
  readings: readonly Reading[],
  { settings = {}, prepare = true, types }: ReadingsOptions = {},
): Promise<object[][]> {
  const { promise, resolve, reject } = Promise.withResolvers<object[][]>();
  const statements = [settingsOf(settings), ...readings].map(({ sql, parameters }) => ({
    name: prepare ? nameOf(sql) : '',
    text: sql,
    values: parameters.map(toServer),
  }));
  client.query(new Readings(statements, types, (error, rows) => (error ? reject(error) : resolve(rows))));
  return promise;
}

function settingsOf(settings: Readonly<Record<string, string>>): Reading {
  const all = Object.entries({ plan_cache_mode: 'force_generic_plan', jit: 'off', ...settings });
  const calls = all.map((_, at) => `set_config($${2 * at + 1}, $${2 * at + 2}, true)`);
  return { sql: `select ${calls.join(', ')}`, parameters: all.flat() };
}

/** What pg calls a connection, as far as its queries use it; pg's types don't have it. */
type Connection = {
  readonly stream: { cork(): void; uncork(): void };
  parse(statement: { text: string; name: string }): void;
  bind(statement: { statement: string; values: readonly unknown[] }): void;
  describe(what: { type: 'P'; name: '' }): void;
  execute(portal: object): void;
  close(what: { type: 'S'; name: string }): void;
  sync(): void;
};

type Result = {
  readonly rows: object[];
  addFields(fields: unknown): void;
  parseRow(fields: unknown): object;
};
type ResultClass = new (rowMode: undefined, types: pg.CustomTypesConfig | undefined) => Result;
const { Result: PgResult } = pg as unknown as { readonly Result: ResultClass };

/** Names of what is surely prepared on a connection. */
const preparedOn = new WeakMap<Connection, Set<string>>();

type Statement = { readonly name: string; readonly text: string; readonly values: readonly unknown[] };

/** What pg calls a submittable: `client.query` sends it and hands it the server's messages. */
class Readings implements pg.Submittable {
  /** The first one makes the settings, and its answer is nobody's. */
  private readonly statements: readonly Statement[];
  private readonly results: readonly Result[];
  private readonly done: (error: Error | null, rows: object[][]) => void;
  private ended = 0;
  private unreadable: Error | null = null;

  constructor(
    statements: readonly Statement[],
    types: pg.CustomTypesConfig | undefined,
    done: (error: Error | null, rows: object[][]) => void,
  ) {
    this.statements = statements;
    this.results = statements.map(() => new PgResult(undefined, types));
    this.done = done;
  }

  submit(of: pg.Connection): void {
    const connection = of as unknown as Connection;
    const prepared = preparedOn.get(connection);
    connection.stream.cork();
    for (const { name, text, values } of this.statements) {
      if (prepared?.has(name) !== true) {
        // a statement whose preparation was cut short may be there; closing one that isn't is no error
        if (name !== '') connection.close({ type: 'S', name });
        connection.parse({ text, name });
      }
      connection.bind({ statement: name, values });
      connection.describe({ type: 'P', name: '' });
      connection.execute({});
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: unknown }): void {
    this.results[this.ended]?.addFields(fields);
  }

  handleDataRow({ fields }: { readonly fields: unknown }): void {
    const result = this.results[this.ended];
    if (result === undefined || this.unreadable !== null) return;
    try {
      result.rows.push(result.parseRow(fields));
    } catch (error) {
      this.unreadable = error as Error;
    }
  }

  handleCommandComplete(): void {
    this.ended++;
  }

  /** pg tells nothing more of what has failed. */
  handleError(error: Error, connection: pg.Connection): void {
    preparedOn.delete(connection as unknown as Connection);
    this.done(error, []);
  }

  handleReadyForQuery(of: pg.Connection): void {
    const connection = of as unknown as Connection;
    const known = preparedOn.get(connection) ?? new Set();
    for (const { name } of this.statements) if (name !== '') known.add(name);
    preparedOn.set(connection, known);
    const [, ...results] = this.results;
    this.done(
      this.unreadable,
      results.map(({ rows }) => rows),
    );
  }
}

const names = new Map<string, string>();

/** The same text has the same name on every connection; names are cut off at 63 bytes. */
function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `perennial_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
  names.set(sql, name);
  return name;
}

function toServer(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return arrayLiteral(value);
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'string' || Buffer.isBuffer(value) ? value : String(value);
}

/**
 * Whether the connection didn't have what was prepared on it: another server connection (26000: no such statement; 42P05: one of this
 * name already), or other tables since (0A000: a cached plan must not change its result's type).
 */
export function lostPreparation(error: unknown): boolean {
  const code = (error as { readonly code?: unknown }).code;
  return code === '26000' || code === '42P05' || (code === '0A000' && /cached plan/.test(String(error)));
}
