import type { ColumnTreatment } from '../../tabular/columns/prepare-columns.ts';
import type { FitReport, Stage } from '../../tabular/report/report.ts';
import { formatBytes, formatCount, formatDuration, formatShare, plural } from '../print/format.ts';
import { tableLines } from '../print/table.ts';
import { answerLines, metricLines } from './print-metrics.ts';

export const stageTitles: Readonly<Record<Stage, string>> = {
  read: 'Read',
  prepare: 'Prepare',
  crossValidate: 'Cross-validate',
  fit: 'Fit',
  predict: 'Predict',
  judge: 'Judge',
};

/** @param width of the terminal; null: there is none. */
export function reportLines(report: FitReport, width: number | null = null): string[] {
  return [
    ' THE TABLE',
    '',
    ...aboutLines(report),
    '',
    ' COLUMNS',
    '',
    ...columnLines(report.columns, width),
    '',
    ...(report.warnings.length === 0 ? [] : [' WARNINGS', '', ...report.warnings.map((text) => `   ${text}`), '']),
    ' HOLDOUT METRICS',
    '',
    ...metricLines(report, width),
    '',
    ...answerLines(report),
    '',
    ' IMPORTANCE',
    '',
    ...importanceLines(report, width),
    '',
    ' TIMINGS',
    '',
    ...timingLines(report),
    ...(report.notes.length === 0 ? [] : ['', ' NOTES', '', ...report.notes.map((note) => `   ${note}`)]),
    '',
    ' HOW THIS DIFFERS FROM TRAIN',
    '',
    ...differences.map((line) => `   ${line}`),
  ];
}

const separatorNames: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' };

function aboutLines({ file, rows, target, split, engine }: FitReport): string[] {
  const separator = separatorNames[file.separator] ?? `'${file.separator}'`;
  const classes = target.classes?.map(({ name, share }, at) => {
    const role = target.classes?.length === 2 && at === 1 ? ', positive' : '';
    return `${name} (${formatShare(share)}${role})`;
  });
  const shownClasses = (classes ?? []).slice(0, 8);
  const more = (classes?.length ?? 0) - shownClasses.length;
  const ordered = split.orderedBy === null ? '' : ` by ${split.orderedBy}`;
  const by =
    split.kind === 'time' ? `in order of time${ordered}, the last rows held out` : `stratified, seed ${split.seed}`;
  const { trees } = engine;
  const stopped = trees === null || trees.length < 2 ? null : `${Math.min(...trees)} to ${Math.max(...trees)} a class`;
  const parameters = Object.entries(engine.parameters).map(([name, value]) =>
    name === 'n_estimators' && stopped !== null ? `${name} ${stopped}` : `${name} ${value}`,
  );
  const folds =
    engine.judgedFolds === engine.folds ? `${engine.folds} folds` : `${engine.judgedFolds} of ${engine.folds} folds`;
  const limited =
    engine.trainedRows < (engine.refit ? 1 : 0.75) * split.trainingRows
      ? `, on a sample of ${formatCount(engine.trainedRows)} rows`
      : '';
  return aligned([
    [
      'File',
      `${file.path} (${formatBytes(file.bytes)}, ${plural(file.rows, 'row')}, ${plural(file.columns, 'column')})`,
    ],
    ['Read as', `${file.encoding.toUpperCase()}, separator ${separator}${file.separatorDetected ? ' (detected)' : ''}`],
    ['Rows', rowsText(rows)],
    ['Target', target.name],
    ['Task', `${target.task} (${target.why})`],
    ...(classes === undefined
      ? []
      : [['Classes', shownClasses.join(', ') + (more > 0 ? `, and ${more} more` : '')] as const]),
    ['Split', `${formatCount(split.trainingRows)} rows to train, ${formatCount(split.holdoutRows)} held out (${by})`],
    ['Engine', `${engine.name}, ${plural(engine.features, 'feature')}${limited}`],
    ['Parameters', `${parameters.join(', ')} (defaults${trees === null ? '' : ', the trees by early stopping'})`],
    [
      'Judged in',
      `${folds} of the training rows, for ${purpose(target)}${engine.refit ? '' : '; learnt from the other four'}`,
    ],
  ]);
}

