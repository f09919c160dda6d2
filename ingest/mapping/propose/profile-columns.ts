import { parseDate } from '../../../tables/values/date-text.ts';
import { numberStyleOf, parseNumberText } from '../../../tables/values/number-text.ts';
import { type ColumnName, readColumnName } from './read-column-name.ts';

/** A column as its values look. Shares are of the cells that aren't blank, from 0 to 1. */
export type ColumnProfile = ColumnName & {
  readonly column: string;
  readonly at: number;
  /** Cells of all rows that aren't blank. */
  readonly filled: number;
  /** The most frequent first; at most 60. */
  readonly values: readonly string[];
  /** Of the first row that has one. */
  readonly firstValue: string | undefined;
  /** No value stands in two rows. */
  readonly unique: boolean;
  readonly emails: number;
  readonly phones: number;
  readonly moments: number;
  readonly numbers: number;
};

/** Cells whose form is looked at, and values that are kept. */
const formsSeen = 400;
const valuesKept = 60;
const idsCompared = 20_000;

type Seen = {
  filled: number;
  repeated: boolean;
  readonly counts: Map<string, number>;
  readonly ids: Set<string>;
  readonly forms: string[];
};

/** Takes rows one by one, and says at the end how their columns look. */
export function createProfiles(header: readonly string[]) {
  const seen: Seen[] = header.map(() => ({ filled: 0, repeated: false, counts: new Map(), ids: new Set(), forms: [] }));
  return {
    see(cells: readonly string[]): void {
      for (let at = 0; at < seen.length; at++) {
        const cell = cells[at];
        if (cell === undefined) continue;
        const text = cell.trim();
        if (text !== '') note(seen[at], text);
      }
    },
    profiles: (): ColumnProfile[] =>
      header.flatMap((column, at) => (column.trim() === '' ? [] : [profileOf(column, at, seen[at])])),
  };
}

function note(column: Seen, text: string): void {
  column.filled++;
  if (!column.repeated && column.ids.size < idsCompared) {
    column.repeated = column.ids.has(text);
    column.ids.add(text);
  }
  const count = column.counts.get(text);
  if (count !== undefined) column.counts.set(text, count + 1);
  else if (column.counts.size < valuesKept) column.counts.set(text, 1);
  if (column.forms.length < formsSeen) column.forms.push(text);
}

const email = /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/;
/** With a plus, brackets or blanks, or long enough: an amount is shorter, an id has no marks. */
const phone = /^'?(?:whatsapp:)?(?:\+|00)?[\d\s()./-]{7,22}(?:@(?:c\.us|s\.whatsapp\.net))?$/;

function profileOf(column: string, at: number, { filled, repeated, counts, forms }: Seen): ColumnProfile {
  const share = (fits: (text: string) => boolean) =>
    forms.length === 0 ? 0 : forms.filter(fits).length / forms.length;
  const style = numberStyleOf(forms, false);
  return {
    ...readColumnName(column),
    ...{ column, at, filled, unique: filled > 1 && !repeated },
    firstValue: forms[0],
    values: [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value),
    emails: share((text) => email.test(text)),
    phones: share((text) => phone.test(text) && text.replaceAll(/\D/g, '').length >= 7 && !isMoment(text)),
    moments: share(isMoment),
    numbers: share((text) => !Number.isNaN(parseNumberText(text, style))),
  };
}

function isMoment(text: string): boolean {
  return (
    parseDate(text, { dayFirst: true }) !== undefined ||
    parseDate(text, { dayFirst: false }) !== undefined ||
    isEpoch(text)
  );
}

/** Seconds or milliseconds since 1970, of this century. */
function isEpoch(text: string): boolean {
  return /^(?:1[0-9]{9}|1[0-9]{12})(?:\.\d+)?$/.test(text) && Number(text.slice(0, 10)) > 978_307_200;
}
