import { longestExternalId } from '../../domain/external-id.ts';
import { truthOfCell } from '../../tables/values/truth-text.ts';
import { momentText } from './moment-text.ts';

/** From a text of the file to the text that COPY takes; undefined: it can't be read. `expected` completes 'is not ...'. */
export type Reader = {
  readonly kind: 'text' | 'id' | 'contact' | 'number' | 'word' | 'truth' | 'moment';
  readonly expected: string;
  readonly read: (text: string) => string | undefined;
  /** All that a word may be. */
  readonly words?: readonly string[];
  /** A moment at which something happened, so that it can't lie ahead. */
  readonly happened?: true;
};

/** Without NUL, which PostgreSQL's text can't hold. */
export const text: Reader = {
  kind: 'text',
  expected: 'text without NUL characters',
  read: (value) => (value.includes('\0') ? undefined : value),
};

/** An external id or reference. */
export const identifier: Reader = {
  kind: 'id',
  expected: `an id of at most ${longestExternalId} characters`,
  read(value) {
    const id = value.trim();
    return id.length === 0 || id.length > longestExternalId || id.includes('\0') ? undefined : id;
  },
};

/** A phone number or e-mail that names a contact: read by `identity/`. */
export const contactKey: Reader = { ...identifier, kind: 'contact' };

/** Plain decimal notation with a point: how the file writes numbers was settled before. */
const decimal = /^[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?$/;

export function number({ from, to, integer = false }: { from: number; to: number; integer?: boolean }): Reader {
  return {
    kind: 'number',
    expected: `${integer ? 'a whole number' : 'a number'} from ${from} to ${to}`,
    read(value) {
      const given = value.trim();
      if (!decimal.test(given)) return undefined;
      const found = Number(given);
      if (!(found >= from && found <= to)) return undefined;
      // 1e-400 is less than a double holds, which PostgreSQL refuses
      if (found === 0 && /e/i.test(given)) return '0';
      // 2.0 of a spreadsheet is a whole number, which the column's type would refuse as it stands
      return integer ? (Number.isInteger(found) ? String(found) : undefined) : given;
    },
  };
}

export function oneOf(words: readonly string[]): Reader {
  const known = new Set(words);
  return {
    kind: 'word',
    expected: `one of ${words.join(', ')}`,
    words,
    read(value) {
      if (known.has(value)) return value;
      const found = value.trim().toLowerCase();
      return known.has(found) ? found : undefined;
    },
  };
}

export const truth: Reader = {
  kind: 'truth',
  expected: 'true or false, nor a word for it such as yes and no',
  read(value) {
    // 1.0 is how a spreadsheet writes a 1 in a column with blanks
    const found = truthOfCell(value.replace(/^\s*([01])[.,]0+\s*$/, '$1'));
    return found === undefined ? undefined : String(found === 1);
  },
};

/** ISO 4217 */
export const currency: Reader = {
  kind: 'text',
  expected: 'a currency code of three letters',
  read(value) {
    const code = value.trim().toUpperCase();
    return /^[A-Z]{3}$/.test(code) ? code : undefined;
  },
};

const expectedMoment = 'a date (YYYY-MM-DD, YYYYMMDD or ISO 8601 with time)';
export const moment: Reader = { kind: 'moment', expected: expectedMoment, read: momentText };
export const happened: Reader = { ...moment, happened: true };

export const day: Reader = {
  kind: 'moment',
  expected: 'a date (YYYY-MM-DD)',
  read: (value) => momentText(value)?.slice(0, 10),
};
