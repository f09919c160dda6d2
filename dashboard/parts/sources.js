/** @import { PresentedFile, PresentedSource } from '../../api/contracts/sources.ts' */
/** @import { Connection } from './connection-card.js' */
import { opening, smallTable } from './connection-card.js';
import { lastly, stateOfSource, systemName } from './connection-words.js';
import { element } from './elements.js';
import { may } from './may.js';
import { count, duration, when } from './wording.js';

/** @typedef {{ open: Set<string>, onOpen: (key: string) => void, files: ReadonlyMap<string, readonly PresentedFile[] | string> }} Memory */

/** A database or a folder that is read. @param {PresentedSource} source @param {Memory} memory @returns {Connection} */
export function sourceConnection(source, memory) {
  const { name, error, failing_since: since, streams } = source;
  const key = `source/${name}`;
  const path = `/api/v1/sources/${name}`;
  const sum = (/** @type {'written' | 'parked' | 'rejected' | 'deleted'} */ of) =>
    streams.reduce((total, stream) => total + stream[of], 0);
  const isFolder = source.kind === 'folder';
  return {
    ...{ key, name, state: stateOfSource(source), about: aboutSource(source) },
    trouble:
      error === null
        ? null
        : { what: error.message, remedy: error.remedy, when: since === null ? null : ['Since ', when(since)] },
    figures: [
      { label: 'Rows that came', value: sum('written') },
      { label: 'Rejected', value: sum('rejected'), tone: 'missed' },
      ...(isFolder
        ? []
        : [
            { label: 'Waiting for others', value: sum('parked') },
            { label: 'Deleted', value: sum('deleted') },
          ]),
    ],
    acts: acts(source, path),
    parts: [
      ...progressOf(source),
      ...(isFolder
        ? [opening(`${key}/files`, 'What became of each file', memory, filesOf(key, path, memory))]
        : streams.length === 0
          ? []
          : [opening(`${key}/tables`, 'Table by table', memory, [tablesOf(source)])]),
    ],
  };
}

/** @param {PresentedSource} source */
function aboutSource({ kind, preset, folder, every_minutes: minutes, last_success_at: last, state }) {
  const what =
    kind === 'folder'
      ? `Exports in ${folder}`
      : `${preset === null ? 'A PostgreSQL database' : `${systemName(preset)}’s database`}`;
  const rhythm = minutes === 1 ? 'every minute' : `every ${minutes} minutes`;
  return [
    `${what}, ${state === 'paused' ? 'not read while it is paused' : rhythm} · `,
    lastly('last read', last, 'not read to its end yet'),
  ];
}

/** @param {PresentedSource} source @param {string} path */
function acts({ state, progress }, path) {
  /** @type {import('./connection-card.js').Act[]} */
  const possible = [];
  if (progress !== null)
    possible.push({ label: 'Stop reading', operation: 'cancelSource', path: `${path}/cancel`, body: {} });
  else if (state === 'active')
    possible.push({
      ...{ label: 'Read now', operation: 'syncSource', path: `${path}/sync`, body: {} },
      said: () => 'It is being read.',
    });
  possible.push({ label: 'Test', operation: 'testSource', path: `${path}/test`, body: {}, said: testedWords });
  if (state === 'paused')
    possible.push({ label: 'Resume', operation: 'resumeSource', path: `${path}/resume`, body: {}, main: true });
  else possible.push({ label: 'Pause', operation: 'pauseSource', path: `${path}/pause`, body: {} });
  return possible;
}

