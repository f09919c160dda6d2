import type { Named } from '../run-named.ts';

export const benchmarks: readonly Named[] = [
  {
    name: 'engines',
    shows: 'fit time and holdout score of every engine on the same tables, beside predicting the mean',
    load: () => import('./engines.ts'),
  },
];
