/** January to December, one language per line. Slavic languages have a second line for the form used in dates. */
const names = [
  'january february march april may june july august september october november december',
  'januar februar märz april mai juni juli august september oktober november dezember',
  'jänner feber maerz april mai juni juli august september oktober november dezember',
  'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre',
  'enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre',
  'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro',
  'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre',
  'januari februari maart april mei juni juli augustus september oktober november december',
  'januari februari mrt april maj juni juli augusti september oktober november december',
  'styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad grudzień',
  'stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia',
  'январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь',
  'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
  'ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık',
];

const shortestName = 3;

/** Months by name, and by each beginning of at least three letters that belongs to one month only. */
const monthOfText: ReadonlyMap<string, number> = (() => {
  const months = new Map<string, number>();
  const whole = new Map<string, number>();
  for (const line of names) {
    for (const [at, name] of line.split(' ').entries()) {
      const letters = bare(name);
      whole.set(letters, at + 1);
      for (let length = shortestName; length < letters.length; length++) {
        const beginning = letters.slice(0, length);
        const known = months.get(beginning);
        // 0: it begins more than one month, as jui does (juin, juillet)
        months.set(beginning, known === undefined || known === at + 1 ? at + 1 : 0);
      }
    }
  }
  for (const [name, month] of whole) months.set(name, month);
  return months;
})();

/** 1 to 12; 0 for a text that isn't a month. Case, accents and a final point don't matter. */
export function monthOfName(name: string): number {
  return monthOfText.get(bare(name)) ?? 0;
}

function bare(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f.]/g, '');
}
