/** @import { DataSummary } from '../../api/contracts/data.ts' */
import { smallTable } from './connection-card.js';
import { element, panel } from './elements.js';
import { tableWord } from './import-words.js';
import { count, when } from './wording.js';

/** Rows that name one which isn't known yet. @param {HTMLElement} place @returns {(summary: Pick<DataSummary, 'waiting'>) => void} */
export function waitingPanel(place) {
  return panel(place, ({ waiting }) => {
    if (waiting.length === 0)
      return [
        element(
          'p',
          { class: 'soft' },
          'No row waits. One that names a contact who isn’t known yet waits here until they come.',
        ),
      ];
    const rows = waiting.map(({ table, origin, parked, rejected, oldest_parked_at: oldest, example }) => [
      tableWord(table, 2),
      ...[origin, count(parked), count(rejected)],
      oldest === null ? '–' : when(oldest),
      example,
    ]);
    return [
      element('p', { class: 'soft' }, 'They go in as soon as what they name comes; after 30 days they are given up.'),
      smallTable('Rows that wait', ['Rows', 'From', 'Waiting', 'Given up', 'Since', 'Such as'], rows),
    ];
  });
}
