import type { Row } from '../../serving/answers/serve-rows.ts';
import type { RowFeatures } from '../../serving/predict.ts';
import { largestFeature, longestAttribute, mostSubjects, subjectIdSchema } from '../contracts/predictions.ts';

/**
 * The rows of a body that the model's schema of rows (contracts/predictions.ts) accepts. Of any other body, a part that the schema
 * doesn't accept either, so that it says what is wrong. Tells in a microsecond a row what the schema takes some twenty for, and
 * writes features where the models that serve read them.
 */
export function readRows(body: unknown, features: RowFeatures): Read {
  if (!isObject(body)) return { wrong: body };
  const { rows } = body;
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > mostSubjects) return { wrong: body };
  const read = hasOnly(body, 'rows') ? readAll(rows, features) : { wrongAt: 0 };
  return 'rows' in read ? read : { wrong: { ...body, rows: rows.slice(0, read.wrongAt + shownRows) } };
}

type Read = { readonly rows: Row[] } | { readonly wrong: unknown };

/** A thousand rows can be wrong in a hundred thousand places, of which a refusal names the first few. */
const shownRows = 5;

function readAll(
  rows: readonly unknown[],
  { names, required, attributes }: RowFeatures,
): { rows: Row[] } | { wrongAt: number } {
  const read: Row[] = [];
  for (const row of rows) {
    const wrong = { wrongAt: read.length };
    if (!isObject(row) || !hasOnly(row, 'id', 'features', 'attributes') || !isObject(row.features)) return wrong;
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
    const texts = row.attributes === undefined ? {} : readTexts(row.attributes, attributes);
    if (texts === null) return wrong;
    read.push({
      subject: (id as string | undefined) ?? null,
      features,
      ...(attributes.length > 0 && { attributes: texts }),
    });
  }
  return { rows: read };
}

/** Those that the versions read, as texts. null: one of all is no value of an attribute. */
function readTexts(given: unknown, names: readonly string[]): Record<string, string> | null {
  if (!isObject(given)) return null;
  for (const name in given) if (given[name] !== null && !isAttributeValue(given[name])) return null;
  const texts: Record<string, string> = {};
  for (const name of names) {
    const value = given[name] ?? null;
    if (value !== null) texts[name] = String(value);
  }
  return texts;
}

function isAttributeValue(value: unknown): value is string | number | boolean {
  if (typeof value === 'string') return value.length <= longestAttribute;
  if (typeof value === 'number') return Math.abs(value) <= largestFeature;
  return typeof value === 'boolean';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(value: Record<string, unknown>, ...names: readonly string[]): boolean {
  for (const key in value) if (!names.includes(key)) return false;
  return true;
}
