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
  readonly onProgress?: (progress: WorldProgress) => void;
  readonly signal?: AbortSignal;
};

/**
 * Writes a world in one transaction: all of it or nothing. Another seed adds to what is there; a seed that is there already
 * is refused, for its rows would be the same people twice. The world brings its own history of changes.
 *
 * @throws PerennialError `real_data_present`, `invalid_input` (the seed is in the database)
 */
export function writeWorld(options: WriteWorldOptions): Promise<GenerateReport> {
  const { database, world, force = false, keepTruth = false, onProgress = () => {}, signal } = options;
  return inTransaction(
    database,
    async (client) => {
      await client.query(`set local perennial.history = 'off'`);
      // two writers would give out the same keys; readers go on
      await client.query('lock table contacts, campaigns, leads, messages in share row exclusive mode');
      if (!force) await refuseRealData(client);
      await refuseSameWorld(client, world);
      const offsets = await keyOffsets(client, world.tables);
      const written = new Map<string, number>();
      for (const table of world.tables) {
        const progress = progressOf(table.name, world.counts, onProgress);
        written.set(table.name, await writeTable(client, table, offsets, progress));
      }
      await advanceKeys(client, offsets);
      // without statistics a query planned straight after takes a hundred times as long
      await client.query(`analyze ${world.tables.map(({ name }) => name).join(', ')}`);
      if (keepTruth) await writeTruth(client, world);
      return reportOf(world, written);
    },
    { signal },
  );
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

function writeTable(client: pg.ClientBase, table: WorldTable, offsets: Offsets, progress: Progress): Promise<number> {
  const names = table.columns.map(({ name }) => name);
  const added = table.columns.map(({ key }) => (key === undefined ? null : (offsets.get(key) ?? 0)));
  function* rows(): Iterable<readonly Value[]> {
    for (const row of table.rows()) {
      progress.row(row, names);
      yield row.map((value, at) => (typeof value === 'number' && added[at] !== null ? value + added[at] : value));
    }
    progress.end();
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
