import type { z } from 'zod';
import type { ExperimentReport } from '../../api/contracts/experiments.ts';
import type { Incidents } from '../../api/contracts/incidents.ts';
import type { Mails } from '../../api/contracts/mails.ts';
import type { PredictionList } from '../../api/contracts/prediction-list.ts';
import type { SchedulesAnswer } from '../../api/contracts/schedules.ts';
import type { TrainingStatus, trainingAcceptedSchema } from '../../api/contracts/training.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { newestSubjects, onDatabase } from './crm-subjects.ts';
import type { Expected, ExpectedPrediction } from './expected.ts';
import { type Release, until } from './release.ts';

/**
 * Some months of a small business in two minutes: what an installation holds when it is upgraded. Everything is asked for at the API
 * and the command line.
 */
const actor = 'anna';

/** Retention goes on: what it does doesn't depend on when the fixture is looked at. The others would train, score and alert. */
const rests = {
  'retrain-weekly': 'Not during the trade fair.',
  'score-daily': 'The sales team is away.',
  'monitor-daily': 'The sales team is away.',
  'watch-hourly': 'The sales team is away.',
};

const message = { content_type: 'promotional', text: 'New in the shop: would you like a look?' } as const;

type Experiment = ExperimentReport['experiment'];

/** Everything but what needs a mail server that is away. Lead scoring ends up with an experiment under way and one that waits. */
export async function live(running: Release, say: (what: string) => void): Promise<void> {
  await hurryExperiments(running.databaseUrl);
  await running.command('generate', '--contacts', '240', '--conversations', '480', '--leads', '160', '--days', '120');
  say('a first training: three champions');
  await train(running, 'all', 1);
  await predict(running);
  await fireRetraining(running);

  say('challengers, until each model has an experiment under way, and lead scoring one that waits');
  for (let seed = 2; seed <= 12; seed++) {
    for (const model of await lacking(running)) await train(running, model, seed);
  }
  const still = await lacking(running);
  if (still.length > 0)
    throw new Error(`No challenger of ${still.join(', ')} was good enough: choose another business.`);
  await predict(running);
  await decide(running, 'engagement', 'pause', 'A campaign runs this week.');
  await decide(running, 'churn', 'rollback', 'It sends too many offers.');

  say('scores of everybody, a monitoring, outcomes');
  await fire(running, 'score-daily');
  for (const model of modelNames) {
    const scores = () => running.ask<PredictionList>('GET', `/api/v1/predictions?model=${model}`);
    await until(`the scores of ${model}`, scores, ({ batch }) => batch !== null);
  }
  await fire(running, 'monitor-daily');
  const measured = () => running.ask<{ metrics: unknown[] }>('GET', '/api/v1/models/churn/metrics');
  await until('the monitoring', measured, ({ metrics }) => metrics.length > 0);
  await postOutcomes(running);

  say('a training that learnt nothing: it does not take over, and is an incident');
  await learnNothing(running);
  await until(
    'the mail',
    () => mails(running),
    (all) => all.some(({ state }) => state === 'sent'),
  );
  for (const [id, reason] of Object.entries(rests)) {
    await running.ask('POST', `/api/v1/schedules/${id}/pause`, { actor, reason });
  }
}

