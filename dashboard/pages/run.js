/** @import { RetrainRuns, RunReport } from '../../api/contracts/run-report.ts' */
/** @import { TrainingRun } from '../../api/contracts/history.ts' */
/** @import { Opened } from '../parts/page.js' */
import { element, redraw } from '../parts/elements.js';
import { holdoutPlots } from '../parts/holdout-plots.js';
import { get } from '../parts/http.js';
import { engineTitle, modelAddress, runAddress } from '../parts/model-words.js';
import { importanceList, runSteps } from '../parts/run-steps.js';
import { besideTable, candidateTable, metricTable, qualityList } from '../parts/run-tables.js';
import { outcomeOf } from '../parts/runs.js';
import { keepShowing, loadingState } from '../parts/states.js';
import { count, duration, modelTitles, when } from '../parts/wording.js';

const milliseconds = 2000;

/** One training: how it went, and how good what came of it is. @param {Opened} opened its id: `<retrain>/<model>`, or a retrain's */
export function showRun(opened) {
  const { place, id, leaving } = opened;
  const content = element('div', { class: 'models-page' }, ...loadingState(3));
  const heading = element('h1', { tabindex: '-1' }, 'Training');
  const around = element('nav', { class: 'switcher', 'aria-label': 'Models of this training' }, ...siblings([], ''));
  place.replaceChildren(element('div', { class: 'person-head' }, heading, around), content);
  const [retrain = '', named] = id.split('/');
  let shown = '';
  /** A run that is over doesn't change. */
  let settled = false;
  keepShowing(milliseconds, opened, content, async () => {
    if (settled) return;
    const path = /** @type {const} */ (`/api/v1/runs/${encodeURIComponent(retrain)}`);
    /** @type {RetrainRuns} */
    const { runs } = await get(path);
    const model = named ?? runs[0]?.model ?? '';
    /** @type {RunReport} */
    const report = await get(`${path}/${encodeURIComponent(model)}`);
    if (leaving.aborted) return;
    settled = report.run.status !== 'running';
    const next = JSON.stringify([runs, report]);
    if (next === shown) return;
    shown = next;
    heading.replaceChildren(`${modelTitles[report.run.model]}, training of `, day(report.run.started_at));
    redraw(around, siblings(runs, report.run.run_id));
    redraw(content, parts(report));
  });
}

/** @param {RunReport} report */
function parts(report) {
  const { stages, metrics, plots, importance, quality, search, beside_champion: beside } = report;
  return [
    summary(report),
    card('steps', 'Step by step', runSteps(stages), workflow(report)),
    ...(metrics.length === 0 ? [] : [card('figures', 'How good it is', ...goodness(report), metricTable(metrics))]),
    ...(beside === null && report.not_compared === null && report.comparison === null
      ? []
      : [card('beside', 'Beside the champion', ...comparison(report))]),
    ...(metrics.length === 0 ? [] : [card('plots', 'In pictures', pictures(report, plots))]),
    ...(importance.length === 0
      ? []
      : [
          card(
            'importance',
            'What it relies on',
            element(
              'p',
              { class: 'soft' },
              'How much worse it would be without each, as a share of all. Open a group for its parts.',
            ),
            importanceList(importance),
          ),
        ]),
    ...(quality === null ? [] : [card('quality', 'The data it learnt from', ...qualityList(quality))]),
    ...(search === null ? [] : [card('candidates', 'What was tried', ...candidateTable(search))]),
    ...(report.card === null ? [] : [modelCard(report)]),
  ];
}

/** The way back, and all models of the same training. @param {readonly TrainingRun[]} runs @param {string} shown its id */
function siblings(runs, shown) {
  return [
    element('a', { href: '#models' }, 'All models'),
    ...runs.map(({ run_id: id, model }) =>
      element('a', { href: runAddress(id), ...(id === shown ? { 'aria-current': 'page' } : {}) }, modelTitles[model]),
    ),
  ];
}

const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** @param {string} moment */
function day(moment) {
  return element('time', { datetime: moment }, days.format(new Date(moment)));
}

/** What came of it, in a sentence, and the facts. @param {RunReport} report */
function summary({ run, gate, message, progress }) {
  const bar = element('progress', { max: '100', value: String(progress), 'aria-label': 'Progress' });
  const why = run.error !== null ? run.error.remedy : (gate?.reason ?? '');
  const facts = [
    ...(run.training_samples === null || run.testing_samples === null
      ? []
      : [`learnt from ${count(run.training_samples)}, tested on ${count(run.testing_samples)} kept aside`]),
    ...(run.engine === null ? [] : [engineTitle(run.engine)]),
    ...(run.duration_seconds === null ? [] : [`took ${duration(run.duration_seconds)}`]),
  ];
  return element(
    'section',
    { class: 'card stacked', id: 'outcome', 'aria-labelledby': 'outcome-heading' },
    element('div', { class: 'heading' }, element('h2', { id: 'outcome-heading' }, 'What came of it'), outcomeOf(run)),
    element(
      'div',
      { class: `model-verdict ${tones[run.status]}` },
      element('p', { class: 'sentence', role: 'status' }, sentence(run, message)),
      ...(why === '' ? [] : [element('p', { class: 'soft' }, why)]),
    ),
    ...(run.status === 'running' ? [bar] : []),
    element(
      'p',
      { class: 'soft' },
      `Started by ${triggers[run.trigger]}, `,
      when(run.started_at),
      facts.length === 0 ? '' : ` · ${facts.join(' · ')}`,
    ),
    ...(run.reason === null ? [] : [element('p', { class: 'soft' }, run.reason)]),
    element(
      'div',
      { class: 'actions' },
      ...(run.outcome === 'in_gate' && run.version !== null
        ? [element('a', { class: 'button', href: `#experiments/${run.model}-${run.version}` }, 'See the experiment')]
        : []),
      element(
        'a',
        { class: 'button plain', href: modelAddress(run.model) },
        `All about ${modelTitles[run.model].toLowerCase()}`,
      ),
    ),
  );
}

