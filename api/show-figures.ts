import type { Database } from '../store/database/database.ts';
import { type Figures, readFigures } from '../store/figures.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** ms: who scrapes gives up after some seconds, and wants the other metrics meanwhile. */
const patience = 1_500;

/** What the database says of models, incidents and mails, asked at each scrape. Shown by the API alone: the workers would say the same. */
export function showFigures(metrics: Metrics, database: Database): void {
  const answers = metrics.gauge('database_up', 'Whether PostgreSQL answered within 1.5 s');
  const incidents = metrics.gauge('incidents_open', 'Incidents that are not over', ['model', 'state']);
  const waiting = metrics.gauge('mails_waiting', 'Mails in the outbox');
  const oldest = metrics.gauge('mails_oldest_waiting_seconds', 'Age of the oldest mail in the outbox');
  const trainings = metrics.gauge('trainings_running', 'Trainings of a model under way');
  const experiments = metrics.gauge('experiments_running', 'Experiments under way');
  const deliveries = metrics.gauge('deliveries', 'Events that wait for a destination or were given up', [
    'destination',
    'state',
  ]);
  const webhooks = metrics.gauge('webhook_deliveries', 'Posts of a webhook that wait or could not be read', [
    'source',
    'state',
  ]);
  const read = metrics.gauge('source_read_timestamp_seconds', 'When a source was last read to its end', ['source']);
  const moments = {
    deployed: metrics.gauge('model_deployed_timestamp_seconds', 'When the version that serves took over', ['model']),
    trained: metrics.gauge('model_trained_timestamp_seconds', 'When a training of the model last completed', ['model']),
    scored: metrics.gauge('model_scored_timestamp_seconds', 'When everybody was last scored', ['model']),
  };

  function show(figures: Figures): void {
    incidents.reset();
    for (const { model, state, count } of figures.incidents) incidents.set({ model, state }, count);
    waiting.set(figures.mails.waiting);
    oldest.set(figures.mails.oldest);
    trainings.set(figures.running.trainings);
    experiments.set(figures.running.experiments);
    for (const gauge of [deliveries, webhooks, read]) gauge.reset(); // one that was removed is told of no more
    for (const { destination, waiting, parked } of figures.destinations) {
      deliveries.set({ destination, state: 'waiting' }, waiting);
      deliveries.set({ destination, state: 'parked' }, parked);
    }
    for (const { source, waiting, failed } of figures.webhooks) {
      webhooks.set({ source, state: 'waiting' }, waiting);
      webhooks.set({ source, state: 'failed' }, failed);
    }
    for (const { source, succeeded } of figures.sources) if (succeeded !== null) read.set({ source }, succeeded);
    for (const { model, ...of } of figures.models) {
      for (const [name, gauge] of Object.entries(moments)) {
        const at = of[name as keyof typeof moments];
        if (at !== null) gauge.set({ model }, at);
      }
    }
  }

  metrics.beforeScrape(async () => {
    try {
      show(await readFigures(database, AbortSignal.timeout(patience)));
      answers.set(1);
    } catch {
      answers.set(0); // a scrape is no place to report it: /readyz and the log do
    }
  });
}