/** While no mail can be delivered: that of a failed training waits in the outbox. Then everything that is known is written down. */
export async function writeDown(running: Release): Promise<Expected> {
  await fail(running, 'churn');
  await until(
    'an attempt to deliver',
    () => mails(running),
    (all) => all.some(({ state, attempts }) => state !== 'sent' && attempts > 0),
  );
  const { incidents } = await running.ask<Incidents>('GET', '/api/v1/incidents');
  await running.ask('POST', `/api/v1/incidents/${incidents.at(-1)?.id}/acknowledge`, { actor });
  const all = await experiments(running);
  const without = (['running', 'waiting', 'paused', 'ended'] as const).filter((wanted) =>
    all.every(({ state }) => state !== wanted),
  );
  if (without.length > 0) throw new Error(`No experiment is ${without.join(' or ')}: choose another business.`);
  const trial = all.find(({ state }) => state === 'running');
  const report = () => running.ask<ExperimentReport>('GET', `/api/v1/experiments/${trial?.id}`);
  await until('a look at the experiment', report, ({ looks }) => looks.length > 0);

  const asked = await predict(running);
  const logged = () => readPredictions(running.databaseUrl, asked.since);
  const predictions = await until('the log', logged, (all) => all.length === asked.count);
  const answers: Record<string, unknown> = {};
  for (const path of await paths(running, predictions)) answers[path] = await running.ask('GET', path);
  const { token } = running;
  return { madeAt: new Date().toISOString(), token, predictions, message: asked.message, answers };
}

async function paths(running: Release, predictions: readonly ExpectedPrediction[]): Promise<string[]> {
  const explained = modelNames.flatMap((model) => predictions.filter((each) => each.model === model).slice(0, 3));
  return [
    '/api/v1/training/history',
    '/api/v1/training/models',
    '/api/v1/data',
    '/api/v1/experiments',
    ...(await experiments(running)).map(({ id }) => `/api/v1/experiments/${id}`),
    '/api/v1/schedules',
    '/api/v1/incidents',
    '/api/v1/mails',
    ...(await mails(running)).map(({ id }) => `/api/v1/mails/${id}`),
    ...modelNames.flatMap((model) => [
      `/api/v1/models/${model}/deployments`,
      `/api/v1/models/${model}/metrics`,
      `/api/v1/predictions?model=${model}`,
    ]),
    ...explained.map(({ id }) => `/api/v1/predictions/${id}`),
  ];
}

/** Models without the experiments that the fixture is to hold. */
async function lacking(running: Release): Promise<ModelName[]> {
  const all = await experiments(running);
  const has = (model: ModelName, wanted: Experiment['state']) =>
    all.some((each) => each.model === model && each.state === wanted);
  return modelNames.filter((model) => !has(model, 'running') || (model === 'lead_scoring' && !has(model, 'waiting')));
}

async function experiments(running: Release): Promise<Experiment[]> {
  return (await running.ask<{ experiments: Experiment[] }>('GET', '/api/v1/experiments')).experiments;
}

async function decide(running: Release, model: ModelName, command: 'pause' | 'rollback', reason: string) {
  const trial = (await experiments(running)).find((each) => each.model === model && each.state === 'running');
  await running.ask('POST', `/api/v1/experiments/${trial?.id}/${command}`, { actor, reason });
}

async function fire(running: Release, schedule: string): Promise<void> {
  await running.ask('POST', `/api/v1/schedules/${schedule}/trigger`, { actor, reason: 'For the Monday meeting.' });
}

/** The cadence may say that there is something to learn. */
async function fireRetraining(running: Release): Promise<void> {
  await fire(running, 'retrain-weekly');
  const firings = async () =>
    (await running.ask<SchedulesAnswer>('GET', '/api/v1/schedules')).schedules.flatMap((each) => each.firings);
  const [{ retrain_id: id } = { retrain_id: null }] = await until('the firing', firings, (all) => all.length > 0);
  if (id !== null) await ended(running, id);
}

async function train(running: Release, model: ModelName | 'all', seed: number): Promise<void> {
  const done = await ending(running, { model, candidates: 2, seed });
  if (done.status !== 'completed') throw new Error(`A training ended otherwise: ${JSON.stringify(done)}`);
  // a challenger is under way, or waits for one that is, before the next is trained
  await until('the opening', () => experiments(running), isSettled);
}

function isSettled(all: readonly Experiment[]): boolean {
  const waiting = all.filter(({ state }) => state === 'waiting');
  return waiting.every(({ model }) => all.some((each) => each.model === model && each.state === 'running'));
}

