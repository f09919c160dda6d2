import { type ColumnMeaning, type ColumnSubject, columnMeanings, columnSubjects, systems } from './column-names.ts';
import { bareWords } from './value-words.ts';

export type ColumnName = {
  /** undefined: of the record itself, or not told. */
  readonly subject: ColumnSubject | undefined;
  /** 'itself': nothing but the subject is named, as in 'Customer'. undefined: not known. */
  readonly meaning: ColumnMeaning | 'itself' | undefined;
  /** How usual the name is for its meaning: 0 is the first in the list. */
  readonly rank: number;
  /** Small letters, without accents. */
  readonly words: string;
  /** ISO 4217, of 'Amount (EUR)'. */
  readonly currency?: string;
};

type Meant = { readonly meaning: ColumnMeaning; readonly rank: number };

const meaningOfPhrase = new Map<string, Meant>();
for (const [meaning, phrases] of Object.entries(columnMeanings) as [ColumnMeaning, string][]) {
  for (const [rank, phrase] of phrases.split(',').entries()) {
    if (!meaningOfPhrase.has(phrase)) meaningOfPhrase.set(phrase, { meaning, rank });
  }
}

/** The longest first, so that 'line item' goes before 'item'. */
const subjects = (Object.entries(columnSubjects) as [ColumnSubject, string][])
  .flatMap(([subject, phrases]) => phrases.split(',').map((phrase) => ({ subject, phrase })))
  .sort((a, b) => b.phrase.length - a.phrase.length);

/** Words that say nothing, at either end. */
const fillers =
  /^(?:the|of|de|del|de la|do|da|du|des|der|die|das|le|la|el|les|los|l|d|en|em|s)\s+|\s+(?:of|de|del|do|da|du|des|der|la|el|le|utc|gmt|local|text|label|iso|s)$/;
/** 'Kundennummer' and 'Bestelldatum' are two words in other languages. */
const germanCompound =
  /^(kunden|bestell|auftrags|rechnungs|ticket|kontakt|liefer|versand|artikel)(nummer|name|nr|id|datum|zeit|status|summe|betrag|email|mail|telefon|wert|typ|gruppe|menge|preis)$/;
const inCurrency = /(?: in)? (usd|eur|gbp|inr|jpy|chf|cad|aud|brl|mxn|cop|ars|clp|pen|zar|aed|pln|sek)$/;

const ofSystem = new RegExp(`^(?:${systems.join('|')}) (?=.)`);

/** What a column's name says. A note in brackets is left out where the name isn't known with it: 'Grand Total (Purchased)'. */
export function readColumnName(name: string): ColumnName {
  const whole = readWhole(name);
  const shorter = name.replaceAll(/\([^()]*\)|\[[^[\]]*\]/g, ' ');
  if (whole.meaning !== undefined || shorter.trim() === '' || shorter === name) return whole;
  const { subject, meaning, rank, currency = whole.currency } = readWhole(shorter);
  return { ...whole, subject, meaning, rank, currency };
}

function readWhole(name: string): ColumnName {
  const bare = bareWords(name.replace(/\s[€$£]|\([€$£]\)/u, '')).replace(/^(?:custom field|cf) /, '');
  const whole = stripped(bare);
  const currency = inCurrency.exec(whole)?.[1]?.toUpperCase();
  const words = (currency === undefined ? whole : whole.replace(inCurrency, '')).replace(germanCompound, '$1 $2');
  const known = found(words) ?? found(words.replace(ofSystem, ''));
  return { words, currency, ...(known ?? { subject: undefined, meaning: undefined, rank: 0 }) };
}

type Found = Omit<ColumnName, 'words'>;

function found(words: string): Found | undefined {
  const whole = meaningOfPhrase.get(words);
  if (whole !== undefined) return { subject: undefined, ...whole };
  for (const { subject, phrase } of subjects) {
    if (words === phrase || words === `${phrase}s`) return { subject, meaning: 'itself', rank: 0 };
    const rest = withoutSubject(words, phrase);
    if (rest === undefined) continue;
    const inner = stripped(rest);
    const meant = meaningOfPhrase.get(inner);
    if (meant !== undefined) return { subject, ...meant };
    const within = found(inner);
    // 'deal contact person' is about the one that stands last
    if (within?.meaning === 'itself' && words.endsWith(phrase)) return { subject, meaning: 'itself', rank: 0 };
    if (within !== undefined) return { ...within, subject: within.subject ?? subject };
  }
  return undefined;
}

/** undefined: the words neither begin nor end with the phrase. */
function withoutSubject(words: string, phrase: string): string | undefined {
  if (words.startsWith(`${phrase} `)) return words.slice(phrase.length + 1);
  if (words.endsWith(` ${phrase}`)) return words.slice(0, -phrase.length - 1);
  return undefined;
}

function stripped(words: string): string {
  let rest = words;
  for (;;) {
    const shorter = rest.replace(fillers, '');
    if (shorter === rest || shorter === '') return rest;
    rest = shorter;
  }
}
