import type { Attribute } from '../../domain/attributes.ts';
import { missingMarkers } from '../../tables/values/missing-text.ts';
import { parseNumberText } from '../../tables/values/number-text.ts';
import { plainNumber } from '../../tables/values/plain-number.ts';

/** Texts by name, as `attributeSql` gives them in the row's column `attributes`. */
export type AttributeTexts = Readonly<Record<string, string>>;

const { texts: missing } = missingMarkers([]);

/** What a model reads: numbers for numbers, texts for categories, null where nothing is known. The same in training and in serving. */
export function readAttributes(
  texts: AttributeTexts | null | undefined,
  attributes: readonly Pick<Attribute, 'name' | 'kind'>[],
): Record<string, number | string | null> {
  return Object.fromEntries(
    attributes.map(({ name, kind }) => {
      const text = textOf(texts?.[name]);
      if (kind === 'category') return [name, text];
      const number = text === null ? Number.NaN : numberOf(text);
      return [name, Number.isNaN(number) ? null : number];
    }),
  );
}

/** null: missing. `n/a` and the like are. Blanks at the ends, and of several in a row all but one, say nothing. */
export function textOf(given: string | undefined): string | null {
  const text = given?.replaceAll(/\s+/g, ' ').trim() ?? '';
  return text === '' || missing.has(text.toLowerCase()) ? null : text;
}

/** Such as 1.250,00 and 12,5. 1,250 is a thousand, and more. */
const withDecimalComma = /^\D*\d{1,3}(?:\.\d{3})+,\d+\D*$|^\D*\d+,(?:\d{1,2}|\d{4,})\D*$/;

/**
 * Read by itself: the text of one row is all that serving has. `1,250.00`, `$12` and `45%` are numbers, `12 kg` isn't.
 *
 * @returns NaN for a text that isn't a number.
 */
export function numberOf(text: string): number {
  const plain = plainNumber(text);
  return Number.isNaN(plain) ? parseNumberText(text, { decimalComma: withDecimalComma.test(text), unit: '' }) : plain;
}
