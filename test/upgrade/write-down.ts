import type { ExperimentReport } from '../../api/contracts/experiments.ts';
import type { Incidents } from '../../api/contracts/incidents.ts';
import { modelNames } from '../../domain/models.ts';
import { actor, experiments, mails, predict } from './business-steps.ts';
import { onDatabase } from './crm-subjects.ts';
import type { Expected, ExpectedPrediction } from './expected.ts';
import { type Release, until } from './release.ts';
import { fail } from './trainings.ts';

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
