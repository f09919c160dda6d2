import type { Page, PageAsked } from '../../store/database/read-page.ts';

/** A page of rows in memory; its position is how many came before. */
export function pageOf<Row>(rows: readonly Row[], { limit, after, offset = 0 }: PageAsked): Page<Row> {
  const end = Number(after?.[0] ?? offset) + limit;
  return { rows: rows.slice(end - limit, end), next: end < rows.length ? [String(end)] : null };
}
