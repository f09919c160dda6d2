import { toldBy } from './decide-decimal.ts';
import { addEvidence, type NumberEvidence, noEvidence, withoutBlanks } from './number-evidence.ts';
import { plainNumber } from './plain-number.ts';

/** How a whole column writes numbers that aren't plain: `1,234.50`, `$12`, `45%`, `3+`, `12 kg`. */
export type NumberStyle = {
  /** True: `1.234,50`. False: `1,234.50`. */
  readonly decimalComma: boolean;
  /** The only unit that may follow a number, in small letters and without a plural s; '' for none. */
  readonly unit: string;
};

const multipliers: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9 };

const codes =
  'usd|eur|gbp|inr|jpy|chf|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|ron|brl|mxn|zar|rub|try|cny|hkd|sgd|krw|aed|sar|ils|thb|idr|php|myr';
const signs = String.raw`(?:r|us|ca?|au?|nz|hk|s|mx)?\p{Sc}`;
const currencyBefore = new RegExp(`^(?:${signs}|(?:${codes}|rs\\.?|fr\\.|kr\\.?)(?=[\\s\\d.(-]))\\s*`, 'iu');
const currencyBehind = new RegExp(`\\s*(?:\\p{Sc}|(?<=[\\s\\d])(?:${codes}))$`, 'iu');
const digitsAndSuffix =
  /^[<>~≤≥]?\s*(?<digits>[.,]?\d[\d.,'’´`\u00a0\u2007\u2009\u202f ]*)(?<suffix>%|\p{L}+\.?)?\s*\+?$/u;
const leadingSign = /^[+-]\s*/;
const trailingMinus = /\s*-$/;

type Parts = { readonly sign: number; readonly digits: string; readonly suffix: string };

/** undefined for a text that isn't one number, with or without signs and a unit. */
function partsOf(text: string): Parts | undefined {
  // most texts are not numbers, and this is faster than the patterns
  if (text.length > 40 || !/\d/.test(text)) return undefined;
  let bare = text.replaceAll(/[\u2212\u2013]/g, '-');
  const bracketed = /^[^\d()]*\(.*\)[^\d()]*$/.test(bare);
  if (bracketed) bare = bare.replace(/[()]/g, '').trim();
  // the sign stands before the currency, behind it, or at the end
  const before = leadingSign.exec(bare)?.[0] ?? leadingSign.exec(bare.replace(currencyBefore, ''))?.[0] ?? '';
  bare = bare.replace(leadingSign, '').replace(currencyBefore, '').replace(leadingSign, '').replace(currencyBehind, '');
  const behind = before === '' && !bracketed && trailingMinus.test(bare);
  if (behind) bare = bare.replace(trailingMinus, '').replace(currencyBehind, '');
  const groups = digitsAndSuffix.exec(bare)?.groups;
  if (groups === undefined) return undefined;
  const negative = bracketed || behind || before.startsWith('-');
  return { sign: negative ? -1 : 1, digits: groups.digits.trim(), suffix: (groups.suffix ?? '').toLowerCase() };
}

/** What the numbers of a column have in common; gathered cell by cell. */
export type NumberTraits = {
  readonly evidence: NumberEvidence;
  /** Units behind numbers. Two are kept at most: a third would decide nothing. */
  readonly units: Set<string>;
  /** 1.5k: k, m and b multiply. */
  multiplied: boolean;
};

export function noTraits(evidence: NumberEvidence = noEvidence()): NumberTraits {
  return { evidence, units: new Set(), multiplied: false };
}

/** Adds what a text tells. False: it isn't a number, and tells nothing. */
export function addTraits(traits: NumberTraits, text: string): boolean {
  const parts = partsOf(text);
  if (parts === undefined) return false;
  const unit = unitOf(parts.suffix);
  if (unit === '') traits.multiplied ||= Object.hasOwn(multipliers, parts.suffix);
  else if (traits.units.size < 2) traits.units.add(unit);
  addEvidence(traits.evidence, parts.digits);
  return true;
}

/** With two units (flat 10A, flat 10B) the letters matter, and none is allowed. */
export function styleOfTraits({ units, multiplied }: NumberTraits, decimalComma: boolean): NumberStyle {
  return { decimalComma, unit: units.size === 1 && !multiplied ? [...units][0] : '' };
}

/** Adds what the texts tell. Returns how many are numbers. */
export function addTextEvidence(evidence: NumberEvidence, texts: readonly string[]): number {
  const traits = noTraits(evidence);
  return texts.filter((text) => addTraits(traits, text)).length;
}

/**
 * What the texts of a column have in common, when it holds numbers.
 * @param commaDecimal whether a comma is the decimal mark, when the texts don't tell.
 * @param decided the same as decided for the whole column, plain numbers included (`decimalComma` of a raw column). It overrides the texts.
 */
export function numberStyleOf(texts: readonly string[], commaDecimal: boolean, decided?: boolean): NumberStyle {
  const traits = noTraits();
  for (const text of texts) addTraits(traits, text);
  return styleOfTraits(traits, decided ?? toldBy(traits.evidence) ?? commaDecimal);
}

const groupsOf = {
  ',': /^\d{1,3}(,\d{3})+(?=\.|$)|^\d{1,2}(,\d{2})+,\d{3}(?=\.|$)/,
  '.': /^\d{1,3}(\.\d{3})+(?=,|$)|^\d{1,2}(\.\d{2})+\.\d{3}(?=,|$)/,
} as const;

/** NaN for a text that isn't a number in this style. `45%` is 45. */
export function parseNumberText(text: string, { decimalComma, unit }: NumberStyle): number {
  const parts = partsOf(text);
  if (parts === undefined) return Number.NaN;
  const { sign, suffix } = parts;
  const own = unitOf(suffix);
  if (own !== '' && own !== unit) return Number.NaN;
  const digits = withoutBlanks(parts.digits);
  const mark = decimalComma ? '.' : ',';
  const grouped = groupsOf[mark].test(digits) ? digits.replaceAll(mark, '') : digits;
  const plain = decimalComma ? grouped.replace(',', '.') : grouped;
  if (!/^\d*\.?\d+$|^\d+\.$/.test(plain)) return Number.NaN;
  return sign * plainNumber(plain) * (multipliers[suffix] ?? 1);
}

/** '' for signs and multipliers, which aren't units. */
function unitOf(suffix: string): string {
  if (suffix === '' || suffix === '%' || suffix === '+' || Object.hasOwn(multipliers, suffix)) return '';
  return suffix.length > 3 ? suffix.replace(/s?\.?$/, '') : suffix.replace(/\.$/, '');
}
