import type { Campaign } from './behaviour/campaigns.ts';
import type { Life } from './behaviour/life.ts';
import {
  advance,
  type Column,
  type Counters,
  campaignRow,
  externalIdPrefix,
  externalIds,
  lifeRows,
  type Naming,
  noRows,
  type Row,
  type TableName,
  tableColumns,
  tableNames,
} from './tables.ts';
import { type Truth, truthOf } from './truth.ts';

export type Table = {
  readonly name: TableName;
  readonly columns: readonly Column[];
  /** Drawn as they are read. They can be read several times, and are the same each time. */
  rows(): Iterable<Row>;
};

export type SimulatedWorld = {
  readonly seed: number;
  readonly population: number;
  readonly counts: {
    readonly contacts: number;
    readonly conversations: number;
    readonly leads: number;
    readonly leadsConverted: number;
  };
  /** The prefix of every external id, different for each seed and population. */
  readonly prefix: string;
  readonly externalId: Naming;
  /** Ordered so that every reference points to an earlier table. */
  readonly tables: readonly Table[];
  /** The same rows, those of some contacts at a time. A life is drawn once for all its tables, and kept until the next block is asked for. */
  blocks(contacts: number): Iterable<readonly Table[]>;
  lives(): Iterable<Life>;
  /** What no table shows; for proofs only. */
  truth(): Iterable<Truth>;
};

export type Lives = Pick<SimulatedWorld, 'seed' | 'population' | 'counts' | 'lives'> & {
  readonly campaigns: readonly Campaign[];
};

/** What the lives of a business show, and what they hide. */
export function worldOf({ seed, population, counts, campaigns, lives }: Lives): SimulatedWorld {
  const name = externalIds(seed, population);
  /** @param start how many rows precede the first of these lives. */
  function* rows(table: TableName, some: Iterable<Life>, start: Counters): Iterable<Row> {
    if (table === 'campaigns') {
      for (const campaign of start.contacts === 0 ? campaigns : []) yield campaignRow(campaign, name);
      return;
    }
    const before = { ...start };
    for (const life of some) {
      yield* lifeRows[table](life, before, name);
      advance(before, life);
    }
  }

  function tablesOf(some: () => Iterable<Life>, start: Counters): readonly Table[] {
    return tableNames.map((table) => ({
      name: table,
      columns: tableColumns[table],
      rows: () => rows(table, some(), start),
    }));
  }

  function* blocks(contacts: number): Iterable<readonly Table[]> {
    const start = noRows();
    for (const some of chunksOf(lives(), contacts)) {
      yield tablesOf(() => some, { ...start });
      for (const life of some) advance(start, life);
    }
  }

  function* truth(): Iterable<Truth> {
    const before = noRows();
    for (const life of lives()) {
      yield* truthOf(life, before, name);
      advance(before, life);
    }
  }

  const prefix = externalIdPrefix(seed, population);
  const tables = tablesOf(lives, noRows());
  return { seed, population, counts, prefix, externalId: name, tables, blocks, lives, truth };
}

function* chunksOf<T>(items: Iterable<T>, size: number): Iterable<readonly T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