const tones = { running: '', completed: 'good', failed: 'bad', cancelled: '' };
const triggers = {
  cli: 'the command line',
  api: 'a person or program',
  schedule: 'the schedule',
  degradation: 'the monitoring, as a model had degraded',
  demo: 'the demo',
};

/** @param {TrainingRun} run @param {string | null} message */
function sentence({ status, outcome, version, error }, message) {
  if (status === 'running') return message ?? 'It is under way.';
  if (status === 'failed') return error?.message ?? 'It failed.';
  if (status === 'cancelled') return 'It was stopped before its end. The deployed versions stay as they are.';
  if (outcome === 'deployed') return `Version ${version} was good enough to serve, and was deployed.`;
  if (outcome === 'in_gate') return `Version ${version} is no worse than the champion, and went on trial beside it.`;
  return `Version ${version} was not good enough to replace the champion, and is only kept.`;
}

/** @param {RunReport} report */
function goodness({ holdout_rows: rows, run }) {
  const tested = rows ?? run.testing_samples;
  const words = `Measured on ${tested === null ? 'those' : `the ${count(tested)} rows`} that were kept aside while it learnt.`;
  return [element('p', { class: 'soft' }, words)];
}

/** @param {RunReport} report */
function comparison({ beside_champion: beside, comparison: difference, not_compared: whyNot }) {
  if (beside === null && difference === null) return [element('p', {}, whyNot ?? '')];
  const verdict =
    difference === null
      ? 'There was too little to compare on.'
      : difference.high < 0
        ? 'It is better than the champion, beyond chance.'
        : difference.low > 0
          ? 'It is worse than the champion, beyond chance.'
          : 'The difference to the champion may be chance.';
  return [
    element('p', {}, element('strong', {}, verdict)),
    ...(difference === null
      ? []
      : [
          element(
            'p',
            { class: 'soft' },
            `${difference.metric.toUpperCase()} ${signed(difference.difference)} (95% interval ${signed(difference.low)} to ${signed(difference.high)}) on ${count(difference.rows)} rows from which neither had learnt; below zero the new one is better.`,
          ),
        ]),
    ...(beside === null ? [] : [besideTable(beside)]),
  ];
}

/** @param {RunReport} report @param {RunReport['plots']} plots */
function pictures({ run }, plots) {
  if (plots !== null) return holdoutPlots(run.model, plots);
  return element(
    'p',
    { class: 'note' },
    'This training is of an earlier release, which kept no pictures. The next one has them.',
  );
}

/** @param {RunReport} report */
function workflow({ workflow: { id, url } }) {
  if (url === null) return element('p', { class: 'soft' }, 'Its workflow in Temporal: ', element('code', {}, id));
  return element(
    'p',
    {},
    element('a', { href: url, target: '_blank', rel: 'noreferrer' }, 'Its workflow in the Temporal Web UI'),
  );
}

/** What somebody may want to know years later. @param {RunReport} report */
function modelCard(report) {
  const {
    run,
    as_of: asOf,
    horizon_days: horizon,
    feature_count: features,
    label_source: labels,
    card: written,
  } = report;
  const text = JSON.stringify(written, null, 2);
  const facts = /** @type {[string, string | Node | null][]} */ ([
    ['Version', run.version],
    ['Learner', run.engine === null ? null : engineTitle(run.engine)],
    ['Data as of', asOf === null ? null : when(asOf)],
    ['Outcomes within', horizon === null ? null : `${horizon} days`],
    ['Outcomes of the last', run.window_days === null ? null : `${run.window_days} days`],
    ['Learnt from', labels === null ? null : labels === 'rating' ? 'your own ratings' : 'what became of the leads'],
    ['Columns', features === null ? null : count(features)],
    ['Seed', String(run.seed)],
    ['Training set', run.snapshot_hash === null ? null : element('code', {}, run.snapshot_hash.slice(0, 12))],
    ['Code', report.code_version],
  ]);
  const save = element('button', { type: 'button', class: 'plain' }, 'Save as JSON');
  save.addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    element('a', { href: url, download: `${run.model}-${run.version}-card.json` }).click();
    URL.revokeObjectURL(url);
  });
  return card(
    'card',
    'Model card',
    element(
      'dl',
      { class: 'card-facts' },
      ...facts.flatMap(([title, value]) =>
        value === null ? [] : [element('div', {}, element('dt', {}, title), element('dd', {}, value))],
      ),
    ),
    element('details', {}, element('summary', {}, 'All of it'), element('pre', { tabindex: '0' }, text)),
    element('div', { class: 'actions' }, save),
  );
}

/** @param {number} value */
function signed(value) {
  return `${value >= 0 ? '+' : '−'}${Math.abs(value).toFixed(2)}`;
}

/** @param {string} id @param {string} title @param {...HTMLElement} children */
function card(id, title, ...children) {
  return element(
    'section',
    { class: 'card stacked', id, 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, title),
    ...children,
  );
}
