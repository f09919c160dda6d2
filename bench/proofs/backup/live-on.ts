import { setTimeout as sleep } from 'node:timers/promises';
import { defaultTrainingOptions, workflowTypes } from '../../../contract/messages.ts';
import type { WatchInput } from '../../../contract/watch-messages.ts';
import type { GateConfig } from '../../../domain/experiment/experiment.ts';
import { queueMail } from '../../../store/alerts/mails.ts';
import { readExperiment, readLooks } from '../../../store/experiments/experiments.ts';
import { gateWorld, shortGate } from '../../../test/workflows/gate-world.ts';
import { testLimits } from '../../../test/workflows/running-pipeline.ts';
import type { Installation } from './installation.ts';

/** A day lasts so many ms: between two looks a backup is made, restored and asked. */
const day = 40_000;

export const trial: Partial<GateConfig> = {
  ...shortGate('lead_scoring'),
  ...{ dayMs: day, minimumDays: 30, phaseDays: 60, maximumDays: 120, attributionDays: 1 },
};

export type Life = { readonly running: string; readonly paused: string; readonly leads: readonly string[] };

/** What an installation has done until the backup: trainings, an experiment with a look, one paused, mails that wait, pauses. */
export async function liveOn(installation: Installation): Promise<Life> {
  const { pipeline, ask } = installation;
  const { database, client, installation: own } = pipeline;
  await train(installation, 1);
  const world = gateWorld(pipeline);
  const running = await challenge(installation);
  const leads = (
    await database.query<{ id: string }>('select external_id as id from leads order by external_id limit 200')
  ).map(({ id }) => id);
  while (!(await askLeads(installation, leads)).some(({ arm }) => arm === 'challenger')) await sleep(50);
  const { id: paused } = await world.submit('churn', shortGate('churn', { dayMs: day }));
  while ((await readExperiment(database, paused)).state !== 'running') await sleep(50);
  await ask('POST', `/api/v1/experiments/${paused}/pause`, { actor: 'ann', reason: 'stocktaking' });
  await ask('POST', '/api/v1/schedules/retrain-weekly/pause', { actor: 'ann', reason: 'holidays' });
  await client.schedule.getHandle(own.schedule('monitor-daily')).pause('by hand, in the Web UI');
  await queueMails(installation);
  const watch: WatchInput = { schedules: ['monitor-daily', 'retrain-weekly'], limits: testLimits };
  await client.workflow.execute(workflowTypes.watch, {
    ...{ workflowId: 'watch', taskQueue: own.taskQueue('orchestration'), args: [watch] },
  });
  return { running, paused, leads };
}

/** One whose delivery fails for now, one that nobody has tried to deliver. */
export async function queueMails({ pipeline }: Installation): Promise<void> {
  const { database } = pipeline;
  const mail = { recipient: 'ann@example.org', subject: 'waiting', body: 'b' };
  const { name } = await queueMail(database, { ...mail, key: 'tried', messageId: '<tried@example.org>' });
  await pipeline.client.workflow.start(workflowTypes.deliverMail, {
    workflowId: pipeline.installation.deliverMail(name),
    taskQueue: pipeline.installation.taskQueue('orchestration'),
    args: [{ mailId: name, limits: testLimits }],
  });
  const tried = () => database.query(`select from mails where key = 'tried' and attempts > 0`);
  while ((await tried()).length === 0) await sleep(50);
  await queueMail(database, { ...mail, key: 'waits', messageId: '<waits@example.org>' });
}

async function train({ pipeline: { control } }: Installation, seed: number) {
  const options = { ...defaultTrainingOptions, candidates: 2, seed };
  const { retrainId } = await control.start({ models: ['lead_scoring', 'churn'], options, trigger: 'cli' });
  const { models } = await control.waitFor(retrainId);
  return models;
}

/** A second training of lead scoring, whose model goes on trial. @returns the experiment */
async function challenge({ pipeline: { control, database } }: Installation): Promise<string> {
  const options = { ...defaultTrainingOptions, candidates: 2, seed: 2 };
  const { retrainId } = await control.start({ models: ['lead_scoring'], options, trigger: 'cli' });
  const [trained] = (await control.waitFor(retrainId)).models;
  if (trained?.state !== 'completed' || trained.result.outcome !== 'in_gate')
    throw new Error(`no trial began: ${JSON.stringify(trained)}`);
  const id = `lead_scoring-${trained.result.version}`;
  while ((await readExperiment(database, id)).state !== 'running') await sleep(50);
  return id;
}

export type LeadAnswer = {
  readonly id: string;
  readonly version: string;
  readonly arm: string | null;
  readonly score: number;
};

export async function askLeads({ ask }: Installation, ids: readonly string[]): Promise<LeadAnswer[]> {
  const { predictions } = await ask<{ predictions: LeadAnswer[] }>('POST', '/api/v1/predictions/lead_scoring', { ids });
  return predictions.map(({ id, version, arm, score }) => ({ id, version, arm, score }));
}

/** The moment of the look with this number, once it was taken. */
export async function lookTaken({ pipeline: { database } }: Installation, id: string, number: number) {
  for (;;) {
    const look = (await readLooks(database, id)).find((each) => each.number === number);
    if (look !== undefined) return look;
    await sleep(50);
  }
}
