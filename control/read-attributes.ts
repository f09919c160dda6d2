import type { Attribute, AttributeOptions } from '../domain/attributes.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { ModelName } from '../domain/models.ts';
import type { ColumnTimes } from '../domain/quality/leakage.ts';
import { attributeTimesQuery, candidatesQuery } from '../models/attributes/attribute-query.ts';
import { type AttributeChoice, type AttributeRow, chooseAttributes } from '../models/attributes/choose-attributes.ts';
import { readAttributes } from '../models/attributes/read-attribute.ts';
import type { ModelDefinition } from '../models/definition.ts';
import type { FeatureRow } from '../store/artifacts/feature-rows.ts';
import type { RunQuery } from './quality-facts.ts';

/** What a training does with attributes: as it was asked for, else as the installation is set. */
export function attributeOptions(
  asked: { readonly attributes?: false; readonly withSuspects?: readonly string[] },
  set: AttributeOptions = { off: false, withSuspects: [] },
): AttributeOptions {
  return {
    off: asked.attributes === false || (set.off && asked.withSuspects === undefined),
    withSuspects: asked.withSuspects ?? set.withSuspects,
  };
}

/** The fullest columns; a business seldom has more that say anything. */
const mostCandidates = 100;

/** From this label on a lead counts as converted, where labels are what became of the leads (`models/lead-scoring/lead-label.ts`). */
const convertedLabel = 70;

/** The names of what there is to choose from. None where attributes are off. */
export async function readCandidates(
  query: RunQuery,
  { subject }: Pick<ModelDefinition, 'subject'>,
  { off }: AttributeOptions,
): Promise<readonly string[]> {
  if (off) return [];
  return (await query<{ name: string }>(candidatesQuery(subject), [mostCandidates])).map(({ name }) => name);
}

/** What a training learns from. @param rows of the training query, with the candidates' texts. */
export async function decideAttributes(
  query: RunQuery,
  { name: model }: Pick<ModelDefinition, 'name'>,
  facts: {
    readonly candidates: readonly string[];
    readonly rows: readonly AttributeRow[];
    readonly labelSource: LabelSource | null;
    readonly asOf: Date;
  },
  options: AttributeOptions,
): Promise<AttributeChoice> {
  const { candidates, rows, asOf } = facts;
  const times =
    model === 'lead_scoring' && candidates.length > 0
      ? await query<ColumnTimes & { column: string }>(attributeTimesQuery, [asOf, candidates])
      : [];
  const byColumn = new Map(times.map((each) => [each.column, each]));
  return chooseAttributes(candidates, rows, outcomeOf(model, facts), byColumn, options);
}

/** Ratings have no outcome: the better half counts as one. */
function outcomeOf(
  model: ModelName,
  { rows, labelSource }: { readonly rows: readonly AttributeRow[]; readonly labelSource: LabelSource | null },
): (label: number) => boolean {
  if (model !== 'lead_scoring') return (label) => label === 1;
  if (labelSource === 'outcomes') return (label) => label >= convertedLabel;
  const sorted = rows.map(({ label }) => label).toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return (label) => label > middle;
}

/** A row of the training query with the attributes as they were imported. */
export type RowWithTexts = Omit<FeatureRow, 'attributes'> & AttributeRow;

/** The rows with values in place of texts. */
export function withValues(
  rows: readonly RowWithTexts[],
  attributes: readonly Pick<Attribute, 'name' | 'kind'>[],
): FeatureRow[] {
  return rows.map(({ attributes: texts, ...row }) => {
    const values = attributes.length > 0 && { attributes: readAttributes(texts, attributes) };
    return { ...row, ...values } as FeatureRow;
  });
}
