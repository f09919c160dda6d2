import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { TrainedOn } from '../../../domain/monitoring/equal-distance.ts';
import type { Measurement } from '../../../domain/monitoring/measurement.ts';
import type { Importance } from '../../../domain/monitoring/weigh-drift.ts';
import type { Metrics } from '../../../domain/targets.ts';
import type { ChangeKind } from '../../../simulation/year/changes.ts';
import type { SnapshotTable } from '../../../store/artifacts/snapshot-table.ts';
import type { FeedTable } from './feed.ts';

/** What is watched of a business: everything that any of the contestants may read. */
export type WatchedWorld = {
  /** null: undisturbed. */
  readonly kind: ChangeKind | null;
  readonly seed: number;
  /** When the champion was trained and the watching begins. */
  readonly start: Date;
  readonly version: FrozenVersion;
  readonly artifact: Uint8Array;
  readonly snapshot: Uint8Array;
  /** All leads of a year before and of the days watched, as of their first moment, which is when they are scored; labels NaN while unknown at the end. */
  readonly rows: SnapshotTable;
  readonly feed: readonly FeedTable[];
  /** What the product's own steps measured on one day, from the database. */
  readonly checked: { readonly day: number; readonly measurements: readonly Measurement[] };
};

export type FrozenVersion = {
  readonly id: number;
  readonly name: string;
  readonly metrics: Metrics;
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  readonly importance: Importance;
  readonly testSize: number;
  readonly trained: TrainedOn;
};

/** The champion serves from the first day on; nothing changes before the change. The last day is the last that is watched. */
export const watched = { changeDay: 14, days: 120 } as const;

export function nameOfWorld({ kind, seed }: Pick<WatchedWorld, 'kind' | 'seed'>): string {
  return `${kind ?? 'undisturbed'}-${seed}`;
}

export function writeWorldFile(file: string, world: WatchedWorld): void {
  writeFileSync(`${file}.part`, serialize(world));
  renameSync(`${file}.part`, file);
}

export function readWorldFile(file: string): WatchedWorld {
  return deserialize(readFileSync(file)) as WatchedWorld;
}
