import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { SentimentProgress } from '../../contract/sentiment-messages.ts';
import { createSentimentControl, type SentimentControl } from '../../control/sentiment-control.ts';
import { lexiconVersion } from '../../models/sentiment/lexicons.ts';
import { type CrmRows, crmRows, hoursAfter } from '../models/crm-rows.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline, testLimits, workerEnvironment } from './running-pipeline.ts';

type Measured = { sentiment: number | null; measured_sentiment: number | null; measured_by: string | null };

describe('filling sentiment', () => {
  let pipeline: RunningPipeline;
  let sentiment: SentimentControl;
  let crm: CrmRows;
  const processes: ChildProcess[] = [];

  before(async () => {
    pipeline = await startPipeline({ seed: null, workers: false });
    const { client, installation } = pipeline;
    sentiment = createSentimentControl({ client, installation, limits: testLimits });
    crm = crmRows(pipeline.database);
  });
  beforeEach(() => crm.clear());
  afterEach(async () => {
    for (const each of processes.splice(0)) await end(each, 'SIGTERM');
  });
  after(() => pipeline.close());

  async function fill(): Promise<SentimentProgress> {
    await sentiment.fill();
    return await sentiment.waitFor();
  }

  async function message(id: number): Promise<Measured> {
    const [row] = await pipeline.database.query<Measured>(
      'select sentiment, measured_sentiment, measured_by from messages where id = $1',
      [id],
    );
    return row;
  }

  /** A history in which every tenth message is the business's own. */
  async function history(count: number): Promise<void> {
    const contact = await crm.contact({ language: 'en' });
    await pipeline.database.query(
      `insert into messages (external_id, contact_id, direction, text, sent_at)
       select 'h' || n, $1, case when n % 10 = 0 then 'outbound' else 'inbound' end,
         (array['Thank you, great lamp', 'Where is my order?', 'Do you open at five?'])[n % 3 + 1], '2026-05-01' from generate_series(1, $2::int) as n`,
      [contact, count],
    );
  }

  async function countOf(condition: string): Promise<number> {
    const [{ count }] = await pipeline.database.query<{ count: number }>(
      `select count(*) as count from messages where ${condition}`,
    );
    return count;
  }

  /** An orchestration worker in a process of its own, which can be killed. */
  async function startProcess(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../workers/orchestration.ts', import.meta.url))], {
      env: workerEnvironment(pipeline),
      stdio: 'ignore',
    });
    processes.push(child);
    return child;
  }

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill(signal);
    await exit;
  }

  describe('with a worker', () => {
    let stop: () => Promise<void>;
    before(async () => {
      ({ stop } = await pipeline.startWorkers(['orchestration']));
    });
    after(() => stop());

    it('measures what contacts wrote, and nothing else', async () => {
      const contact = await crm.contact({ language: 'es' });
      const at = hoursAfter(-1);
      const kind = await crm.inbound(contact, at, { text: 'Muchas gracias, todo perfecto' });
      const angry = await crm.inbound(contact, at, { text: 'No funciona, pésimo servicio' });
      const number = await crm.inbound(contact, at, { text: '4711' });
      const wordless = await crm.inbound(contact, at, { text: null });
      const given = await crm.inbound(contact, at, { text: 'Muchas gracias', sentiment: -0.9 });
      const ours = await crm.outbound(contact, at, { text: 'Muchas gracias, todo perfecto' });
      const progress = await fill();
      assert.deepEqual(
        { state: progress.state, version: progress.version, total: progress.total, read: progress.read },
        { state: 'done', version: lexiconVersion, total: 3, read: 3 },
      );
      assert.equal(progress.measured, 2);
      assert.ok(((await message(kind)).measured_sentiment ?? 0) > 0.2);
      assert.ok(((await message(angry)).measured_sentiment ?? 0) < -0.2);
      assert.deepEqual(await message(number), {
        sentiment: null,
        measured_sentiment: null,
        measured_by: lexiconVersion,
      });
      for (const untouched of [wordless, ours])
        assert.deepEqual(await message(untouched), { sentiment: null, measured_sentiment: null, measured_by: null });
      assert.deepEqual(await message(given), { sentiment: -0.9, measured_sentiment: null, measured_by: null });
    });

    it('finds nothing to do when it is repeated, and measures anew what an older lexicon did', async () => {
      await history(30);
      assert.equal((await fill()).read, 27);
      assert.equal((await fill()).read, 0);
      await pipeline.database.query(
        `update messages set measured_by = 'lexicon-0' where id % 2 = 0 and measured_by is not null`,
      );
      const older = await countOf(`measured_by = 'lexicon-0'`);
      assert.equal((await fill()).read, older);
      assert.equal(await countOf(`measured_by = '${lexiconVersion}'`), 27);
    });

    it('forgets what was measured when the text changes', async () => {
      const contact = await crm.contact();
      const id = await crm.inbound(contact, hoursAfter(-1), { text: 'wonderful' });
      await fill();
      await pipeline.database.query(`update messages set text = 'terrible', urgency = 1 where id = $1`, [id]);
      assert.deepEqual(await message(id), { sentiment: null, measured_sentiment: null, measured_by: null });
      await fill();
      assert.ok(((await message(id)).measured_sentiment ?? 0) < -0.2);
    });

    it('looks once more when somebody asks while it works, for messages with lower ids too', async () => {
      const [{ id }] = await pipeline.database.query<{ id: number }>(
        `select nextval(pg_get_serial_sequence('messages', 'id')) as id`,
      );
      await history(60);
      const blocker = await pipeline.database.pool.connect();
      try {
        // an import that isn't committed yet: its message isn't seen, however low its id
        await blocker.query('begin');
        await blocker.query(
          `insert into messages (id, external_id, contact_id, direction, text, sent_at)
           select $1, 'late', id, 'inbound', 'Thank you', '2026-05-01' from contacts limit 1`,
          [id],
        );
        await blocker.query(`update messages set urgency = 1 where external_id = 'h1'`);
        const first = await fill();
        assert.equal(first.read, 53, 'the row that the import holds is passed by');
        await sentiment.fill();
        await blocker.query('commit');
        await sentiment.fill();
        await sentiment.waitFor();
        assert.equal(await countOf(`direction = 'inbound' and measured_by is null`), 0);
      } finally {
        await blocker.query('rollback');
        blocker.release();
      }
    });

    it('stops in the middle of a statement when it is cancelled, keeps what it measured, and goes on when asked', async () => {
      await history(3_000);
      const waiting = () =>
        pipeline.database.query<{ count: number }>(
          `select count(*) as count from pg_locks where not granted and relation = 'messages'::regclass
             and database = (select oid from pg_database where datname = current_database())`,
        );
      const blocker = await pipeline.database.pool.connect();
      try {
        await blocker.query('begin; lock table messages in exclusive mode');
        await sentiment.fill();
        await until(async () => (await waiting())[0].count > 0);
        const ended = assert.rejects(sentiment.waitFor(), { code: 'cancelled' });
        assert.equal(await sentiment.cancel(), true);
        await ended;
        assert.equal((await waiting())[0].count, 0);
      } finally {
        await blocker.query('rollback');
        blocker.release();
      }
      assert.equal(await sentiment.cancel(), false);
      assert.equal((await fill()).read, 2_700);
    });

    it('does nothing where PERENNIAL_SENTIMENT is off', async () => {
      const off = await startPipeline({
        seed: null,
        env: { PERENNIAL_SENTIMENT: 'off' },
      });
      try {
        const { client, installation, database } = off;
        const rows = crmRows(database);
        await rows.inbound(await rows.contact(), hoursAfter(-1), { text: 'wonderful' });
        const control = createSentimentControl({ client, installation, limits: testLimits });
        assert.equal(await control.progress(), null);
        await control.fill();
        assert.equal((await control.waitFor()).state, 'off');
        const [{ count }] = await database.query<{ count: number }>(
          'select count(*) as count from messages where measured_by is not null',
        );
        assert.equal(count, 0);
      } finally {
        await off.close();
      }
    });
  });

  it('goes on where it was after its worker was killed, and measures nothing twice', async () => {
    await history(40_000);
    const first = await startProcess();
    await sentiment.fill();
    await until(async () => (await countOf('measured_by is not null')) > 0);
    await end(first, 'SIGKILL');
    const before = await countOf('measured_by is not null');
    assert.ok(before < 36_000, `${before} were measured before the kill came`);
    const written = await pipeline.database.query<{ id: number; xmin: string }>(
      'select id, xmin::text from messages where measured_by is not null order by id',
    );
    await startProcess();
    const progress = await sentiment.waitFor();
    assert.equal(progress.state, 'done');
    assert.equal(await countOf(`direction = 'inbound' and measured_by = '${lexiconVersion}'`), 36_000);
    assert.equal(await countOf(`direction = 'outbound' and measured_by is not null`), 0);
    const after = await pipeline.database.query<{ id: number; xmin: string }>(
      'select id, xmin::text from messages where id = any($1::bigint[]) order by id',
      [written.map(({ id }) => id)],
    );
    assert.deepEqual(after, written);
  });
});
