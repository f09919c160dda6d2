import { emojiWeights, emoticonWeights } from './lexicons/emoji.ts';

export type TextPart =
  | { readonly kind: 'word'; readonly word: string; readonly loud: boolean }
  | { readonly kind: 'sign'; readonly sign: string; readonly weight: number }
  | { readonly kind: 'break'; readonly mark: string };

const signs = new Map(
  [...emojiWeights, ...emoticonWeights].flatMap(([weight, list]) =>
    list.split(/\s+/).map((sign) => [sign, weight] as const),
  ),
);

/** Of a text, so much is read: who writes more says it at the beginning. Keeps the time per text bounded. */
export const readCharacters = 2_000;

const notWritten = /https?:\/\/\S+|www\.\S+|[\w.+-]*@[\w.-]+|&\w+;/g;
const mayHoldSuch = /[@&]|:\/\/|www\./;
const emoticons = [...new Set(emoticonWeights.flatMap(([, list]) => list.split(/\s+/)))]
  .toSorted((one, other) => other.length - one.length)
  .map((sign) => sign.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&'))
  .join('|');
/** Words first, for most of a text is words. An emoticon stands by itself: `:p` is none in `a:part`. */
const parts = new RegExp(
  `[\\p{L}\\p{M}]+(?:['’´][\\p{L}\\p{M}]+)*|(?<![\\p{L}\\p{N}])(?:${emoticons})(?![\\p{L}\\p{N}])|\\p{Extended_Pictographic}|[.,!?;:…।\\n]+`,
  'gu',
);
const wordStart = /^[\p{L}\p{M}]/u;
const pictograph = /^\p{Extended_Pictographic}/u;

/** A text as words in small letters, emoji or emoticons, and where a clause ends. Links, addresses and @names are left out. */
export function readWords(text: string): TextPart[] {
  const read: TextPart[] = [];
  for (const [part] of written(text.slice(0, readCharacters)).matchAll(parts)) {
    const weight = signs.get(part);
    if (weight !== undefined) read.push({ kind: 'sign', sign: part, weight });
    else if (wordStart.test(part)) {
      const word = part.toLowerCase();
      read.push({
        kind: 'word',
        word: word.replace(/['’´]/g, ''),
        loud: part.length > 2 && part !== word && part === part.toUpperCase(),
      });
    } else if (pictograph.test(part)) read.push({ kind: 'sign', sign: part, weight: 0 });
    else read.push({ kind: 'break', mark: part });
  }
  return read;
}

function written(text: string): string {
  return mayHoldSuch.test(text) ? text.replace(notWritten, ' ') : text;
}
