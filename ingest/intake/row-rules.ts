import { isBefore, millisecondsOf } from '../fields/moment-text.ts';
import type { MappingProblem } from '../mapping/mapped-row.ts';
import type { ReadRow, RowContext } from './row-context.ts';

const dayMilliseconds = 86_400_000;

/** What the fields of a row say together. */
export function applyRules(row: ReadRow, context: RowContext, problems: MappingProblem[]): void {
  if (row.table === 'contacts') contactRules(row);
  if (row.table === 'leads') leadRules(row, context, problems);
  if (row.table === 'conversations' || row.table === 'support_tickets') closingRules(row, context);
  if (row.table === 'support_tickets' && row.values.closed_at !== undefined) row.values.state ??= 'closed';
}

/** A date of opting out is an opt-out since then, unless the row says that the contact is in. */
function contactRules({ values }: ReadRow): void {
  const { opted_out_at: optedOutAt } = values;
  if (optedOutAt === undefined || values.opted_in === 'true') return;
  values.opted_in = 'false';
  values.opted_in_changed_at ??= optedOutAt;
}

/**
 * A CRM dates the expected end of open deals as it dates the real end of won ones. So a date counts as conversion where the lead's stage
 * is won, or isn't given, and it lies in the past.
 */
function leadRules(row: ReadRow, context: RowContext, problems: MappingProblem[]): void {
  const { values } = row;
  const { converted_at: convertedAt, created_at: createdAt, stage } = values;
  if (convertedAt === undefined) return;
  if (stage !== undefined && stage !== 'won') {
    notConverted(row);
    context.count('closing dates of leads that are not won were left out');
  } else if (isBefore(context.now, convertedAt)) {
    notConverted(row);
    context.count('closing dates of leads that lie in the future were left out');
  } else if (createdAt !== undefined && isBefore(convertedAt, createdAt)) {
    // a date without time lies at the day's beginning
    if (millisecondsOf(createdAt) - millisecondsOf(convertedAt) < dayMilliseconds) values.converted_at = createdAt;
    else {
      const column = context.columnOf('leads', 'converted_at');
      problems.push({ table: 'leads', column, value: convertedAt, reason: 'lies before created_at', remedy: '' });
    }
  }
}

function notConverted(row: ReadRow): void {
  delete row.values.converted_at;
  if (!row.clears.includes('converted_at')) row.clears = [...row.clears, 'converted_at'];
}

function closingRules(row: ReadRow, context: RowContext): void {
  const { closed_at: closedAt } = row.values;
  if (closedAt === undefined || !isBefore(context.now, closedAt)) return;
  delete row.values.closed_at;
  row.clears = [...row.clears, 'closed_at'];
  context.count('closing dates that lie in the future were left out');
}
