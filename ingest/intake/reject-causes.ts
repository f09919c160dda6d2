import type { MappingProblem } from '../mapping/mapped-row.ts';

/** Rows that were rejected for the same reason. */
export type RejectCause = {
  readonly table: string | null;
  /** The file's own name for it; empty where the whole record is at fault. */
  readonly column: string;
  readonly reason: string;
  /** What to write in the mapping, or to do: one line, or empty. */
  readonly remedy: string;
  /** Records that have this fault, perhaps among others. */
  readonly rows: number;
  readonly examples: readonly { readonly line: number; readonly value: string }[];
};

const mostExamples = 3;
/** Causes told apart; further ones are counted together. */
const mostCauses = 100;

export type RejectCauses = {
  add(line: number, problems: readonly MappingProblem[]): void;
  /** The most frequent first. */
  list(): RejectCause[];
};

export function createRejectCauses(): RejectCauses {
  const causes = new Map<string, RejectCause & { rows: number; examples: { line: number; value: string }[] }>();
  return {
    add(line, problems) {
      const seen = new Set<string>();
      for (const { table, column, value, reason, remedy } of problems) {
        const own = `${column}\n${reason}`;
        const key = causes.has(own) || causes.size < mostCauses ? own : 'others';
        if (seen.has(key)) continue;
        seen.add(key);
        let cause = causes.get(key);
        if (cause === undefined) {
          cause =
            key === own
              ? { table, column, reason, remedy, rows: 0, examples: [] }
              : { table: null, column: '', reason: 'has a fault of another kind', remedy: '', rows: 0, examples: [] };
          causes.set(key, cause);
        }
        cause.rows++;
        const told = cause.examples.some((example) => example.value === value);
        if (cause.examples.length < mostExamples && (!told || cause.examples.length === 0)) {
          cause.examples.push({ line, value });
        }
      }
    },
    list: () => [...causes.values()].sort((a, b) => b.rows - a.rows),
  };
}
