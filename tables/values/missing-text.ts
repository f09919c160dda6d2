import { plainNumber } from './plain-number.ts';

/** What people and programs write for a missing value. Case doesn't matter. */
const usualMarkers = [
  ...['na', 'n/a', 'n.a.', '<na>', 'nan', 'nat', 'null', '(null)', '\\n', 'nil', 'none', '?', '-', '--', '.'],
  // nothing can be learnt from infinity
  ...['inf', '+inf', '-inf', 'infinity', '+infinity', '-infinity'],
];

/** Errors that a spreadsheet wrote in place of a value, one language per line. */
const spreadsheetErrors = [
  '#null! #div/0! #value! #ref! #name? #num! #n/a #na #getting_data #spill! #calc! #field! #blocked! #connect! #busy!',
  '#error! #unknown! #python! #macro? #macro!',
  '#null! #div/0! #wert! #bezug! #name? #zahl! #nv #überlauf! #kalk! #feld! #blockiert!',
  '#nul! #div/0! #valeur! #ref! #nom? #nombre! #n/a #propagation! #champ!',
  '#¡nulo! #¡div/0! #¡valor! #¡ref! #¿nombre? #¡num! #n/d #¡desbordamiento! #¡calc! #¡campo!',
  '#nullo! #div/0! #valore! #rif! #nome? #num! #n/d #espansione!',
  '#nulo! #div/0! #valor! #ref! #nome? #núm! #n/d #despejar!',
  '#leeg! #deel/0! #waarde! #verw! #naam? #getal! #n/b #overloop!',
  '#skärning! #division/0! #värdefel! #referens! #namn? #ogiltigt! #saknas! #saknas',
  '#nul! #division/0! #værdi! #reference! #navn? #i/t #overløb! #verdi!',
  '#tyhjä! #jako/0! #arvo! #viittaus! #nimi? #luku! #puuttuu! #puuttuu',
  '#zero! #dziel/0! #arg! #adr! #nazwa? #liczba! #n/d! #n/d #rozlanie!',
  '#hodnota! #odkaz! #název? #číslo! #není_k_dispozici',
  '#nulla! #zéróosztó! #érték! #hiv! #név? #szám! #hiányzik',
  '#boş! #sayi/0! #sayı/0! #değer! #başv! #ad? #sayi! #sayı! #yok',
  '#valoare! #nume?',
  '#пусто! #дел/0! #знач! #ссылка! #имя? #число! #н/д #перенос!',
  '#κενό! #διαιρ/0! #τιμη! #αναφ! #ονομα? #αριθ! #δ/υ',
];

const errorTexts: ReadonlySet<string> = new Set(spreadsheetErrors.flatMap((line) => line.split(' ')));

/** True for #REF! and the like in any of these languages, and for LibreOffice's Err:502. */
export function isSpreadsheetError(text: string): boolean {
  return errorTexts.has(text.toLowerCase()) || /^err:5\d\d$/i.test(text);
}

/** Cells that count as missing. */
export type MissingMarkers = { readonly texts: ReadonlySet<string>; readonly numbers: ReadonlySet<number> };

/** @param further markers from the command line. A number covers its other spellings, too: -999 and -999.0. */
export function missingMarkers(further: readonly string[]): MissingMarkers {
  const texts = new Set([...usualMarkers, ...further.map((marker) => marker.trim().toLowerCase())]);
  const numbers = further.map((marker) => plainNumber(marker)).filter((value) => !Number.isNaN(value));
  return { texts, numbers: new Set(numbers) };
}
