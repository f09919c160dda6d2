import type { Campaign } from './behaviour/campaigns.ts';
import type { Life } from './behaviour/life.ts';
import {
  advance,
  type Column,
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
  function* rows(table: TableName): Iterable<Row> {
    if (table === 'campaigns') {
      for (const campaign of campaigns) yield campaignRow(campaign, name);
      return;
    }
    const before = noRows();
    for (const life of lives()) {
      yield* lifeRows[table](life, before, name);
      advance(before, life);
    }
  }

  function* truth(): Iterable<Truth> {
    const before = noRows();
    for (const life of lives()) {
      yield* truthOf(life, before, name);
      advance(before, life);
    }
  }

  const tables = tableNames.map((table) => ({ name: table, columns: tableColumns[table], rows: () => rows(table) }));
  const prefix = externalIdPrefix(seed, population);
  return { seed, population, counts, prefix, externalId: name, tables, lives, truth };
}
