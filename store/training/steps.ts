import type { Database, EntityManager } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import { StepEntity } from './training-entities.ts';

export type FinishedStep = { readonly key: string; readonly result: unknown; readonly createdAt: Date };

export async function findStep(database: Database, key: string): Promise<FinishedStep | null> {
  const step = await database.em().findOne(StepEntity, key);
  return step === null ? null : { ...step };
}

/**
 * Does a step's work once, however often it is called: everything that `work` writes through its entity manager commits in
 * one transaction with the row that marks the step as done. Of two concurrent calls, one does the work; the other waits and
 * returns the same result. The result is stored as JSON and returned as stored, in the first call too.
 */
export async function onceByKey<T>(
  database: Database,
  key: string,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  const finished = await findStep(database, key);
  if (finished !== null) return finished.result as T;
  return await database.em().transactional(async (em) => {
    await lockUntilCommit(em, `step ${key}`);
    const step = await em.findOne(StepEntity, key);
    if (step !== null) return step.result as T;
    const result = storable(await work(em), key);
    // not through the entity: null must be stored as JSON's null, not as SQL's
    await em.execute('insert into steps (key, result) values (?, ?::jsonb)', [key, JSON.stringify(result)]);
    return result as T;
  });
}

/** @returns false, at once, if another transaction holds the lock. */
export async function tryLockUntilCommit(em: EntityManager, name: string): Promise<boolean> {
  const [{ locked }] = await em.execute<{ locked: boolean }[]>(
    'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as locked',
    [name],
  );
  return locked;
}

/** Makes transactions with the same name take turns, without a row to lock. */
export async function lockUntilCommit(em: EntityManager, name: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}
