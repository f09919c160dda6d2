/** @import { Fields, LookAgain, Upload, UploadOptions } from '../../api/contracts/imports.ts' */
import { columnUses } from './column-uses.js';
import { element, pill } from './elements.js';
import { outcomeWords, rowWords, tableWord } from './import-words.js';
import { count, size } from './wording.js';

/** @typedef {NonNullable<Upload['report']>} Report */
/** @typedef {NonNullable<Upload['inspection']>} Inspection */

/**
 * @typedef {object} ImportActions
 * @property {(step: 'try' | 'start' | 'cancel') => void} press
 * @property {(options: LookAgain) => void} lookAgain with what a person says about it
 * @property {Fields['tables']} fields what a column may become
 * @property {(batch: number) => void} takeBack
 * @property {() => void} leave shows the place for files again
 */

/** A file on its way: what it would become, how far it is, what became of it. @param {Upload} upload @param {ImportActions} actions */
export function importCard(upload, actions) {
  const { name, byte_count: bytes, state } = upload;
  const heading = element(
    'div',
    { class: 'heading' },
    element('h3', { tabindex: '-1' }, name),
    element('span', { class: 'soft' }, size(bytes)),
  );
  if (state === 'working') return [heading, ...underWay(upload, actions)];
  if (state === 'imported' && upload.report !== null) return [heading, ...done(upload, upload.report, actions)];
  const senders = upload.error?.senders;
  if (senders !== undefined) return [heading, ...whoWeAre(upload, senders, actions)];
  const refusal = upload.error === null ? [] : [refused(upload.error)];
  if (upload.inspection === null) return [heading, ...refusal, buttons(leaving(actions, 'Take another file'))];
  return [heading, ...refusal, ...looked(upload, upload.inspection, actions)];
}

/** @param {Upload} upload @param {readonly string[]} senders @param {ImportActions} actions */
function whoWeAre({ options }, senders, actions) {
  const form = element(
    'form',
    {},
    element(
      'fieldset',
      {},
      element('legend', {}, 'This is a chat. Which of them is your business?'),
      ...senders.map((name, at) =>
        element(
          'label',
          { class: 'choice' },
          element('input', { type: 'checkbox', name: 'us', value: name, id: `sender-${at}` }),
          ` ${name}`,
        ),
      ),
    ),
    buttons(element('button', { type: 'submit' }, 'Look again'), leaving(actions, 'Take another file')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const us = [...form.querySelectorAll('input:checked')].map((box) => box.getAttribute('value') ?? '');
    if (us.length > 0) actions.lookAgain({ ...options, us });
  });
  return [form];
}

const doing = {
  inspect: 'Looking at what is in it',
  try: 'Trying the import; nothing is written',
  import: 'Importing',
};

/** @param {Upload} upload @param {ImportActions} actions */
function underWay({ step, progress }, { press }) {
  const bar = element('progress', { max: '1', 'aria-label': doing[step] });
  if (progress !== null) bar.setAttribute('value', String(progress.share));
  const read =
    progress === null
      ? ''
      : `, ${rowWords(progress.read)} read${progress.rejected > 0 ? `, ${count(progress.rejected)} rejected` : ''}`;
  return [
    element('p', { role: 'status' }, doing[step] + read),
    bar,
    buttons(button('Cancel', 'plain', () => press('cancel'))),
  ];
}

/** @param {NonNullable<Upload['error']>} error */
function refused({ message, remedy }) {
  return element('div', { class: 'refused', role: 'alert' }, element('strong', {}, message), element('p', {}, remedy));
}

