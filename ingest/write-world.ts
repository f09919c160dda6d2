import type pg from 'pg';
import { PerennialError } from '../domain/errors.ts';
import { copyInto } from '../store/database/copy.ts';
import type { Database } from '../store/database/database.ts';
import { inTransaction } from '../store/database/transaction.ts';
import { type Progress, progressOf, type WorldProgress } from './world-progress.ts';

type Value = string | number | boolean | Date | null;

/** A simulated world as streams of rows, its keys being ordinals from 1 within the world. */
export type WorldToWrite = {
  readonly seed: number;
  readonly prefix: string;
  readonly counts: {
    readonly contacts: number;
    readonly conversations: number;
    readonly leads: number;
    readonly leadsConverted: number;
  };
  readonly tables: readonly WorldTable[];
  /** The same rows, those of some contacts at a time. */
  blocks(contacts: number): Iterable<readonly WorldTable[]>;
  truth(): Iterable<{ readonly entity: string; readonly externalId: string; readonly truth: object }>;
};

export type WorldTable = {
  readonly name: string;
  /** `key`: the table whose ordinal the column holds. */
  readonly columns: readonly { readonly name: string; readonly key?: string }[];
  rows(): Iterable<readonly Value[]>;
};

export type GenerateReport = {
  readonly seed: number;
  readonly contacts: number;
  readonly conversations: number;
  readonly messages: number;
  readonly leads: number;
  readonly leadsConverted: number;
  readonly campaigns: number;
  readonly campaignEvents: number;
  readonly purchases: number;
  readonly tickets: number;
};

export type WriteWorldOptions = {
  readonly database: Database;
  readonly world: WorldToWrite;
  /** Writes beside real rows too. */
  readonly force?: boolean;
  /** Also writes the hidden truth to `simulation.truth`: for proofs only. */
  readonly keepTruth?: boolean;
  /** By default 500. */
  readonly contactsAtOnce?: number;
  readonly onProgress?: (progress: WorldProgress) => void;
  readonly signal?: AbortSignal;
};

/**
 * So many contacts are in memory at once, and their rows in one COPY per table: the server keeps what it checks and counts after a
 * statement until the statement ends.
 */
const usualBlock = 500;

/**
 * Writes a world in one transaction: all of it or nothing. Another seed adds to what is there; a seed that is there already
 * is refused, for its rows would be the same people twice. The world brings its own history of changes.
 *
 * @throws PerennialError `real_data_present`, `invalid_input` (the seed is in the database)
 */
export function writeWorld(options: WriteWorldOptions): Promise<GenerateReport> {
  const {
    database,
    world,
    force = false,
    keepTruth = false,
    contactsAtOnce = usualBlock,
    onProgress = () => {},
    signal,
  } = options;
  return inTransaction(
    database,
    async (client) => {
      await bringOwnConsequences(client);
      // two writers would give out the same keys; readers go on
      await client.query('lock table contacts, campaigns, leads, messages in share row exclusive mode');
      if (!force) await refuseRealData(client);
      await refuseSameWorld(client, world);
      const offsets = await keyOffsets(client, world.tables);
      const written = await writeTables(client, world, { offsets, contactsAtOnce, onProgress });
      await client.query('select campaign_counts_add_from($1)', [(offsets.get('campaign_events') ?? 0) + 1]);
      await client.query('select touch_everybody_now()');
      await advanceKeys(client, offsets);
      // without statistics a query planned straight after takes a hundred times as long
      await client.query(`analyze ${world.tables.map(({ name }) => name).join(', ')}`);
      if (keepTruth) await writeTruth(client, world);
      return reportOf(world, written);
    },
    { signal },
  );
}

/**
 * The world brings its histories, its references lead to rows that it writes itself, and its events are added up once at the end. Where
 * the role may say so, no trigger runs at all, those of foreign keys included, which run row by row.
 */
async function bringOwnConsequences(client: pg.ClientBase): Promise<void> {
  await client.query(`set local perennial.history = 'off'; set local perennial.campaign_counts = 'off'`);
  const { rows } = await client.query<{ may: boolean }>(
    `select has_parameter_privilege('session_replication_role', 'set') as may`,
  );
  if (rows[0].may) await client.query('set local session_replication_role = replica');
}

