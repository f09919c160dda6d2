/** Pairs of [true, false]. */
type Pairs = readonly (readonly [string, string])[];

/** One pair per language or habit. */
export const truthWords: Pairs = [
  ['true', 'false'],
  ['yes', 'no'],
  ['on', 'off'],
  ['ja', 'nein'],
  ['wahr', 'falsch'],
  ['oui', 'non'],
  ['vrai', 'faux'],
  ['sí', 'no'],
  ['si', 'no'],
  ['verdadero', 'falso'],
  ['sim', 'não'],
  ['sim', 'nao'],
  ['verdadeiro', 'falso'],
  ['sì', 'no'],
  ['vero', 'falso'],
  ['ja', 'nee'],
  ['waar', 'onwaar'],
  ['ja', 'nej'],
  ['jo', 'nej'],
  ['ja', 'nei'],
  ['kyllä', 'ei'],
  ['tak', 'nie'],
  ['prawda', 'fałsz'],
  ['ano', 'ne'],
  ['da', 'ne'],
  ['da', 'nu'],
  ['да', 'нет'],
  ['da', 'net'],
  ['истина', 'ложь'],
  ['evet', 'hayır'],
  ['evet', 'hayir'],
  ['doğru', 'yanlış'],
  ['हाँ', 'नहीं'],
  ['haan', 'nahin'],
  ['是', '否'],
  ['はい', 'いいえ'],
  ['예', '아니요'],
];

/** They mean the same in every column of truth values. */
export const truthSigns: Pairs = [
  ['1', '0'],
  ['✓', '✗'],
  ['✔', '✘'],
  ['☑', '☐'],
];

/** A letter alone says little: N may be no, north or a name. */
export const truthLetters: Pairs = [
  ['y', 'n'],
  ['t', 'f'],
  ['j', 'n'],
  ['s', 'n'],
  ['o', 'n'],
  ['v', 'f'],
  ['w', 'f'],
  ['д', 'н'],
];

/** Marks that tick a box of a form. */
export const tickMarks = ['x', '✓', '✔', '☑'] as const;
