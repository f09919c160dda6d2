import type { ColumnMeaning, ColumnSubject } from './column-names.ts';
import type { ColumnProfile } from './profile-columns.ts';

export type Subject = ColumnSubject | undefined;

/** The columns of a file, and which of them a proposal has used. */
export type Columns = {
  readonly all: readonly ColumnProfile[];
  /** Rows that were looked at. */
  readonly rows: readonly (readonly string[])[];
  /** The best column of a meaning: the first of the subjects that has one, then the most usual name. It counts as used then. */
  take(
    meaning: ColumnMeaning | 'itself',
    subjects: readonly Subject[],
    fits?: (one: ColumnProfile) => boolean,
  ): ColumnProfile | undefined;
  /** All of them in that order, unused. */
  find(
    meaning: ColumnMeaning | 'itself',
    subjects: readonly Subject[],
    fits?: (one: ColumnProfile) => boolean,
  ): ColumnProfile[];
  use(...columns: readonly ColumnProfile[]): void;
  isUsed(column: ColumnProfile): boolean;
};

export function createColumns(all: readonly ColumnProfile[], rows: readonly (readonly string[])[]): Columns {
  const used = new Set<ColumnProfile>();
  // a file of nothing but its header still gets a proposal
  const anyRow = all.some(({ filled }) => filled > 0);
  const columns: Columns = {
    ...{ all, rows },
    find(meaning, subjects, fits = () => true) {
      const candidates = all.filter(
        (one) => one.meaning === meaning && !used.has(one) && (one.filled > 0 || !anyRow) && fits(one),
      );
      return subjects.flatMap((subject) =>
        candidates
          .filter((one) => one.subject === subject)
          .sort((a, b) => a.rank - b.rank || b.filled - a.filled || a.at - b.at),
      );
    },
    take(meaning, subjects, fits) {
      const [best] = columns.find(meaning, subjects, fits);
      if (best !== undefined) used.add(best);
      return best;
    },
    use: (...some) => {
      for (const one of some) used.add(one);
    },
    isUsed: (column) => used.has(column),
  };
  return columns;
}
