import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openImports } from '../../api/imports.ts';
import { defaultTrainingOptions } from '../../contract/messages.ts';
import { createGateControl } from '../../control/gate-control.ts';
import { createHookControl } from '../../control/hook-control.ts';
import { createPretendControl } from '../../control/pretend-control.ts';
import { createSentimentControl } from '../../control/sentiment-control.ts';
import { createSourceControl } from '../../control/source-control.ts';
import { createTouchedControl } from '../../control/touched-control.ts';
import { createUploadControl } from '../../control/upload-control.ts';
import { reconcileSchedules } from '../../schedules/reconcile.ts';
import { createSchedules } from '../../schedules/schedules.ts';
import { listMails, queueMail } from '../../store/alerts/mails.ts';
import { readLooks, readPhases } from '../../store/experiments/experiments.ts';
import { addHook } from '../../store/hooks/hooks.ts';
import { storeDeliveries } from '../../store/hooks/inbox.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { shortGate } from './gate-world.ts';
import { recordHistory } from './record-history.ts';
import { reproduce } from './reproduce.ts';
import { startPipeline } from './running-pipeline.ts';

/**
 * Records histories of every workflow (completed, failed and cancelled) for `replay.test.ts`, apart from `record-deliveries.ts`:
 *
 *   node test/workflows/record-histories.ts [suffix]
 *
 * A suffix such as `-2026-12` keeps the earlier ones beside the new: after a patched change both must replay. Without one they are replaced, after a
 * change that old runs need not survive.
 */
const suffix = process.argv[2] ?? '';
/** A phase lasts a second and a half, then the share grows. */
const trial = { ...shortGate('churn'), dayMs: 300, phaseDays: 5 };
/** Without a name: workflows read the name from their task queue, which a replay doesn't have. */
const pipeline = await startPipeline({ trials: trial, env: { PERENNIAL_INSTALLATION: '' } });
const { client, control, installation } = pipeline;
/** The fewest candidates that climb from one rung to another. */
const options = { ...defaultTrainingOptions, candidates: 4 };

const record = (name: string, workflowId: string, runId?: string) =>
  recordHistory(client, `${name}${suffix}`, workflowId, runId);

/** Of a source that is read, of one whose credential is not there, and of a folder. */
async function recordSyncs(): Promise<void> {
  const secret = join(temporaryFolder(), 'source-url');
  await pipeline.database.query('create schema elsewhere');
  await pipeline.database.query('create table elsewhere.people (id integer, at timestamptz)');
  const definition =
    'name: Elsewhere\nstreams: { people: { sql: select id, at from elsewhere.people, changed: at, mapping: { tables: { contacts: { external_id: id, created_at: at } } } } }';
  const sources = createSourceControl({ client, database: pipeline.database, installation });
  const source = { kind: 'postgresql' as const, preset: null, definition, credential: { file: secret } };
  for (const name of ['failed', 'read']) {
    if (name === 'read') await writeFile(secret, pipeline.databaseUrl, { mode: 0o600 });
    await sources.add({ ...source, name, settings: { everyMinutes: 600 }, createdAt: new Date() });
    await recordFiring(name === 'read' ? 'sync-source' : 'sync-source-failed', installation.syncSource(name));
    await sources.remove(name);
  }
  const folder = temporaryFolder();
  await writeFile(join(folder, 'contacts.csv'), 'external_id,created_at\n1,2026-01-05T09:00:00Z\n');
  await sources.add({
    ...{ ...source, name: 'dropped', kind: 'folder', definition: null, credential: null, createdAt: new Date() },
    settings: { everyMinutes: 600, folder },
  });
  await recordFiring('sync-folder', installation.syncSource('dropped'));
  await sources.remove('dropped');
}

/** The history of a schedule's firing, once it has ended. */
async function recordFiring(name: string, schedule: string): Promise<void> {
  let workflowId: string | undefined;
  while (workflowId === undefined) {
    const action = (await client.schedule.getHandle(installation.schedule(schedule)).describe()).info.recentActions[0]
      ?.action;
    if (action?.type === 'startWorkflow') workflowId = action.workflow.workflowId;
  }
  await client.workflow
    .getHandle(workflowId)
    .result()
    .catch(() => {});
  await record(name, workflowId);
}

