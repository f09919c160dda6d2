import type {
  Arrival,
  PredictionTrace,
  Trace,
  TracedRow,
  TracedRows,
  TracedTable,
  TracedVersion,
  VersionTrace,
} from '../../../ingest/trace/trace.ts';
import { absent, formatCount, formatDecimal, formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';
import { wrapped } from '../wrap.ts';

export function traceLines(trace: Trace, width: number | null = null): string[] {
  return trace.kind === 'version' ? versionTraceLines(trace, width) : predictionTraceLines(trace, width);
}

function versionTraceLines({ version, arrived }: VersionTrace, width: number | null): string[] {
  const { runBefore, arrivals } = arrived;
  const since = runBefore === null ? 'What had come before it' : `What had come since run ${runBefore}`;
  return [
    `Version ${version.name} of ${version.model}${version.champion ? ', the champion' : ''}`,
    ...titled(versionFacts(version), width),
    '',
    `${since}:`,
    ...(arrivals.length === 0 ? ['  Nothing.'] : arrivalLines(arrivals, width)),
  ];
}

function predictionTraceLines({ prediction, version, rows }: PredictionTrace, width: number | null): string[] {
  const { id, model, subject, value, answeredAt, batch, experiment, phase, arm, error } = prediction;
  const trial = experiment === null ? [] : [`${arm ?? 'champion'} in experiment ${experiment}, phase ${phase}`];
  return [
    `Prediction ${id}`,
    ...titled(
      [
        ['Answer', `${formatDecimal(value)} of ${model} for ${subject ?? 'a row of features'}`],
        [
          'Given',
          `${formatMoment(answeredAt)}${batch === null ? ', when it was asked for' : `, by the scoring ${batch}`}`,
        ],
        ['By', [`version ${version.name}`, ...trial].join(', ')],
        ...(error === null ? [] : [['Instead of', `the challenger: ${error}`] as const]),
        ...versionFacts(version),
      ],
      width,
    ),
    '',
    ...(rows === null ? [noRows(subject)] : rowLines(rows, prediction.readAt, width)),
  ];
}

function noRows(subject: string | null): string {
  return subject === null
    ? 'The features came with the request: none of our rows were read.'
    : `${subject} is not here any more, and neither are the rows that were read.`;
}

type Fact = readonly [title: string, text: string];

function versionFacts({
  deployments,
  gate,
  experiment,
  run,
  snapshot,
  artifactHash,
  synthetic,
}: TracedVersion): Fact[] {
  const window = snapshot.windowDays === null ? '' : `, ${snapshot.windowDays} days`;
  const build = run.engineBuild === null ? '' : ` (${run.engineBuild})`;
  return [
    ...(deployments.length === 0
      ? [['Deployed', 'never'] as const]
      : deployments.map(
          ({ action, at, actor, reason }): Fact => [
            action === 'deploy' ? 'Deployed' : 'Back',
            `${formatMoment(at)} by ${actor}: ${reason}`,
          ],
        )),
    ['Gate', gate === null ? absent : `${gate.action} (${gate.verdict}): ${gate.reason}`],
    ...(experiment === null
      ? []
      : [
          [
            'Trial',
            `${experiment.id}, ${experiment.outcome ?? experiment.state}: ${experiment.reason ?? absent}`,
          ] as const,
        ]),
    ['Run', `${run.id}, ${formatMoment(run.startedAt)}, by ${run.trigger}`],
    ['Trained', `${run.engine}, seed ${run.seed}, code ${run.codeVersion}${build}`],
    [
      'Data',
      `${plural(snapshot.rows, 'row')} as of ${formatMoment(snapshot.asOf)}${window}${synthetic ? ', synthetic' : ''}`,
    ],
    ['Snapshot', snapshot.hash],
    ['Model', artifactHash],
  ];
}

/** Folded within a column of their own. */
function titled(facts: readonly Fact[], width: number | null): string[] {
  const room = Math.max(...facts.map(([title]) => title.length)) + 4;
  return facts.flatMap(([title, text]) =>
    wrapped(text, ' '.repeat(room), width ?? Number.POSITIVE_INFINITY, `  ${title}`.padEnd(room)),
  );
}

function rowLines({ contact, tables, arrivals }: TracedRows, moment: Date, width: number | null): string[] {
  const columns: Column<TracedTable>[] = [
    { title: 'Table', cell: ({ table }) => table },
    { title: 'Rows', cell: ({ rows }) => formatCount(rows), right: true },
    { title: 'Came later', cell: ({ cameLater }) => counted(cameLater), right: true },
    { title: 'Changed since', cell: ({ changedSince }) => counted(changedSince), right: true },
  ];
  const newest = tables.flatMap(({ table, newest: rows }) => rows.map((row) => ({ ...row, table })));
  return [
    `Rows of ${contact} from before ${formatMoment(moment)}:`,
    ...tableLines(tables, columns, '  ', width),
    '',
    'The newest of each table:',
    ...tableLines(newest, newestColumns, '  ', width),
    '',
    'How all of them came:',
    ...arrivalLines(arrivals, width),
  ];
}

const newestColumns: Column<TracedRow & { readonly table: string }>[] = [
  { title: 'Table', cell: ({ table }) => table, optional: 1 },
  { title: 'Row', cell: ({ externalId }) => externalId },
  { title: 'Dated', cell: ({ at }) => formatMoment(at) },
  { title: 'Came by', cell: wordCame, folds: true },
];

function wordCame({ came, waited, delivery }: TracedRow): string {
  const own = delivery === null ? [] : [`delivery ${delivery.id} (${delivery.deliveryId})`];
  const parked = waited === null ? [] : [`waited since ${formatMoment(waited.since)}, from ${waited.origin}`];
  const batch = came === null ? 'no batch' : `${wordWay(came)}, batch ${came.batch}`;
  return [batch, ...own, ...parked].join('; ');
}

function arrivalLines(arrivals: readonly Arrival[], width: number | null): string[] {
  const columns: Column<Arrival>[] = [
    { title: 'Came by', cell: wordWay },
    { title: 'Rows', cell: ({ rows }) => formatCount(rows), right: true },
    { title: 'Batch', cell: ({ batch, batches }) => wordBatches(batch, batches), right: true },
    { title: 'Last', cell: ({ last }) => formatMoment(last) },
  ];
  return tableLines(arrivals, columns, '  ', width);
}

function wordWay({ way, name }: Pick<Arrival, 'way' | 'name'>): string {
  if (way === 'other') return 'no batch';
  if (way === 'parked') return 'waiting rows';
  if (way === 'api') return name === 'api' ? 'API' : `API as ${name}`;
  return `${way} ${name}`;
}

function wordBatches(batch: number | null, batches: number): string {
  if (batch !== null) return String(batch);
  return batches === 0 ? absent : `${formatCount(batches)} of them`;
}

function counted(count: number): string {
  return count === 0 ? absent : formatCount(count);
}
