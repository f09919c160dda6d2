import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { Blobs } from '../../../store/artifacts/blobs.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { collectGarbage } from '../../../store/artifacts/collect-garbage.ts';
import { keepArtifact } from '../../../store/artifacts/keep-artifact.ts';
import { readInstallation } from '../../../store/installation.ts';
import { recordSnapshot } from '../../../store/training/snapshots.ts';
import { onceByKey } from '../../../store/training/steps.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { addVersion, openHistory } from '../../serving/random-model.ts';
import { openTestDatabase } from '../test-database.ts';

const database = await openTestDatabase({ poolSize: 4 });
const yesterday = new Date(Date.now() - 86_400_000);
const lastWeek = new Date(Date.now() - 7 * 86_400_000);

describe('the garbage of the artifact store', () => {
  let blobs: Blobs;

  before(async () => {
    await openHistory(database);
    blobs = openBlobs(temporaryFolder());
    await blobs.writeMark((await readInstallation(database)).id);
  });

  /** An artifact that was written a week ago. */
  async function old(text: string): Promise<string> {
    const hash = await blobs.put(Buffer.from(text));
    utimesSync(blobs.path(hash), lastWeek, lastWeek);
    return hash;
  }
  const isThere = (hash: string) =>
    blobs.size(hash).then(
      () => true,
      () => false,
    );

  it('is what no record names: snapshots with their rows, out-of-fold predictions and models', async () => {
    const { artifactHash } = await addVersion({ database, blobs }, 'churn', 1);
    utimesSync(blobs.path(artifactHash), lastWeek, lastWeek);
    const [recorded, snapshot, predictions] = [await old('recorded'), await old('snapshot'), await old('predictions')];
    await onceByKey(database, 'r/churn/candidate/0/1', async () => ({ index: 1, outOfFoldHash: recorded }));
    const facts = { model: 'churn', asOf: lastWeek, rowCount: 1, byteCount: 8, synthetic: false } as const;
    await recordSnapshot(database, { ...facts, hash: snapshot });
    const young = await blobs.put(Buffer.from('of a step that is not recorded yet'));

    assert.deepEqual(await collectGarbage(database, blobs, yesterday), { removed: 2, byteCount: 8 + 11 });
    const kept = await Promise.all([artifactHash, recorded, young, snapshot, predictions].map(isThere));
    assert.deepEqual(kept, [true, true, true, false, false]);
    const rows = await database.query('select from snapshots where hash = $1', [snapshot]);
    assert.equal(rows.length, 0);
  });

  it('is no longer what a step under way has found and records, however old it was', async () => {
    const hash = await old('the same content again');
    const { promise: found, resolve: find } = Promise.withResolvers<void>();
    const { promise: committing, resolve: commit } = Promise.withResolvers<void>();
    const step = onceByKey(database, 'r/churn/candidate/0/2', async (em) => {
      const outOfFoldHash = await keepArtifact(em, blobs, Buffer.from('the same content again'));
      find();
      await committing;
      return { outOfFoldHash };
    });
    await found;
    const collecting = collectGarbage(database, blobs, yesterday);
    while (!(await someoneWaits()));
    commit();
    await step;
    assert.deepEqual(await collecting, { removed: 0, byteCount: 0 });
    assert.ok(await isThere(hash));
  });

  it('is written again by a step that comes while it is removed', async () => {
    const hash = await old('once more');
    const step = { begun: Promise.resolve('') };
    const slow: Blobs = {
      ...blobs,
      async remove(each) {
        step.begun = onceByKey(database, 'r/churn/candidate/0/3', (em) =>
          keepArtifact(em, blobs, Buffer.from('once more')),
        );
        while (!(await someoneWaits()));
        await blobs.remove(each);
      },
    };
    assert.equal((await collectGarbage(database, slow, yesterday)).removed, 1);
    assert.equal(await step.begun, hash);
    assert.ok(await isThere(hash));
  });

  it('is left alone in a store that bears the mark of another installation', async () => {
    const other = openBlobs(temporaryFolder());
    await other.writeMark('3f0c');
    const hash = await other.put(Buffer.from("somebody else's"));
    assert.deepEqual(await collectGarbage(database, other, new Date(Date.now() + 60_000)), {
      removed: 0,
      byteCount: 0,
    });
    assert.equal(await other.size(hash), 15);
  });

  async function someoneWaits(): Promise<boolean> {
    const [{ waits }] = await database.query<{ waits: boolean }>(
      `select exists (select from pg_locks where locktype = 'advisory' and not granted
         and database = (select oid from pg_database where datname = current_database())) as waits`,
    );
    return waits;
  }
});