/** @param {Upload} upload @param {Inspection} found @param {ImportActions} actions */
function looked({ trial, rejects, id, options }, found, actions) {
  const { press } = actions;
  const ready = found.unfinished === null && found.read > 0;
  const verdict = trial === null ? inspectionVerdict(found) : trialVerdict(trial);
  const causes = trial?.causes ?? found.causes;
  const can = (trial?.stored ?? found.stored) > 0;
  return [
    element('p', { class: 'verdict', role: 'status' }, verdict),
    ...(trial === null ? [] : [element('ul', { class: 'plain-list' }, ...trial.tables.map(outcomeItem))]),
    ...causeList(causes),
    ...(rejects && trial !== null ? [rejectsLink(id, 'plain')] : []),
    buttons(
      ...(ready && trial === null ? [button('Try it', '', () => press('try'))] : []),
      ...(ready && can
        ? [
            button(`Import ${rowWords(trial?.stored ?? found.stored)}`, trial === null ? 'plain' : '', () =>
              press('start'),
            ),
          ]
        : []),
      leaving(actions, 'Take another file'),
    ),
    ...columnUses(found, found.text === null ? null : actions.fields, (columns) =>
      actions.lookAgain({ ...options, ...(found.text !== null && { mapping: found.text }), columns }),
    ),
    ...(found.rows.length === 0 ? [] : [rowDetails(found)]),
    mappingForm(found, options, actions),
  ];
}

/** @param {Inspection} found */
function inspectionVerdict({ recognised_by: by, mapping, unfinished, read, stored, rejected, left_out: leftOut }) {
  const known =
    by === null ? 'No system is known by these columns, so their meaning is a guess.' : `Recognised as ${mapping}.`;
  if (unfinished !== null) return `${known} Some of it needs you: say below which column is meant.`;
  if (read === 0) return 'The file has no rows: only its first line, which names the columns.';
  const left = leftOut.reduce((sum, { rows }) => sum + rows, 0);
  const parts = [
    `${stored === read ? `${rowWords(read)}, all of them good` : `${count(stored)} of ${rowWords(read)} are good`} as far as the file alone tells`,
    ...(rejected > 0 ? [`${count(rejected)} would be rejected`] : []),
    ...(left > 0 ? [`${count(left)} would be left out`] : []),
  ];
  return `${known} ${sentence(parts.join(', '))}.`;
}

/** @param {string} words */
function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {Report} trial */
function trialVerdict({ read, stored, rejected }) {
  const bad = rejected === 0 ? 'none would be rejected' : `${count(rejected)} would be rejected`;
  const verdict = `Tried: of ${rowWords(read)}, ${count(stored)} would be imported and ${bad}.`;
  return stored === 0
    ? `${verdict} Change what the columns mean, or mend the file.`
    : `${verdict} Nothing is written yet.`;
}

/** @param {Report['tables'][number]} outcome */
function outcomeItem(outcome) {
  return element('li', {}, outcomeWords(outcome));
}

/** @param {Upload} upload @param {Report} report @param {ImportActions} actions */
function done({ id, rejects }, report, actions) {
  const { stored, rejected, read, batch, notes, tables } = report;
  const verdict =
    rejected === 0
      ? `All ${rowWords(read)} are in.`
      : `${count(stored)} of ${rowWords(read)} are in; ${rowWords(rejected)} ${rejected === 1 ? 'was' : 'were'} rejected.`;
  const next = rejects
    ? 'Mend the rejected rows in their file, and drop it here: the other rows are found again and stay as they are.'
    : 'The next training learns from them.';
  return [
    element(
      'p',
      { class: 'verdict', role: 'status' },
      pill(rejected === 0 ? 'Imported' : 'Imported in part', rejected === 0 ? 'good' : 'warn'),
      ` ${verdict}`,
    ),
    element('ul', { class: 'plain-list' }, ...tables.map(outcomeItem)),
    ...causeList(report.causes),
    ...notes.map((note) => element('p', { class: 'soft' }, note)),
    element('p', {}, next),
    buttons(
      ...(rejects ? [rejectsLink(id, '')] : [element('a', { class: 'button', href: '#models' }, 'Train on it')]),
      button('Bring in another file', 'plain', () => actions.leave()),
      ...(batch === null ? [] : [button('Take it back', 'plain', () => actions.takeBack(batch))]),
    ),
  ];
}