async function refuseRealData(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ contacts: number; campaigns: number }>(
    `select (select count(*) from contacts where not synthetic)::integer as contacts,
      (select count(*) from campaigns where not synthetic)::integer as campaigns`,
  );
  const { contacts, campaigns } = rows[0];
  if (contacts + campaigns === 0) return;
  throw new PerennialError(
    'real_data_present',
    `The database holds real data (${contacts} contacts, ${campaigns} campaigns); simulated rows would mix with it.`,
    'Use another database for trying things out, or add --force to mix them: simulated rows stay marked as synthetic.',
    { contacts, campaigns },
  );
}

async function refuseSameWorld(client: pg.ClientBase, { seed, prefix }: WorldToWrite): Promise<void> {
  const { rows } = await client.query('select 1 from contacts where starts_with(external_id, $1) limit 1', [prefix]);
  if (rows.length === 0) return;
  throw new PerennialError(
    'invalid_input',
    `The simulated business of seed ${seed} is in the database already.`,
    'Choose another --seed to add a second business, or delete everything with: npx perennial reset',
    { seed },
  );
}

type Offsets = ReadonlyMap<string, number>;

/** What to add to the ordinals of each table: its highest key. */
async function keyOffsets(client: pg.ClientBase, tables: readonly WorldTable[]): Promise<Offsets> {
  const offsets = new Map<string, number>();
  for (const { name, columns } of tables) {
    if (!columns.some((column) => column.name === 'id')) continue;
    const { rows } = await client.query<{ highest: string }>(`select coalesce(max(id), 0) as highest from ${name}`);
    offsets.set(name, Number(rows[0].highest));
  }
  return offsets;
}

/** Rows written later by others get keys behind ours. */
async function advanceKeys(client: pg.ClientBase, offsets: Offsets): Promise<void> {
  for (const name of offsets.keys()) {
    await client.query(`select setval(pg_get_serial_sequence($1, 'id'), greatest(max(id), 1)) from ${name}`, [name]);
  }
}

/** How many rows each table got. */
async function writeTables(
  client: pg.ClientBase,
  world: WorldToWrite,
  {
    offsets,
    contactsAtOnce,
    onProgress,
  }: { readonly offsets: Offsets } & Required<Pick<WriteWorldOptions, 'contactsAtOnce' | 'onProgress'>>,
): Promise<ReadonlyMap<string, number>> {
  // in several blocks phases would alternate: the first tells of the whole
  const isOneBlock = world.counts.contacts <= contactsAtOnce;
  const told = isOneBlock ? world.tables.map(({ name }) => name) : ['contacts'];
  const progress = new Map(told.map((name) => [name, progressOf(name, world.counts, onProgress)]));
  const written = new Map<string, number>();
  for (const tables of world.blocks(contactsAtOnce)) {
    for (const table of tables) {
      const before = written.get(table.name) ?? 0;
      written.set(table.name, before + (await writeTable(client, table, offsets, progress.get(table.name))));
    }
  }
  return written;
}

function writeTable(
  client: pg.ClientBase,
  table: WorldTable,
  offsets: Offsets,
  progress: Progress | undefined,
): Promise<number> {
  const names = table.columns.map(({ name }) => name);
  const added = table.columns.map(({ key }) => (key === undefined ? null : (offsets.get(key) ?? 0)));
  function* rows(): Iterable<readonly Value[]> {
    for (const row of table.rows()) {
      progress?.row(row, names);
      yield row.map((value, at) => (typeof value === 'number' && added[at] !== null ? value + added[at] : value));
    }
    progress?.end();
  }
  return copyInto(client, table.name, names, rows());
}

async function writeTruth(client: pg.ClientBase, world: WorldToWrite): Promise<void> {
  function* rows(): Iterable<readonly Value[]> {
    for (const { entity, externalId, truth } of world.truth()) yield [entity, externalId, JSON.stringify(truth)];
  }
  await copyInto(client, 'simulation.truth', ['entity', 'external_id', 'truth'], rows());
}

/** @param written how many rows each table got */
export function reportOf(world: WorldToWrite, written: ReadonlyMap<string, number>): GenerateReport {
  const rows = (table: string) => written.get(table) ?? 0;
  return {
    seed: world.seed,
    contacts: rows('contacts'),
    conversations: rows('conversations'),
    messages: rows('messages'),
    leads: rows('leads'),
    leadsConverted: world.counts.leadsConverted,
    campaigns: rows('campaigns'),
    campaignEvents: rows('campaign_events'),
    purchases: rows('purchases'),
    tickets: rows('support_tickets'),
  };
}
