/**
 * How a language's words are written down. Lists are words between spaces; `_` joins the words of a phrase, `*` at the end of a single word
 * stands for every word that begins so. Spelling: small letters; accents may be left out (`fold-word.ts` says what is the same).
 */
export type LexiconSource = {
  /** -3 (very negative) to 3 (very positive) and what bears it. A phrase outweighs its words: `no_problem` is not a negated problem. */
  readonly words: readonly (readonly [weight: number, list: string])[];
  readonly negators: string;
  /** How many words after a negator, and before it, it turns: German and Hindi negate at the end. */
  readonly negatesAhead: number;
  readonly negatesBack: number;
  readonly stronger: string;
  readonly weaker: string;
  /** After one of these counts what was meant: 'nice, but too late'. */
  readonly contrast: string;
  /** Frequent words that carry no sentiment: by them the language is recognised. */
  readonly markers: string;
};
