import type { Database } from '../database/database.ts';
import { type Listener, listen } from '../database/listen.ts';
import type { Row } from '../training/training-entities.ts';
import { EventEntity } from './event-entity.ts';

/** A change that was committed; its id tells what came before and after. */
export type StoredEvent = Row<typeof EventEntity>;

/** Oldest first. */
export async function readEvents(database: Database, after: number, limit: number): Promise<StoredEvent[]> {
  const rows = await database.em().find(EventEntity, { id: { $gt: after } }, { orderBy: { id: 'asc' }, limit });
  return rows.map((row) => ({ ...row }));
}

/** The ids that are there; 0 where nothing has happened yet. */
export async function eventRange(database: Database): Promise<{ readonly first: number; readonly last: number }> {
  const [row] = await database.query<{ first: number; last: number }>(
    'select coalesce(min(id), 0) as first, coalesce(max(id), 0) as last from events',
    [],
  );
  return row;
}

/** Also calls `heard` when it connects: something may have happened before. */
export function hearEvents(database: Database, heard: () => void): Listener {
  return listen(database, 'perennial_events', heard);
}
