import type { Attribute, AttributeOptions } from '../domain/attributes.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { ColumnTimes } from '../domain/quality/leakage.ts';
import { attributeTimesQuery, candidatesQuery } from '../models/attributes/attribute-query.ts';
import {
  type AttributeChoice,
  type AttributeRow,
  chooseAttributes,
  tableOfRows,
} from '../models/attributes/choose-attributes.ts';
import { outcomeOfLabel } from '../models/attributes/outcome-of-label.ts';
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

/** The names of what there is to choose from. None where attributes are off. */
export async function readCandidates(
  query: RunQuery,
  { subject }: Pick<ModelDefinition, 'subject'>,
  { off }: AttributeOptions,
): Promise<readonly string[]> {
  if (off) return [];
  return (await query<{ name: string }>(candidatesQuery(subject), [mostCandidates])).map(({ name }) => name);
}

/** When leads' columns were written, beside the moments at which the leads ended, by name. */
export async function readColumnTimes(
  query: RunQuery,
  { name: model }: Pick<ModelDefinition, 'name'>,
  candidates: readonly string[],
  asOf: Date,
): Promise<ReadonlyMap<string, ColumnTimes>> {
  if (model !== 'lead_scoring' || candidates.length === 0) return new Map();
  const times = await query<ColumnTimes & { column: string }>(attributeTimesQuery, [asOf, candidates]);
  return new Map(times.map((each) => [each.column, each]));
}

/** What a training learns from. @param rows of the training query, with the candidates' texts. */
export async function decideAttributes(
  query: RunQuery,
  definition: Pick<ModelDefinition, 'name'>,
  facts: {
    readonly candidates: readonly string[];
    readonly rows: readonly AttributeRow[];
    readonly labelSource: LabelSource | null;
    readonly asOf: Date;
  },
  options: AttributeOptions,
): Promise<AttributeChoice> {
  const { candidates, rows, labelSource, asOf } = facts;
  const times = await readColumnTimes(query, definition, candidates, asOf);
  const isOutcome = outcomeOfLabel(definition.name, labelSource, () => rows.map(({ label }) => label));
  return chooseAttributes(candidates, tableOfRows(rows), isOutcome, times, options);
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
