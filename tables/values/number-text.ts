import { plainNumber } from '../columns/raw-column.ts';

/** How a column writes the numbers that aren't plain: `1,234.50`, `$12`, `45%`, `3+`, `12 kg`. Decided for a column at once. */
export type NumberStyle = {
  /** True: `1.234,50`. False: `1,234.50`. */
  readonly decimalComma: boolean;
  /** The one unit that is allowed behind a number, in small letters without a plural's s; '' for none. */
  readonly unit: string;
};

const multipliers: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9 };

const signs = '[$€£¥₹₽₩₺₫₱]';
const codes = 'usd|eur|gbp|inr|jpy|chf|cad|aud';
const currencyBefore = new RegExp(`^(?:${signs}|r\\$|(?:${codes}|rs\\.?)(?=[\\s\\d.-]))\\s*`, 'i');
const currencyBehind = new RegExp(`\\s*(?:${signs}|(?<=[\\s\\d])(?:${codes}))$`, 'i');
const digitsAndSuffix = /^[<>~≤≥]?\s*(?<digits>[.,]?\d[\d.,'’\u00a0\u202f ]*)(?<suffix>%|\p{L}+\.?)?\s*\+?$/u;
const leadingSign = /^[+-]\s*/;

type Parts = { readonly sign: number; readonly digits: string; readonly suffix: string };

/** undefined for what isn't one number with signs and a unit around it. */
function partsOf(text: string): Parts | undefined {
  // most texts are no numbers: this is quicker than the patterns
  if (text.length > 40 || !/\d/.test(text)) return undefined;
  let bare = text.replaceAll('\u2212', '-');
  const bracketed = bare.startsWith('(') && bare.endsWith(')');
  if (bracketed) bare = bare.slice(1, -1).trim();
  // the sign stands before or behind the currency
  const sign = leadingSign.exec(bare)?.[0] ?? leadingSign.exec(bare.replace(currencyBefore, ''))?.[0] ?? '';
  bare = bare.replace(leadingSign, '').replace(currencyBefore, '').replace(leadingSign, '').replace(currencyBehind, '');
  const groups = digitsAndSuffix.exec(bare)?.groups;
  if (groups === undefined) return undefined;
  const negative = bracketed || sign.startsWith('-');
  return { sign: negative ? -1 : 1, digits: groups.digits.trim(), suffix: (groups.suffix ?? '').toLowerCase() };
}

/** What the texts of a column have in common, when it holds numbers. `commaDecimal`: what a comma means where texts don't tell. */
export function numberStyleOf(texts: readonly string[], commaDecimal: boolean): NumberStyle {
  let onlyDecimal = 0;
  let onlyThousands = 0;
  const units = new Set<string>();
  let multiplied = false;
  for (const text of texts) {
    const parts = partsOf(text);
    if (parts === undefined) continue;
    const unit = unitOf(parts.suffix);
    if (unit !== '') units.add(unit);
    else if (Object.hasOwn(multipliers, parts.suffix)) multiplied = true;
    const { digits } = parts;
    if (/^\d{1,3}(,\d{3}){2,}(\.\d+)?$|^\d{1,3}(,\d{3})+\.\d+$/.test(digits)) onlyThousands++;
    else if (/^\d{1,3}(\.\d{3})+,\d+$|^(0|\d{4,}),\d+$|^\d+,(\d{1,2}|\d{4,})$/.test(digits)) onlyDecimal++;
  }
  const decimalComma = onlyDecimal === onlyThousands ? commaDecimal : onlyDecimal > onlyThousands;
  // two units (flat 10A, flat 10B) say that the letters matter
  return { decimalComma, unit: units.size === 1 && !multiplied ? [...units][0] : '' };
}

/** NaN for what is no number in this style. A percentage keeps the number that is written. */
export function parseNumberText(text: string, { decimalComma, unit }: NumberStyle): number {
  const parts = partsOf(text);
  if (parts === undefined) return Number.NaN;
  const { sign, suffix } = parts;
  const own = unitOf(suffix);
  if (own !== '' && own !== unit) return Number.NaN;
  const blanksOut = parts.digits.replaceAll(/(?<=\d)['’\u00a0\u202f ](?=\d{3})/g, '');
  const thousands = decimalComma ? /^\d{1,3}(\.\d{3})+(?=,|$)/ : /^\d{1,3}(,\d{3})+(?=\.|$)/;
  const grouped = thousands.test(blanksOut) ? blanksOut.replaceAll(decimalComma ? '.' : ',', '') : blanksOut;
  const plain = decimalComma ? grouped.replace(',', '.') : grouped;
  if (!/^\d*\.?\d+$|^\d+\.$/.test(plain)) return Number.NaN;
  return sign * plainNumber(plain) * (multipliers[suffix] ?? 1);
}

/** '' for signs and multipliers, which stand beside any unit. */
function unitOf(suffix: string): string {
  if (suffix === '' || suffix === '%' || suffix === '+' || Object.hasOwn(multipliers, suffix)) return '';
  return suffix.length > 3 ? suffix.replace(/s?\.?$/, '') : suffix.replace(/\.$/, '');
}
