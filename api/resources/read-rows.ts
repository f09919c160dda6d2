import type { Row } from '../../serving/answers/serve-rows.ts';
import type { RowFeatures } from '../../serving/predict.ts';
import { largestFeature, mostSubjects, subjectIdSchema } from '../contracts/predictions.ts';

/**
 * The rows of a body that the model's schema of rows (contracts/predictions.ts) accepts. Of any other body, a part that the schema
 * doesn't accept either, so that it says what is wrong. Tells in a microsecond a row what the schema takes some twenty for, and
 * writes features where the models that serve read them.
 */
export function readRows(body: unknown, features: RowFeatures): Read {
  if (!isObject(body)) return { wrong: body };
  const { rows } = body;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > mostSubjects) return { wrong: body };
  const read = hasOnly(body, 'rows', 'rows') ? readAll(rows, features) : { wrongAt: 0 };
  return 'rows' in read ? read : { wrong: { ...body, rows: rows.slice(0, read.wrongAt + shownRows) } };
}

type Read = { readonly rows: Row[] } | { readonly wrong: unknown };

/** A thousand rows can be wrong in a hundred thousand places, of which a refusal names the first few. */
const shownRows = 5;

function readAll(rows: readonly unknown[], { names, required }: RowFeatures): { rows: Row[] } | { wrongAt: number } {
  const read: Row[] = [];
  for (const row of rows) {
    const wrong = { wrongAt: read.length };
    if (!isObject(row) || !hasOnly(row, 'id', 'features') || !isObject(row.features)) return wrong;
    const { id, features: given } = row;
    if (id !== undefined && !subjectIdSchema.safeParse(id).success) return wrong;
    const features = new Float64Array(names.length);
    for (let column = 0; column < names.length; column++) {
      const value = given[names[column]];
      if (typeof value === 'number' && Math.abs(value) <= largestFeature) features[column] = value;
      else if (value === null) features[column] = Number.NaN;
      else if (value === undefined && !required.has(names[column])) features[column] = Number.NaN;
      else return wrong;
    }
    read.push({ subject: (id as string | undefined) ?? null, features });
  }
  return { rows: read };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: Record<string, unknown>, one: string, other: string): boolean {
  for (const key in value) if (key !== one && key !== other) return false;
  return true;
}
