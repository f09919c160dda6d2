import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createSourceControl, type SourceControl } from '../../control/source-control.ts';
import { inTransaction } from '../../store/database/transaction.ts';
import { listSources, type NewSource, readSource, readStreams } from '../../store/sources/sources.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { chatwootTables, fillChatwoot } from '../ingest/sources/chatwoot-tables.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

const secret = join(temporaryFolder(), 'chatwoot-url');
const source: NewSource = {
  ...{ name: 'chatwoot', kind: 'postgresql', preset: 'chatwoot', definition: null, credential: { file: secret } },
  ...{ settings: { everyMinutes: 600 }, createdAt: new Date() },
};
let pipeline: RunningPipeline;
let sources: SourceControl;

before(async () => {
  pipeline = await startPipeline({ seed: null });
  const { client, database, installation, databaseUrl } = pipeline;
  await inTransaction(database, async (own) => {
    await own.query('create schema chatwoot');
    await own.query('set local search_path = chatwoot');
    await own.query(chatwootTables);
    await fillChatwoot(own, 12);
  });
  writeFileSync(
    secret,
    `${databaseUrl}?options=${encodeURIComponent('-c search_path=chatwoot')}&application_name=top-secret`,
  );
  chmodSync(secret, 0o600);
  sources = createSourceControl({ client, database, installation, limits: testLimits });
});
after(() => pipeline?.close());

/** The history of what its schedule started last, once that has ended. @param nth counted from 1: a schedule tells of a firing a little later. */
async function historyOf(nth: number, name = 'chatwoot'): Promise<string> {
  const { client, installation } = pipeline;
  const schedule = client.schedule.getHandle(installation.syncSource(name));
  for (;;) {
    const { recentActions } = (await schedule.describe()).info;
    const id = recentActions[nth - 1]?.action.workflow.workflowId;
    if (id === undefined) continue;
    const handle = client.workflow.getHandle(id);
    await handle.result().catch(() => {});
    return JSON.stringify(await handle.fetchHistory());
  }
}

describe('a source', () => {
  it('is read when it is added, and its credential is in no history and no table', async () => {
    await sources.add(source);
    const history = await historyOf(1);
    const read = await readSource(pipeline.database, 'chatwoot');
    assert.deepEqual([read.error, read.progress], [null, null]);
    assert.ok(read.succeededAt !== null && read.sweptAt !== null);
    const streams = await readStreams(pipeline.database, 'chatwoot');
    assert.deepEqual(
      streams.map(({ stream, whole }) => [stream, whole]),
      [
        ['contacts', true],
        ['conversations', true],
        ['messages', true],
      ],
    );
    assert.deepEqual(await pipeline.database.query('select count(*) as contacts from contacts'), [{ contacts: 12 }]);
    assert.doesNotMatch(history + JSON.stringify(await listSources(pipeline.database)), /top-secret/);
  });

  it('that can’t be read says why, and goes on once it can', async () => {
    chmodSync(secret, 0o644);
    await sources.sync('chatwoot', { again: false, acceptDeletes: false });
    await historyOf(2);
    const failing = await readSource(pipeline.database, 'chatwoot');
    assert.equal(failing.error?.code, 'source_refused');
    assert.match(failing.error?.remedy ?? '', /chmod 600/);
    assert.ok(failing.failingSince !== null);
    chmodSync(secret, 0o600);
    await sources.sync('chatwoot', { again: true, acceptDeletes: false });
    await historyOf(3);
    const read = await readSource(pipeline.database, 'chatwoot');
    assert.deepEqual([read.error, read.failingSince], [null, null]);
  });

  it('is paused, resumed and removed; its rows stay', async () => {
    const { client, installation, database } = pipeline;
    const handle = client.schedule.getHandle(installation.syncSource('chatwoot'));
    await sources.pause('chatwoot');
    assert.equal((await handle.describe()).state.paused, true);
    await handle.delete();
    await sources.reconcile();
    assert.equal((await handle.describe()).state.paused, true, 'a schedule that Temporal lost comes back as it stood');
    await sources.resume('chatwoot');
    assert.equal((await handle.describe()).state.paused, false);
    await sources.remove('chatwoot');
    assert.deepEqual(await listSources(database), []);
    await assert.rejects(handle.describe());
    await assert.rejects(sources.pause('chatwoot'), { code: 'not_found' });
    assert.deepEqual(await database.query('select count(*) as contacts from contacts'), [{ contacts: 12 }]);
  });

  it('that is a folder takes what is dropped there, and tells of what it can’t take', async () => {
    const { database } = pipeline;
    const folder = join(temporaryFolder(), 'exports');
    mkdirSync(folder);
    writeFileSync(join(folder, 'contacts.csv'), 'external_id,name,created_at\nf-1,Anna,2026-01-05T09:00:00Z\n');
    const settings = { everyMinutes: 600, folder };
    await sources.add({ ...source, name: 'exports', kind: 'folder', preset: null, credential: null, settings });
    await historyOf(1, 'exports');
    assert.equal((await readSource(database, 'exports')).error, null);
    assert.deepEqual(await database.query(`select name from contacts where external_id = 'f-1'`), [{ name: 'Anna' }]);

    writeFileSync(join(folder, 'odd.csv'), 'Ref,Colour\n1,blue\n');
    await sources.sync('exports', { again: false, acceptDeletes: false });
    await historyOf(2, 'exports');
    const failing = await readSource(database, 'exports');
    assert.match(failing.error?.message ?? '', /odd\.csv can't be taken: .*columns of odd\.csv mean/);
  });
});
