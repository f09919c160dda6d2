/** @import { Imports } from '../../api/contracts/imports.ts' */
import { element, panel, pill } from './elements.js';
import { ifMay } from './may.js';
import { count, when } from './wording.js';

const shown = 8;

/**
 * From where data came, the latest import of each kind of file first, and all imports.
 * @param {HTMLElement} place @param {(batch: number) => void} takeBack
 * @returns {(imports: Imports['imports']) => void}
 */
export function importsPanel(place, takeBack) {
  return panel(place, (imports) => {
    if (imports.length === 0)
      return [
        element(
          'p',
          { class: 'soft' },
          'Nothing was imported yet. What you bring in is listed here, and can be taken back.',
        ),
      ];
    const [latest, earlier] = [imports.slice(0, shown), imports.slice(shown)];
    return [
      table(latest),
      ...(earlier.length === 0
        ? []
        : [element('details', {}, element('summary', {}, `${earlier.length} earlier ones`), table(earlier))]),
    ];
  });

  /** @param {Imports['imports']} imports */
  function table(imports) {
    return element(
      'div',
      { class: 'scroll' },
      element(
        'table',
        { class: 'imports' },
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            ...['File', 'Read as', 'When', 'Rows', ''].map((title) =>
              title === '' ? element('td', {}) : element('th', { scope: 'col' }, title),
            ),
          ),
        ),
        element('tbody', {}, ...imports.map(row)),
      ),
    );
  }

  /** @param {Imports['imports'][number]} done */
  function row({ batch, file, mapping, imported_at: at, taken_back_at: back, stored, rejected }) {
    const undo = element(
      'button',
      { type: 'button', class: 'plain small whole', 'aria-label': `Take back ${file}` },
      'Take back',
    );
    undo.addEventListener('click', () => takeBack(batch));
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, file),
      element('td', {}, mapping),
      element('td', {}, when(at)),
      element(
        'td',
        { class: 'number' },
        count(stored),
        ...(rejected > 0 ? [' ', element('span', { class: 'missed' }, `${count(rejected)} rejected`)] : []),
      ),
      element('td', {}, ...(back === null ? ifMay('undoImport', undo) : [pill('taken back', '')])),
    );
  }
}
