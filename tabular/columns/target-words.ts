import { PerennialError } from '../../domain/errors.ts';
import type { RawColumn } from '../../tables/columns/raw-column.ts';

/** A class of fewer rows can be neither learnt nor tested. */
export const leastRowsOfClass = 5;

/** What people write for a value that isn't known yet, in small letters. */
export const placeholderWords: ReadonlySet<string> = new Set([
  ...[
    'tbd',
    'tba',
    'tbc',
    'unknown',
    'unbekannt',
    'inconnu',
    'desconocido',
    'pending',
    'missing',
    'n.a.',
    'n.a',
    'k.a.',
  ],
  ...['call', 'call us', 'on request', 'auf anfrage', 'sur demande', 'to be determined', 'to be announced', 'offen'],
  ...['not available', 'not applicable', 'not known', 'not specified', 'not set', 'open', 'todo', 'error', 'x', 'xxx'],
]);

/** `'TBD' 80, 'sold' 57`, the most frequent first. */
export function listCounts(counts: readonly (readonly [string, number])[], most = 8): string {
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const shown = sorted.slice(0, most).map(([text, rows]) => `'${text.slice(0, 30)}' ${rows}`);
  const more = sorted.length - shown.length;
  return shown.join(', ') + (more > 0 ? `, and ${more} other text${more === 1 ? '' : 's'}` : '');
}

export function targetRefusal(message: string, remedy: string, raw: RawColumn): PerennialError {
  return new PerennialError('invalid_training_data', message, remedy, { target: raw.name });
}
