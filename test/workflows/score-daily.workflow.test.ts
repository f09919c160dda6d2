import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type ScoreDailyInput,
  type ScoreDailyResult,
  type TouchedModel,
  workflowTypes,
} from '../../contract/messages.ts';
import { createScoringControl, type ScoringControl } from '../../control/scoring-control.ts';
import { createTouchedControl } from '../../control/touched-control.ts';
import type { modelNames } from '../../domain/models.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { readVersions } from '../../store/training/versions.ts';
import { runOnce } from '../cli/run-cli.ts';
import { addVersion, openHistory, point } from '../serving/random-model.ts';
import { until } from '../until.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

describe('scoreDaily', () => {
  let pipeline: RunningPipeline;

  before(async () => {
    pipeline = await startPipeline({ seed: 4 });
    await openHistory(pipeline.database);
    for (const model of ['lead_scoring', 'churn', 'engagement'] as const) await addVersion(pipeline, model, 1);
    await deploy('lead_scoring', 'churn');
  });
  after(() => pipeline.close());

  async function deploy(...models: readonly (typeof modelNames)[number][]): Promise<void> {
    for (const model of models) {
      const [version] = await readVersions(pipeline.database, model, 1);
      await point(pipeline.database, version);
    }
  }

  async function start(workflowId: string, input: Omit<ScoreDailyInput, 'limits'>) {
    const { client, installation } = pipeline;
    return await client.workflow.start<(input: ScoreDailyInput) => Promise<ScoreDailyResult>>(
      workflowTypes.scoreDaily,
      {
        workflowId,
        taskQueue: installation.taskQueue('orchestration'),
        args: [{ limits: testLimits, ...input }],
      },
    );
  }

  function scoring(): ScoringControl {
    const { client, installation } = pipeline;
    return createScoringControl({ client, installation, limits: testLimits });
  }

  async function rows(batch: string): Promise<number> {
    const [{ count }] = await pipeline.database.query<{ count: number }>(
      'select count(*) as count from predictions where batch = $1',
      [batch],
    );
    return count;
  }

  async function detailsOf(workflowId: string): Promise<string> {
    const description = await pipeline.client.workflow
      .getHandle(workflowId)
      .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    return description.currentDetails ?? '';
  }

  it('is fired by its schedule, scores model by model and skips a model that was never deployed', async () => {
    const { client, installation } = pipeline;
    await reconcileSchedules(client, createSchedules(pipeline.config.schedules), installation);
    const schedule = client.schedule.getHandle(installation.schedule('score-daily'));
    await schedule.trigger();
    let workflowId: string | undefined;
    while (workflowId === undefined) {
      const action = (await schedule.describe()).info.recentActions[0]?.action;
      if (action?.type === 'startWorkflow') workflowId = action.workflow.workflowId;
    }
    const { models } = (await client.workflow.getHandle(workflowId).result()) as ScoreDailyResult;
    assert.deepEqual(
      models.map(({ model, state }) => [model, state]),
      [
        ['lead_scoring', 'scored'],
        ['churn', 'scored'],
        ['engagement', 'skipped'],
      ],
    );
    const details = await detailsOf(workflowId);
    for (const each of models) {
      if (each.state === 'skipped') assert.ok(details.includes(each.reason), details);
      else {
        assert.ok(each.subjects > 5);
        assert.equal(await rows(each.batch), each.subjects);
        assert.ok(details.includes(`**${each.model}**: ${each.subjects} scored by version ${each.version}`), details);
      }
    }
  });

  it('is followed by the scoring of those whose rows change, into the same list', async () => {
    const { client, database, installation } = pipeline;
    const touched = createTouchedControl({ client, database, installation, limits: testLimits });
    await (await start('everybody', { models: ['churn'] })).result();
    const [listed] = await database.query<{ id: string; batch: string; contact: number }>(
      `select p.id, p.batch, c.id as contact from predictions as p join contacts as c on c.external_id = p.subject
       where p.batch = (select id from prediction_batches where model = 'churn' order by scored_at desc limit 1) limit 1`,
    );
    await database.query(
      `insert into messages (external_id, contact_id, direction, sent_at) values ('new', $1, 'inbound', now() - interval '1 second')`,
      [listed.contact],
    );
    const before = await rows(listed.batch);
    assert.equal(await touched.scoreIfTouched(), true);
    const scored = await client.workflow.getHandle(installation.scoreTouched).result();
    assert.deepEqual(
      (scored as readonly TouchedModel[]).filter(({ model }) => model === 'churn'),
      [{ model: 'churn', subjects: 1, left: false }],
    );
    const [{ batch }] = await database.query<{ batch: string | null }>('select batch from predictions where id = $1', [
      listed.id,
    ]);
    assert.equal(batch, null);
    assert.equal(await rows(listed.batch), before);
    assert.equal(await touched.scoreIfTouched(), false);
  });

  it('doubles nothing when the same batch is requested again', async () => {
    const requestedAt = new Date().toISOString();
    const first = await (await start('again-1', { models: ['churn'], requestedAt })).result();
    const second = await (await start('again-2', { models: ['churn'], requestedAt })).result();
    assert.deepEqual(second, first);
    const [scored] = first.models;
    assert.ok(scored.state === 'scored');
    assert.equal(await rows(scored.batch), scored.subjects);
  });

  it('is completed by a retry after the database refused it half-way', async () => {
    const { database } = pipeline;
    await deploy('engagement');
    // the first page is written; later ones are refused until the trigger is gone
    await database.query(`create sequence pages`);
    await database.query(
      `create function refuse() returns trigger language plpgsql as $$ begin
         if nextval('pages') between 2 and 3 then raise exception 'killed' using errcode = 'admin_shutdown'; end if;
         return null; end $$`,
    );
    await database.query(
      'create trigger refuse after insert on predictions for each statement execute function refuse()',
    );
    await database.query(
      `insert into contacts (external_id, created_at, opted_in) select 'more-' || n, '2026-01-01', true from generate_series(1, 900) as n`,
    );
    const requestedAt = new Date().toISOString();
    const handle = await start('retried', { models: ['engagement'], requestedAt });
    const [scored] = (await handle.result()).models;
    assert.ok(scored.state === 'scored' && scored.subjects > 900);
    assert.equal(await rows(scored.batch), scored.subjects);
    const [{ subjects }] = await database.query<{ subjects: number }>(
      'select count(distinct subject) as subjects from predictions where batch = $1',
      [scored.batch],
    );
    assert.equal(subjects, scored.subjects);
    const { events = [] } = await handle.fetchHistory();
    const attempts = events?.map((event) => event.activityTaskStartedEventAttributes?.attempt ?? 0) ?? [];
    assert.ok(Math.max(...attempts) > 1, `attempts ${attempts}`);
    await database.query('drop trigger refuse on predictions');
  });

  it('is started and awaited by npx perennial predict --all, which lists the top', async () => {
    const { config, databaseUrl, temporal } = pipeline;
    const env = {
      PERENNIAL_HOME: config.home,
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      PERENNIAL_INSTALLATION: config.temporal.installation,
    };
    const ask = () => runOnce(['predict', 'churn', '--all', '--top', '3'], { env });
    let { code, stdout, stderr } = await ask();
    // a busy test server may take longer than a command waits
    if (/Deadline exceeded/.test(stderr)) ({ code, stdout, stderr } = await ask());
    assert.equal(code, 0, stderr);
    const [scored, , origin, , head, ...top] = stdout.trimEnd().split('\n');
    assert.match(scored, /^OK Scored \d+ contacts by version 2026-06-01\.1$/);
    assert.match(origin, /^churn 2026-06-01\.1, trained .*; daily scores as of /);
    assert.match(head, /^Contact +Name .* Churn probability/);
    assert.equal(top.length, 3);
  });

  it('fails when a model fails, after the others were scored', async () => {
    const { database } = pipeline;
    const [lost] = await readVersions(database, 'lead_scoring', 1);
    await database.query('update model_versions set artifact_hash = $1 where id = $2', ['0'.repeat(64), lost.id]);
    const requestedAt = new Date().toISOString();
    const handle = await start('failing', { models: ['lead_scoring', 'churn'], requestedAt });
    await assert.rejects(handle.result(), (error: Error) => /0{64}/.test(String((error.cause as Error)?.message)));
    assert.ok((await rows(`churn/${requestedAt}`)) > 20);
    assert.match(await detailsOf('failing'), /\*\*lead_scoring\*\*: failed.*\n\n\*\*churn\*\*: \d+ scored/);
    await database.query('update model_versions set artifact_hash = $1 where id = $2', [lost.artifactHash, lost.id]);
  });

  it('stops in the middle of a statement when it is cancelled', async () => {
    const { database } = pipeline;
    const waiting = async () =>
      (
        await database.query<{ count: number }>(
          `select count(*) as count from pg_locks where not granted and relation = 'predictions'::regclass
             and database = (select oid from pg_database where datname = current_database())`,
        )
      )[0].count;
    const blocker = await database.pool.connect();
    try {
      await blocker.query('begin; lock table predictions in exclusive mode');
      const person = new AbortController();
      const ended = assert.rejects(scoring().score(['churn'], person.signal), { code: 'cancelled' });
      await until(waiting, (count) => count > 0);
      person.abort();
      await ended;
      assert.equal(await waiting(), 0);
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  });

  it('is shared by concurrent requests for the same scoring', async () => {
    const [one, other] = await Promise.all([scoring().score(['engagement']), scoring().score(['engagement'])]);
    assert.deepEqual(one, other);
  });
});
