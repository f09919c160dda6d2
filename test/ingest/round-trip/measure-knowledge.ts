import type { ModelName } from '../../../domain/models.ts';
import { currentFeatures } from '../../../models/features.ts';
import { definitions } from '../../../models/registry.ts';
import type { FeatureRow } from '../../../store/artifacts/feature-rows.ts';
import type { Known } from './knowledge.ts';

/** A feature that is measured in a logarithm of minutes moves by this much for the seconds that a system doesn't export. */
const nearBy = 0.02;

/**
 * What of the original's label and features the rows of an import have, in rows of the same subjects. Of a lead that is learnt at several
 * moments the first one counts: a system that doesn't export when a lead ended has fewer of the later ones.
 */
export function measureKnowledge(
  model: ModelName,
  originalRows: readonly FeatureRow[],
  importedRows: readonly FeatureRow[],
): Known {
  const [original, imported] = [originalRows, importedRows].map(firstOfEach) as [FeatureRow[], FeatureRow[]];
  const bySubject = new Map(imported.map((row) => [subjectNumber(row), row]));
  const pairs = original.flatMap((row) => {
    const other = bySubject.get(subjectNumber(row));
    return other === undefined ? [] : [[row, other] as const];
  });
  if (pairs.length < imported.length)
    throw new Error(`${model}: ${imported.length - pairs.length} subjects of nowhere`);
  if (pairs.length === 0) return { rows: 'none', same: [], near: [] };
  const names = ['label', ...currentFeatures(definitions[model]).map(({ name }) => name)];
  const furthest = (name: string) =>
    pairs.reduce((most, [row, other]) => Math.max(most, apart(row[name], other[name])), 0);
  const distances = names.map((name) => ({ name, distance: furthest(name) }));
  return {
    rows: pairs.length === original.length ? 'all' : 'some',
    same: distances.filter(({ distance }) => distance === 0).map(({ name }) => name),
    near: distances.filter(({ distance }) => distance > 0 && distance <= nearBy).map(({ name }) => name),
  };
}

function firstOfEach(rows: readonly FeatureRow[]): FeatureRow[] {
  const first = new Map<string, FeatureRow>();
  for (const row of rows) if (!first.has(row.subject)) first.set(row.subject, row);
  return [...first.values()];
}

/** Systems have ids of their own, which end as the simulation's do: 12 of `sim-1-l-000012`, `hubspot:12` and `salesforce:0065e0000000012AAA`. */
export function subjectNumber({ subject }: Pick<FeatureRow, 'subject'>): number {
  return Number(/(\d+)(?:AAA)?$/.exec(subject)?.[1]);
}

function apart(a: number | null | undefined, b: number | null | undefined): number {
  if (a === b) return 0;
  return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : Number.POSITIVE_INFINITY;
}
