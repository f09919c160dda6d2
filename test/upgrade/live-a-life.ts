import type { PredictionList } from '../../api/contracts/prediction-list.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { actor, decide, type Experiment, experiments, fire, mails, postOutcomes, predict } from './business-steps.ts';
import { hurryExperiments } from './hurry-experiments.ts';
import { type Release, until } from './release.ts';
import { fireRetraining, learnNothing, train } from './trainings.ts';

/** Retention goes on: what it does doesn't depend on when the fixture is looked at. The others would train, score and alert. */
const rests = {
  'retrain-weekly': 'Not during the trade fair.',
  'score-daily': 'The sales team is away.',
  'monitor-daily': 'The sales team is away.',
  'watch-hourly': 'The sales team is away.',
};

/**
 * Some months of a small business in two minutes: what an installation holds when it is upgraded, but for what needs a mail server that is
 * away. Everything is asked for at the API and the command line. Lead scoring ends up with an experiment under way and one that waits.
 */
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

/** Models without the experiments that the fixture is to hold. */
async function lacking(running: Release): Promise<ModelName[]> {
  const all = await experiments(running);
  const has = (model: ModelName, wanted: Experiment['state']) =>
    all.some((each) => each.model === model && each.state === wanted);
  return modelNames.filter((model) => !has(model, 'running') || (model === 'lead_scoring' && !has(model, 'waiting')));
}
