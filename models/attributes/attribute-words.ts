import { type Attribute, type AttributeTable, parseAttributeName } from '../../domain/attributes.ts';
import type { ModelName } from '../../domain/models.ts';

/** What a value that moved the output says about subjects like this one. */
type Tendency = { readonly up: string; readonly down: string };

const tendencies: Readonly<Record<ModelName, Tendency>> = {
  lead_scoring: { up: 'such leads score higher', down: 'such leads score lower' },
  churn: { up: 'such contacts leave more often', down: 'such contacts leave less often' },
  engagement: { up: 'such contacts reply more often', down: 'such contacts reply less often' },
};

type Moved = {
  readonly value: number | null;
  readonly typical: number;
  readonly contribution: number;
  readonly text?: string | null;
};

/** Such as `Source is "Google": such leads score higher`. null: the value is missing. */
export function attributePhrase(
  model: ModelName,
  { table, column }: Pick<Attribute, 'table' | 'column'>,
  { value, typical, contribution, text }: Moved,
): string | null {
  if (value === null) return null;
  const name = columnWords(model, table, column);
  const { up, down } = tendencies[model];
  const tendency = contribution > 0 ? `: ${up}` : contribution < 0 ? `: ${down}` : '';
  if (text === null) return `${name} has a value that is new to the model`;
  if (text !== undefined) return `${name} is "${text}"${tendency}`;
  const beside = value > typical ? 'above' : value < typical ? 'below' : 'at';
  return `${name} is ${shown(value)}, ${beside} the usual ${shown(typical)}${tendency}`;
}

/** The column in words: `lead_source` as `Lead source`. A lead's contact is named. */
function columnWords(model: ModelName, table: AttributeTable, column: string): string {
  const words = column.replaceAll('_', ' ').trim();
  if (model === 'lead_scoring' && table === 'contact') return `The contact's ${words}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Up to three digits after the point, as far as they say something. */
function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
  return String(Number(value.toFixed(digits)));
}

/** null: it is no attribute. */
export function describeAttribute(name: string): { readonly unit: string; readonly description: string } | null {
  const parsed = parseAttributeName(name);
  if (parsed === null) return null;
  return { unit: 'as imported', description: `${parsed.column}, a column of your own about the ${parsed.table}` };
}
