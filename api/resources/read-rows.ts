import type { Row } from '../../serving/answers/serve-rows.ts';
import type { RowFeatures } from '../../serving/predict.ts';
import { largestFeature, mostSubjects, subjectIdSchema } from '../contracts/predictions.ts';

/**
 * The rows of a body that the model's schema of rows (contracts/predictions.ts) accepts, null for any other: the schema then says what is
 * wrong. Tells in a microsecond a row what the schema takes some twenty for, and writes features where the
 * models that serve read them.
 */
export function readRows(body: unknown, { names, required }: RowFeatures): Row[] | null {
  if (!isObject(body) || !hasOnly(body, 'rows', 'rows')) return null;
  const { rows } = body;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > mostSubjects) return null;
  const read: Row[] = [];
  for (const row of rows) {
    if (!isObject(row) || !hasOnly(row, 'id', 'features') || !isObject(row.features)) return null;
    const { id, features: given } = row;
    if (id !== undefined && !subjectIdSchema.safeParse(id).success) return null;
    const features = new Float64Array(names.length);
    for (let column = 0; column < names.length; column++) {
      const value = given[names[column]];
      if (typeof value === 'number' && Math.abs(value) <= largestFeature) features[column] = value;
      else if (value === null) features[column] = Number.NaN;
      else if (value === undefined && !required.has(names[column])) features[column] = Number.NaN;
      else return null;
    }
    read.push({ subject: (id as string | undefined) ?? null, features });
  }
  return read;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: Record<string, unknown>, one: string, other: string): boolean {
  for (const key in value) if (key !== one && key !== other) return false;
  return true;
}
