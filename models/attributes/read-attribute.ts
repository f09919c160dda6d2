import type { Attribute } from '../../domain/attributes.ts';
import { missingMarkers } from '../../tables/values/missing-text.ts';
import { parseNumberText } from '../../tables/values/number-text.ts';
import { plainNumber } from '../../tables/values/plain-number.ts';

/** Texts by name, as `attributeSql` gives them: the row's column `attributes`. */
export type AttributeTexts = Readonly<Record<string, string>>;

const { texts: missing } = missingMarkers([]);
export const plainStyle = { decimalComma: false, unit: '' } as const;

/** null: missing. `n/a` and the like are. Blanks at the ends, and of several in a row all but one, say nothing. */
export function textOf(texts: AttributeTexts | null | undefined, name: string): string | null {
  const text = texts?.[name]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  return text === '' || missing.has(text.toLowerCase()) ? null : text;
}

/** As the attribute writes numbers. NaN: missing, or not a number. */
export function numberOf(text: string | null, style: Attribute['style'] = plainStyle): number {
  if (text === null) return Number.NaN;
  const plain = style.decimalComma ? Number.NaN : plainNumber(text);
  return Number.isNaN(plain) ? parseNumberText(text, style) : plain;
}
