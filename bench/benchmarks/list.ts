import type { Named } from '../run-named.ts';

export const benchmarks: readonly Named[] = [
  {
    name: 'engine',
    shows: 'fits, searches and predictions of our learners beside xgboost, LightGBM and scikit-learn',
    load: () => import('./engine.ts'),
  },
  {
    name: 'serve',
    shows:
      'predictions a second, and how long one takes, beside FastAPI with scikit-learn and xgboost on the same database',
    load: () => import('./serve.ts'),
  },
  {
    name: 'import',
    shows: 'imports of messages beside the release before, and of purchases beside COPY of the same file',
    load: () => import('./import.ts'),
  },
  {
    name: 'ingest',
    shows: 'rows that are posted, and rows that a source is read for, beside COPY and dlt of the same rows',
    load: () => import('./ingest.ts'),
  },
  {
    name: 'extract',
    shows: 'simulations and training sets of two sizes: how time and memory grow',
    load: () => import('./extract.ts'),
  },
  {
    name: 'outbox',
    shows: 'what the end of a scoring pays for destinations, and how long a list takes into a file and a table',
    load: () => import('./outbox.ts'),
  },
  {
    name: 'daily',
    shows: 'the daily scoring of everybody anew, and the days after on which 2% of the contacts changed',
    load: () => import('./daily.ts'),
  },
  {
    name: 'start',
    shows: 'how long npm start takes until it is healthy',
    load: () => import('./start.ts'),
  },
];
