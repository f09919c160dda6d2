import type { Named } from '../run-named.ts';

/** In the order in which `all` runs them. */
export const proofs: readonly Named[] = [
  {
    name: 'cancel',
    shows:
      'cancelling at random moments of each stage stops threads and queries at once and leaves nothing half-written',
    load: () => import('./cancel.ts'),
  },
  {
    name: 'cancel-fit',
    shows: 'cancelling a fit of any size at any moment ends its threads within 100 ms and gives its memory back',
    load: () => import('./cancel-fit.ts'),
  },
  {
    name: 'kill',
    shows:
      'training, monitoring and mailing end as undisturbed though workers, PostgreSQL and Temporal are killed in turn',
    load: () => import('./kill.ts'),
  },
  {
    name: 'scale-out',
    shows:
      'workers that share PostgreSQL, Temporal by TLS and a bucket train side by side, at little more CPU and to the same bytes, also when killed',
    load: () => import('./scale-out.ts'),
  },
  {
    name: 'chaos',
    shows:
      'nothing is lost or doubled while processes, servers, networks and the disk of the whole product fail at random',
    load: () => import('./chaos.ts'),
  },
  {
    name: 'backup',
    shows:
      'a backup in the middle of an experiment, restored where nothing is left, knows, answers and decides as if undisturbed',
    load: () => import('./backup.ts'),
  },
  {
    name: 'pages',
    shows: 'the dashboard is small, shows something at once, answers a press and stays small, with 10,000 leads',
    load: () => import('./pages.ts'),
  },
  {
    name: 'import',
    shows:
      'spoilt rows and files are stored or rejected with a reason, killed imports end as undisturbed ones, undone ones leave nothing',
    load: () => import('./import.ts'),
  },
  {
    name: 'sources',
    shows: 'a source that is read while the reader, the source and the database are killed ends as a whole export',
    load: () => import('./sources.ts'),
  },
  {
    name: 'ways-in',
    shows:
      'one history by files, requests, webhooks and a database, in any mix, comes to the same tables and the same bytes',
    load: () => import('./ways-in.ts'),
  },
  {
    name: 'webhooks',
    shows:
      'a thousand webhooks a second, doubled and out of order, are answered at once and stored once, also while the database is away',
    load: () => import('./webhooks.ts'),
  },
  {
    name: 'erase',
    shows:
      'a person who is erased is in no table, log, mail, file or artifact after the next training, and does not come back from a source that has them',
    load: () => import('./erase.ts'),
  },
  {
    name: 'deploy-under-load',
    shows:
      'deployments and rollbacks every 200 ms under full load fail no request, mix up no answer and lose no log entry',
    load: () => import('./deploy-under-load.ts'),
  },
  {
    name: 'load',
    shows:
      'streams, status polls and predictions are all answered while models are trained, at little cost to the training, and a thousand follow at once',
    apart: 'its bars need a machine that does nothing else',
    load: () => import('./load.ts'),
  },
  {
    name: 'malformed',
    shows:
      'thousands of malformed, huge, slow and smuggled requests are refused as documented, slow nobody down and leave nothing behind',
    apart: 'not yet run whole since its last mends',
    load: () => import('./malformed.ts'),
  },
  {
    name: 'tokens',
    shows: 'revoked, expired, malformed and unknown tokens get one answer, and the time that it takes tells nothing',
    load: () => import('./tokens.ts'),
  },
  {
    name: 'contract',
    shows: 'whatever Schemathesis asks the API, as each role: it answers as its document says',
    apart: 'it has not come to its end for every role yet',
    load: () => import('./contract.ts'),
  },
  {
    name: 'cdnow',
    shows: 'the engines on the history of a real shop, where its file is at hand',
    load: () => import('./cdnow.ts'),
  },
  {
    name: 'quality',
    shows:
      'perennial fit with its defaults reaches scikit-learn and xgboost on a public table, where its file is at hand',
    load: () => import('./quality.ts'),
  },
  {
    name: 'sentiment',
    shows:
      'the lexicons tell friendly from unfriendly texts better than other libraries, where public texts are at hand',
    load: () => import('./sentiment.ts'),
  },
  {
    name: 'gate',
    shows: 'thousands of simulated experiments seldom promote a challenger that is no better and find one that is',
    load: () => import('./gate.ts'),
  },
  {
    name: 'gate-year',
    shows:
      'a challenger every week of a small business: one is tried, one waits, none starves, none that harms is promoted',
    load: () => import('./gate-year.ts'),
  },
  {
    name: 'undisturbed',
    shows:
      'a business of any size in which nothing changes raises no alarm in the first 60 days after a first training',
    load: () => import('./undisturbed.ts'),
  },
  {
    name: 'year',
    shows:
      'a simulated business lives through a year: what changes in it is alerted and recovered from, and nothing else is',
    load: () => import('./year.ts'),
  },
  {
    name: 'kinds',
    shows: 'eight kinds of change of a business, told of as soon as by the best of Evidently, NannyML and river',
    load: () => import('./kinds.ts'),
  },
  {
    name: 'baseline',
    shows: 'first models of small businesses are deployed, and of those that learnt shuffled labels none is',
    load: () => import('./baseline.ts'),
  },
  {
    name: 'form-leads',
    shows: 'leads of which a form is all that is known are told apart as well as by LightGBM, without what leaks',
    load: () => import('./form-leads.ts'),
  },
  {
    name: 'moments',
    shows: 'a score that follows the lead errs less than one frozen at 48 hours, and a late answer shows within a day',
    load: () => import('./moments.ts'),
  },
  {
    name: 'targets',
    shows: 'models trained on simulated businesses meet the targets on thousands of fresh subjects',
    load: () => import('./targets.ts'),
  },
];
