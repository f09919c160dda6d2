export type Folding = 'plain' | 'german';

const ascii = /^[ -~]*$/;
const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss' };

/**
 * One spelling for those that people take for the same: without accents (mañana, manana), nukta (ज़, ज) and the difference of nasal signs
 * (हूँ, हूं). German keeps its umlauts apart as ae, oe, ue, for `schon` is not `schön`. Words come in small letters.
 */
export function foldWord(word: string, folding: Folding): string {
  if (ascii.test(word)) return word;
  const written = folding === 'german' ? word.normalize('NFC').replace(/[äöüß]/g, (letter) => umlauts[letter]) : word;
  return written
    .normalize('NFD')
    .replace(/[\u0300-\u036f\u093c\u200c\u200d]/g, '')
    .replace(/\u0901/g, '\u0902');
}

/** Spellings to look for in turn: as it is, then with letters that are drawn out (soooo) twice and once. */
export function spellings(word: string): readonly string[] {
  if (!drawnOut.test(word)) return [word];
  return [word, word.replace(drawnOuts, '$1$1'), word.replace(drawnOuts, '$1')];
}

const drawnOut = /(\p{L})\1\1/u;
const drawnOuts = /(\p{L})\1{2,}/gu;