/** @param {Report['causes']} causes */
function causeList(causes) {
  if (causes.length === 0) return [];
  return [
    element(
      'ul',
      { class: 'causes' },
      ...causes
        .slice(0, 8)
        .map(({ column, reason, remedy, rows, examples }) =>
          element(
            'li',
            {},
            pill(rowWords(rows), 'bad'),
            element('span', {}, `${column === '' ? 'The row' : column} ${reason}`),
            ...examples
              .slice(0, 1)
              .map(({ line, value }) =>
                element('span', { class: 'soft' }, `line ${line}${value === '' ? '' : `: "${value}"`}`),
              ),
            ...(remedy === '' ? [] : [element('span', { class: 'mend' }, remedy)]),
          ),
        ),
      ...(causes.length > 8 ? [element('li', { class: 'soft' }, `and ${causes.length - 8} more reasons`)] : []),
    ),
  ];
}

/** @param {string} id @param {string} look */
function rejectsLink(id, look) {
  return element(
    'a',
    { class: `button ${look}`, href: `/api/v1/imports/${id}/rejects`, download: '' },
    'Download the rejected rows',
  );
}

/** @param {Inspection} found */
function rowDetails({ rows }) {
  const fates = {
    stored: pill('goes in', 'good'),
    'left out': pill('left out', ''),
    rejected: pill('rejected', 'bad'),
  };
  return element(
    'details',
    {},
    element('summary', {}, `What ${rows.length === 1 ? 'a row becomes' : `${rows.length} rows become`}`),
    element(
      'ul',
      { class: 'sample-rows' },
      ...rows.map(({ line, outcome, becomes, reasons }) =>
        element(
          'li',
          {},
          element('span', { class: 'soft' }, `line ${line}`),
          fates[outcome].cloneNode(true),
          element(
            'span',
            {},
            [
              ...becomes.map(
                ({ table, values }) =>
                  `${tableWord(table)}: ${Object.entries(values)
                    .map(([field, value]) => `${field.replaceAll('_', ' ')} ${value}`)
                    .join(', ')}`,
              ),
              ...reasons,
            ].join('; '),
          ),
        ),
      ),
    ),
  );
}

/** @param {Inspection} found @param {UploadOptions} options @param {ImportActions} actions */
function mappingForm({ text, unfinished }, options, { lookAgain }) {
  const field = /** @type {HTMLTextAreaElement} */ (
    element('textarea', { id: 'mapping', rows: String(linesOf(text ?? '')), spellcheck: 'false' }, text ?? '')
  );
  const form = element(
    'form',
    { class: 'mapping' },
    ...(unfinished === null
      ? []
      : [element('p', {}, 'These lines need the name of a column:'), element('pre', {}, unfinished)]),
    element('label', { for: 'mapping' }, 'What the columns mean: a field, then the column that fills it'),
    field,
    element('div', { class: 'actions' }, element('button', { type: 'submit' }, 'Look again')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    lookAgain({ ...options, mapping: field.value });
  });
  const open = unfinished !== null;
  return element('details', open ? { open: '' } : {}, element('summary', {}, 'Change the mapping as text'), form);
}

/** As many as it needs, within reason. @param {string} text */
function linesOf(text) {
  return Math.min(24, Math.max(6, text.split('\n').length + 1));
}

/** @param {ImportActions} actions @param {string} words */
function leaving({ leave }, words) {
  return button(words, 'plain', leave);
}

/** @param {...Node} all */
function buttons(...all) {
  return element('div', { class: 'actions' }, ...all);
}

/** @param {string} words @param {string} look @param {() => void} press */
function button(words, look, press) {
  const made = element('button', { type: 'button', class: look }, words);
  made.addEventListener('click', press);
  return made;
}