/** The monitoring may have found something to train for: that comes first. */
async function learnNothing(running: Release): Promise<void> {
  const status = () => running.ask<TrainingStatus>('GET', '/api/v1/training/status');
  for (let attempt = 1; ; attempt++) {
    await until('the end of the training before', status, ({ finished_at }) => finished_at !== null);
    try {
      await running.command('train', 'lead_scoring', '--candidates', '1', '--shuffle-labels');
      return;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/** A training as of long before the business began: there is nothing to learn from. */
async function fail(running: Release, model: ModelName): Promise<void> {
  const done = await ending(running, { model, candidates: 1, as_of: '2020-01-01' });
  if (done.status !== 'failed') throw new Error(`A training should have failed: ${JSON.stringify(done)}`);
}

async function ending(running: Release, options: Record<string, unknown>): Promise<TrainingStatus> {
  const { retrain_id: id } = await running.ask<z.infer<typeof trainingAcceptedSchema>>(
    'POST',
    '/api/v1/training/start',
    options,
  );
  return await ended(running, id);
}

async function ended(running: Release, id: string): Promise<TrainingStatus> {
  const status = () => running.ask<TrainingStatus>('GET', '/api/v1/training/status');
  return await until('the training', status, (each) => each.retrain_id === id && each.finished_at !== null);
}

async function predict(running: Release) {
  const since = new Date().toISOString();
  const leads = await newestSubjects(running.databaseUrl, 'leads', 60);
  const contacts = await newestSubjects(running.databaseUrl, 'contacts', 20);
  await running.ask('POST', '/api/v1/predictions/lead_scoring', { ids: leads });
  await running.ask('POST', '/api/v1/predictions/churn', { ids: contacts });
  const planned = { message, send_at: new Date(Date.now() + 3_600_000).toISOString() };
  const messages = contacts.map((contact_id) => ({ contact_id, ...planned }));
  await running.ask('POST', '/api/v1/predictions/engagement', { messages });
  return { since, count: leads.length + 2 * contacts.length, message: planned };
}

async function postOutcomes(running: Release): Promise<void> {
  const [lead] = await newestSubjects(running.databaseUrl, 'leads', 1);
  const [contact] = await newestSubjects(running.databaseUrl, 'contacts', 1);
  const outcomes = [
    { id: 'order-77', model: 'lead_scoring', subject: lead },
    { id: 'visit-12', model: 'churn', subject: contact, converted: false },
  ];
  await running.ask('POST', '/api/v1/outcomes', { outcomes });
}

async function mails(running: Release): Promise<Mails['mails']> {
  return (await running.ask<Mails>('GET', '/api/v1/mails')).mails;
}

/** A look each minute, and none of the ends that come with time: later tests find it under way whenever they run. */
async function hurryExperiments(url: string): Promise<void> {
  const changes = { lookEveryDays: 1 / (24 * 60), minimumDays: 36_500, phaseDays: 36_500, maximumDays: 36_500 };
  await onDatabase(url, (client) =>
    client.query(`
create function fixture_hurries() returns trigger language plpgsql as $$ begin
  new.config := new.config || '${JSON.stringify(changes)}';
  return new;
end $$;
create trigger fixture_hurries before insert on experiments for each row execute function fixture_hurries();`),
  );
}

export async function forgetHurry(url: string): Promise<void> {
  await onDatabase(url, (client) =>
    client.query('drop trigger fixture_hurries on experiments; drop function fixture_hurries'),
  );
}

/** Answers to requests: those of the daily scoring have a moment of their own each. */
async function readPredictions(url: string, since: string): Promise<ExpectedPrediction[]> {
  return await onDatabase(url, async (client) => {
    const { rows } = await client.query<ExpectedPrediction>(
      `select p.id, p.model, p.subject, p.created_at as at, v.name as version, p.arm, p.value, p.model_output as output, p.confidence
       from predictions as p join model_versions as v on v.id = p.version_id
       where p.batch is null and p.created_at >= $1 order by p.created_at, p.id`,
      [since],
    );
    return rows;
  });
}
