import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';

/** The secret of this installation with which keys of erased people are hashed. It is not in the database. */
export type ReadErasureKey = () => Buffer;

/** Who was erased: known by hashes alone, so that nobody who has the database can say whom. */
export type ErasedKeys = {
  hashOf(key: string): Buffer;
  /** Those of the keys that an erased person had. */
  among(keys: Iterable<string>): Promise<ReadonlySet<string>>;
  add(keys: Iterable<string>): Promise<void>;
};

const check = 'perennial erasure key';

/**
 * For a transaction that brings rows in. null: nobody was erased, so there is nothing to ask for.
 * @throws PerennialError `invalid_configuration` where people were erased by a key that this process doesn't have
 */
export async function erasedKeysIn(
  client: pg.ClientBase,
  readKey: ReadErasureKey | undefined,
): Promise<ErasedKeys | null> {
  const { rows } = await client.query<{ known: Buffer | null }>(
    `select erasure_key_check as known from installation where exists (select from erased_keys)`,
  );
  const [some] = rows;
  if (some === undefined) return null;
  if (readKey === undefined) throw otherKey();
  return openKeys(client, readKey(), some.known);
}

/** For an erasure: the first one makes the key known. @throws PerennialError `invalid_configuration` for another key */
export async function beginErasedKeys(client: pg.ClientBase, readKey: ReadErasureKey): Promise<ErasedKeys> {
  const key = readKey();
  await client.query('update installation set erasure_key_check = $1 where erasure_key_check is null', [
    hash(key, check),
  ]);
  const { rows } = await client.query<{ known: Buffer }>('select erasure_key_check as known from installation');
  return openKeys(client, key, rows[0]?.known ?? null);
}

function openKeys(client: pg.ClientBase, key: Buffer, known: Buffer | null): ErasedKeys {
  if (known !== null && !known.equals(hash(key, check))) throw otherKey();
  return {
    hashOf: (text) => hash(key, text),

    async among(keys) {
      const byHash = new Map<string, string>();
      for (const each of new Set(keys)) byHash.set(hash(key, each).toString('hex'), each);
      if (byHash.size === 0) return new Set();
      const { rows } = await client.query<{ hash: Buffer }>(
        'select hash from erased_keys where hash = any($1::bytea[])',
        [[...byHash.keys()].map((each) => Buffer.from(each, 'hex'))],
      );
      return new Set(rows.flatMap((row) => byHash.get(row.hash.toString('hex')) ?? []));
    },

    async add(keys) {
      await client.query(
        `insert into erased_keys (hash) select distinct hash from unnest($1::bytea[]) as given (hash) on conflict do nothing`,
        [[...keys].map((each) => hash(key, each))],
      );
    },
  };
}

function hash(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function otherKey(): PerennialError {
  return new PerennialError(
    'invalid_configuration',
    'People were erased here, and the key by which they are known is not the one of this process.',
    'Give every process the same PERENNIAL_ERASURE_KEY, or the file erasure.key of the home in which people were erased. Until then no rows go in.',
  );
}