try {
  const complete = await control.start({ options, trigger: 'cli' });
  await control.waitFor(complete.retrainId);
  await record('retrain-completed', installation.retrain);
  await record('train-model-deployed', installation.trainModel(`${complete.retrainId}/churn`));
  await reproduce(pipeline, `${complete.retrainId}/churn`);
  await record('reproduce-run', installation.reproduceRun(`${complete.retrainId}/churn`));

  const challenged = await control.start({ models: ['churn'], options: { ...options, seed: 7 }, trigger: 'cli' });
  const { models } = await control.waitFor(challenged.retrainId);
  if (models[0]?.state !== 'completed' || models[0].result.outcome !== 'in_gate') throw new Error('no trial began');
  await record('train-model-in-gate', installation.trainModel(`${challenged.retrainId}/churn`));
  const gate = createGateControl({ client, installation });
  const note = { actor: 'recorder', reason: 'for the record' };
  await gate.command('churn', 'pause', note);
  await gate.command('churn', 'resume', note);
  const experimentId = `churn-${models[0].result.version}`;
  while ((await readPhases(pipeline.database, experimentId)).length < 2) await new Promise((go) => setTimeout(go, 50));
  while ((await readLooks(pipeline.database, experimentId)).length < 3) await new Promise((go) => setTimeout(go, 50));
  await gate.command('churn', 'promote', note);
  await client.workflow.getHandle(installation.abGate('churn')).result();
  await record('ab-gate-ended', installation.abGate('churn'));
  const runs = client.workflow.list({ query: `WorkflowType = 'abGate' AND ExecutionStatus = 'ContinuedAsNew'` });
  for await (const { runId } of runs) await record('ab-gate-continued', installation.abGate('churn'), runId);

  const shuffled = await control.start({
    models: ['lead_scoring'],
    options: { ...options, shuffleLabels: true },
    trigger: 'cli',
  });
  await control.waitFor(shuffled.retrainId);
  await record('train-model-champion-kept', installation.trainModel(`${shuffled.retrainId}/lead_scoring`));
  const [mail] = await listMails(pipeline.database);
  await client.workflow.getHandle(installation.deliverMail(mail?.name ?? '')).result();
  await record('deliver-mail', installation.deliverMail(mail?.name ?? ''));

  const early = { ...options, asOf: '2001-01-01T00:00:00Z' };
  const failed = await control.start({ models: ['churn'], options: early, trigger: 'cli' });
  await control.waitFor(failed.retrainId);
  await record('retrain-failed', installation.retrain);
  await record('train-model-failed', installation.trainModel(`${failed.retrainId}/churn`));

  await reconcileSchedules(client, createSchedules(pipeline.config.schedules), installation);
  const cancelled = await control.start({ options, trigger: 'cli' });
  await client.schedule.getHandle(installation.schedule('retrain-weekly')).trigger();
  let cancelling = false;
  await control
    .waitFor(cancelled.retrainId, (status) => {
      if (cancelling || status.models[0]?.stage !== 'train') return;
      cancelling = true;
      void control.cancel();
    })
    .catch(() => {});
  await record('retrain-cancelled', installation.retrain);
  await record('train-model-cancelled', installation.trainModel(`${cancelled.retrainId}/lead_scoring`));

  await recordFiring('scheduled-retrain', 'retrain-weekly');

  await client.schedule.getHandle(installation.schedule('score-daily')).trigger();
  await recordFiring('score-daily', 'score-daily');

  await pipeline.database.query(`update contacts set opted_in = false where id = (select min(id) from contacts)`);
  await createTouchedControl({ client, database: pipeline.database, installation }).scoreIfTouched();
  await client.workflow.getHandle(installation.scoreTouched).result();
  await record('score-touched', installation.scoreTouched);

  await client.schedule.getHandle(installation.schedule('monitor-daily')).trigger();
  await recordFiring('monitor', 'monitor-daily');

  await client.schedule.getHandle(installation.schedule('retention-daily')).trigger();
  await recordFiring('retention', 'retention-daily');

  const waiting = {
    messageId: '<waiting@perennial.invalid>',
    recipient: 'ann@example.org',
    subject: 'waiting',
    body: '',
  };
  const { id } = await queueMail(pipeline.database, { key: 'waiting', ...waiting });
  await pipeline.database.query(`update mails set created_at = now() - interval '1 hour' where id = $1`, [id]);
  await client.schedule.getHandle(installation.schedule('watch-hourly')).trigger();
  await recordFiring('watch', 'watch-hourly');

  const sentiment = createSentimentControl({ client, installation });
  await pipeline.database.query('update messages set sentiment = null');
  await sentiment.fill();
  await sentiment.waitFor();
  await record('fill-sentiment', installation.fillSentiment);

  const uploads = createUploadControl({ client, database: pipeline.database, installation });
  const files = openImports(pipeline.database, { uploads, uploadFolder: pipeline.config.uploadFolder });
  for (const [name, content] of [
    ['import-upload', 'external_id,created_at\nc-1,2026-01-05\n'],
    ['import-upload-failed', '\u0000'],
  ] as const) {
    const given = { name: `${name}.csv`, by: 'recorder', limit: 1_000 };
    const { id } = await files.receive(Readable.from([Buffer.from(content)]), given);
    await client.workflow
      .getHandle(installation.importUpload(id))
      .result()
      .catch(() => {});
    await record(name, installation.importUpload(id));
  }
  const secret = { env: 'SHOP' };
  await addHook(pipeline.database, { name: 'shop', kind: 'standard', ids: 'shop', secret, verifyToken: null });
  const body = Buffer.from('{"type":"contacts.created","data":{"external_id":"c-2","created_at":"2026-01-05"}}');
  await storeDeliveries(pipeline.database, [{ source: 'shop', deliveryId: '1', headers: {}, body }]);
  const hooks = createHookControl({ client, installation });
  await hooks.drain('shop');
  await hooks.drained('shop');
  await record('drain-inbox', installation.drainInbox('shop'));

  await recordSyncs();
  const pretend = createPretendControl({ client, installation, candidates: 1 });
  await pretend.start();
  await client.workflow.getHandle(installation.pretendBusiness).result();
  await record('pretend-business', installation.pretendBusiness);
} finally {
  await pipeline.close();
}
process.exit(0);