/** @param {{ streams: readonly any[], files: readonly any[], more_files: number, taken_files: number }} tested */
function testedWords({ streams, files, more_files: more, taken_files: taken }) {
  const bad = [...streams, ...files].filter(({ error }) => error !== null);
  const wrong = bad.map(({ error }) => `${error.message} ${error.remedy}`).join(' ');
  if (streams.length > 0) {
    const rows = streams.reduce((total, stream) => total + stream.rows, 0);
    const fine = `${count(streams.length - bad.length)} of ${count(streams.length)} tables can be read, ${count(rows)} rows in all.`;
    return bad.length === 0 ? fine : `${fine} ${wrong}`;
  }
  const would = files.length - bad.length + more;
  const found =
    would === 0
      ? `No new file is there${taken === 0 ? '.' : `; ${count(taken)} were taken before.`}`
      : `${count(would)} ${would === 1 ? 'file' : 'files'} would be taken.`;
  return bad.length === 0 ? found : `${found} ${wrong}`;
}

/** @param {PresentedSource} source */
function progressOf({ name, progress }) {
  if (progress === null) return [];
  const { stream, read, expected, remaining_seconds: remaining } = progress;
  const of = expected === null ? `${count(read)} rows` : `${count(read)} of ${count(expected)} rows`;
  const left =
    remaining === null ? '' : remaining < 60 ? ', less than a minute left' : `, about ${duration(remaining)} left`;
  return [
    element('p', { class: 'soft', role: 'status' }, `Reading ${stream}: ${of}${left}`),
    element('progress', {
      'aria-label': `Reading ${name}`,
      ...(expected === null || expected === 0
        ? {}
        : { max: String(expected), value: String(Math.min(read, expected)) }),
    }),
  ];
}

/** @param {PresentedSource} source */
function tablesOf({ streams }) {
  const rows = streams.map(({ stream, changed_until: until, written, parked, rejected, deleted }) => [
    stream.replaceAll('_', ' '),
    ...[written, rejected, parked, deleted].map(count),
    until === null ? '–' : when(until),
  ]);
  const example = streams.find(({ reject_example: one }) => one !== null);
  const table = smallTable(
    'Table by table',
    ['Table', 'Came', 'Rejected', 'Waiting', 'Deleted', 'Changes until'],
    rows,
  );
  if (example === undefined) return table;
  return element(
    'div',
    {},
    table,
    element('p', { class: 'soft' }, `Rejected in ${example.stream}, such as ${example.reject_example}`),
  );
}

/** @type {Readonly<Record<PresentedFile['state'], string>>} */
const fileStates = {
  settling: 'May still be written',
  taken: 'Taken',
  same: 'A copy',
  failed: 'Can’t be taken',
};

/** @param {string} key @param {string} path @param {Memory} memory */
function filesOf(key, path, { files, open }) {
  if (!open.has(`${key}/files`)) return [];
  const known = files.get(key);
  if (known === undefined) return [element('p', { class: 'soft', role: 'status' }, 'Loading')];
  if (typeof known === 'string') return [element('p', { class: 'missed', role: 'alert' }, known)];
  if (known.length === 0)
    return [element('p', { class: 'soft' }, 'No file was there yet. Drop an export into the folder.')];
  return [
    smallTable(
      'Files',
      ['File', 'State', 'Rows', 'Rejected', 'When'],
      known.map((file) => fileRow(path, file)),
    ),
  ];
}

/** @param {string} path @param {PresentedFile} file */
function fileRow(path, { id, name, state, same_as: same, error, report, rejects, tried_at: tried }) {
  const why = same === null ? (error === null ? null : `${error.message} ${error.remedy}`) : `of ${same}`;
  const link =
    rejects && may('downloadSourceRejects')
      ? [
          ' ',
          element(
            'a',
            {
              href: `${path}/files/${id}/rejects`,
              download: '',
              'aria-label': `Download the rejected rows of ${name}`,
            },
            'download',
          ),
        ]
      : [];
  return [
    name,
    element(
      'span',
      state === 'failed' ? { class: 'missed' } : {},
      fileStates[state],
      ...(why === null ? [] : [` ${state === 'failed' ? '– ' : ''}${why}`]),
    ),
    report === null ? '–' : count(report.stored),
    report === null ? '–' : element('span', {}, count(report.rejected), ...link),
    tried === null ? '–' : when(tried),
  ];
}
