import { tablesOf } from './mapping/compile-mapping.ts';
import { type Mapping, mappedTables } from './mapping/mapping-schema.ts';

/** A file with what becomes of it. */
export type PlannedFile = {
  readonly file: string;
  readonly mapping: Mapping;
  /** What the file lacks of it is listed, not refused. */
  readonly isPreset: boolean;
};

/** By what they feed: contacts before what refers to them, histories last. */
export function inOrder(files: readonly PlannedFile[]): PlannedFile[] {
  const places = new Map(
    files.map((plan) => [plan, tablesOf(plan.mapping).map(([table]) => mappedTables.indexOf(table))] as const),
  );
  const first = (plan: PlannedFile) => Math.min(...(places.get(plan) ?? []));
  const last = (plan: PlannedFile) => Math.max(...(places.get(plan) ?? []));
  return [...files].sort((a, b) => first(a) - first(b) || last(a) - last(b));
}
