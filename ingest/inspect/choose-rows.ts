import type { RecordOutcome } from './inspect-record.ts';
import type { InspectedRow } from './inspection.ts';

const shown = 20;
/** Of these many the first are taken as they come; the others are for rows that fare otherwise. */
const first = 14;

/** Twenty rows of a file: the first ones, and the first of each that is left out or rejected in a way not seen before. */
export function chooseRows() {
  const chosen: InspectedRow[] = [];
  const spare: InspectedRow[] = [];
  const seen = new Set<string>();
  return {
    offer(line: number, outcome: RecordOutcome): void {
      if (chosen.length >= shown) return;
      const fate = fateOf(outcome);
      if (chosen.length < first || !seen.has(fate)) chosen.push(inspected(line, outcome));
      else if (spare.length < shown - first) spare.push(inspected(line, outcome));
      seen.add(fate);
    },
    chosen: (): InspectedRow[] => [...chosen, ...spare.slice(0, shown - chosen.length)].sort((a, b) => a.line - b.line),
  };
}

/** Equal for rows that fare alike. */
function fateOf(outcome: RecordOutcome): string {
  if ('leftOut' in outcome) return outcome.leftOut;
  if ('problems' in outcome)
    return outcome.problems.map(({ table, column, reason }) => `${table} ${column} ${reason}`).join();
  return outcome.rows.map(({ table }) => table).join();
}

function inspected(line: number, outcome: RecordOutcome): InspectedRow {
  if ('leftOut' in outcome) return { line, outcome: 'left out', why: outcome.leftOut };
  if ('problems' in outcome) {
    const reasons = outcome.problems.map(({ column, value, reason, remedy }) => ({
      what: `${column === '' ? 'the row' : value === '' ? column : `${column} "${value}"`} ${reason}`,
      remedy,
    }));
    return { line, outcome: 'rejected', reasons };
  }
  const tables = outcome.rows.map(({ table, values, clears, attributes = {} }) => ({
    table,
    values,
    clears,
    attributes,
  }));
  return { line, outcome: 'stored', tables, notes: outcome.notes };
}
