import type { Database, EntityManager } from '../database/database.ts';
import { storable } from '../database/storable.ts';
import { StepEntity } from './training-entities.ts';

export type FinishedStep = { readonly key: string; readonly result: unknown; readonly createdAt: Date };

export async function findStep(database: Database, key: string): Promise<FinishedStep | null> {
  const step = await database.em().findOne(StepEntity, key);
  return step === null ? null : { ...step };
}

/**
 * Does a step's work once, whoever asks how often: everything that `work` writes through its entity manager commits in one
 * transaction with the row that says it is done. Of two calls at the same time one works; the other waits for it and returns the
 * same result. The result is JSON: what comes back is what was stored, the first time too.
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
    // not through the entity: JSON null must be stored as JSON's, not as SQL's
    await em.execute('insert into steps (key, result) values (?, ?::jsonb)', [key, JSON.stringify(result)]);
    return result as T;
  });
}

/** @returns false, at once, while another transaction holds it. */
export async function tryLockUntilCommit(em: EntityManager, name: string): Promise<boolean> {
  const [{ locked }] = await em.execute<{ locked: boolean }[]>(
    'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as locked',
    [name],
  );
  return locked;
}

/** Makes transactions that name the same thing take turns; needs no row to lock. */
export async function lockUntilCommit(em: EntityManager, name: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}