function rowsText({ read, training, holdout, leftOut }: FitReport['rows']): string {
  const parts = leftOut.map(({ rows, why }) => `${formatCount(rows)} left out (${why})`);
  return [
    `${formatCount(read)} read: ${formatCount(training)} to train`,
    `${formatCount(holdout)} held out`,
    ...parts,
  ].join(', ');
}

function purpose({ task, classes }: FitReport['target']): string {
  if (task === 'regression') return 'the interval';
  return classes?.length === 2 ? 'calibration and threshold' : 'calibration';
}

function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, value]) => `   ${`${title}:`.padEnd(width + 1)}  ${value}`);
}

/** More columns than this aren't listed one by one unless something happened to them. */
const listedColumns = 40;

function columnLines(columns: readonly ColumnTreatment[], width: number | null): string[] {
  const shown =
    columns.length <= listedColumns
      ? columns
      : columns.filter((column, at) => at < 20 || !column.used || column.note !== '');
  const counts = new Map<string, number>();
  for (const { kind, used } of columns) if (used) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const summary = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  return [
    ...tableLines(
      shown.slice(0, 2 * listedColumns),
      [
        { title: 'column', cell: ({ column }) => shortened(column, 32) },
        { title: 'kind', cell: ({ kind }) => kind },
        {
          title: 'missing',
          cell: ({ rows, missing, kind }) =>
            kind === 'target' || kind === 'dropped' ? '' : formatShare(missing / rows),
          right: true,
        },
        { title: 'treatment', cell: treatmentText, folds: true },
      ],
      '   ',
      width,
    ),
    '',
    `   Used: ${summary}; left out: ${columns.filter(({ used, kind }) => !used && kind !== 'target').length}.`,
  ];
}

function treatmentText({ kind, levels, note }: ColumnTreatment): string {
  if (kind === 'target') return 'what is predicted';
  if (kind === 'dropped') return 'left out: as asked for';
  if (kind === 'categorical') return [plural(levels ?? 0, 'level'), note].filter((part) => part !== '').join('; ');
  return note;
}

const listedImportance = 15;
/** Of a column that has all of it: with the longest name it fits 80 columns. */
const barLength = 30;

function importanceLines({ importance }: FitReport, width: number | null): string[] {
  const { columns, loss, rows } = importance;
  const shown = columns.filter(({ share }) => share > 0).slice(0, listedImportance);
  const rest = columns.slice(shown.length).reduce((sum, { share }) => sum + share, 0);
  const table = tableLines(
    shown,
    [
      { title: 'column', cell: ({ column }) => shortened(column, 32) },
      { title: 'share', cell: ({ share }) => formatShare(share), right: true },
      { title: '', cell: ({ share }) => '#'.repeat(Math.round(share * barLength)) },
    ],
    '   ',
    width,
  );
  const others = columns.length - shown.length;
  return [
    ...(shown.length === 0 ? ['   No column helps: shuffling none makes the predictions worse.'] : table),
    ...(shown.length > 0 && others > 0 ? [`   ${plural(others, 'other column')}: ${formatShare(rest)}`] : []),
    '',
    `   How much the ${loss} on ${plural(rows, 'holdout row')} grows when a column is shuffled, as a share of all growth.`,
  ];
}

function timingLines({ timings, threads }: FitReport): string[] {
  const titles = Object.keys(stageTitles) as Stage[];
  const width = Math.max(...titles.map((stage) => stageTitles[stage].length));
  const line = (title: string, milliseconds: number) =>
    `   ${title.padEnd(width)}  ${formatTaken(milliseconds).padStart(8)}`;
  return [
    ...titles.map((stage) => line(stageTitles[stage], timings[stage])),
    `${line('In all', timings.total)}, on ${plural(threads, 'thread')}`,
  ];
}

function formatTaken(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(0)} ms` : formatDuration(milliseconds);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 3)}...`;
}

const differences = [
  'train computes its features from the CRM as of a moment in the past; here the columns are taken as they are,',
  'so it is for you to leave out what is only known after the outcome.',
  'train keeps all rows of a contact in one fold; here each row is taken for a subject of its own.',
  'train searches hyperparameters; here each engine has fixed defaults, set by the size of the table.',
  'train compares with the model in use, deploys and records; here nothing is stored.',
];
