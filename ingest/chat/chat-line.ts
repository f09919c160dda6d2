/**
 * The head of a message in a chat that WhatsApp exported. iPhone: `[12/03/2026, 14:05:11] Name: text`, Android: `12/03/26, 14:05 - Name: text`,
 * in the language and the date format of the phone. Seen in public parsers and their issues; see test/ingest/chat/.
 */
export type ChatLine = {
  readonly phone: 'iphone' | 'android';
  /** The date as it is written: year first, or day and month in an order that only the whole file tells. */
  readonly date: readonly [number, number, number];
  readonly dateText: string;
  readonly yearFirst: boolean;
  /** `03` and not `3`: how much of the world writes it, but not the United States. */
  readonly padded: boolean;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** The hour was given with AM or PM. */
  readonly twelve: boolean;
  /** What follows the moment: `Name: text`, or what the system says. */
  readonly rest: string;
};

/** Marks of direction and the byte order mark: WhatsApp puts them before names, numbers and its own words. */
const directionMarks = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
/** Spaces of other widths: U+202F stands before AM and PM since 2023. */
const otherSpaces = /[\u00a0\u2009\u202f]/g;
const morning = /^(?:a\.? ?m\.?|上午|午前|오전|ص)$/i;

const date = String.raw`(\d{1,4}) ?[./-] ?(\d{1,2}) ?[./-] ?(\d{1,4})\.?`;
const half = String.raw`[AaPp]\.? ?[Mm]\b\.?|上午|下午|午前|午後|오전|오후|[صم](?= |\]|$)`;
const time = String.raw`(?:(${half}) ?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))? ?(?:(${half})|Uhr)?`;
const between = String.raw`(?:[,،] ?| (?:klo|um|at|às|kl\.?) | )`;
const heads = {
  iphone: new RegExp(String.raw`^\[${date}${between}${time} ?\] ?`),
  android: new RegExp(`^${date}${between}${time} ?(?: [-–] |, (?=.+ : ))`),
} as const;

/** @param line without its line break. @returns undefined for a line that goes on with the message above. */
export function readChatLine(line: string): ChatLine | undefined {
  // cheap, for most lines of a long message
  if (!/^[^\p{L}]{0,8}\p{Nd}/u.test(line)) return undefined;
  const head = asciiDigits(line.slice(0, 60).replace(directionMarks, '').replace(otherSpaces, ' '));
  for (const phone of ['iphone', 'android'] as const) {
    const found = heads[phone].exec(head);
    if (found === null) continue;
    const [first, second, third] = [Number(found[1]), Number(found[2]), Number(found[3])];
    const half = found[4] ?? found[8];
    const written = Number(found[5]);
    const hour = half === undefined ? written : (written % 12) + (morning.test(half) ? 0 : 12);
    if (hour > 23 || Number(found[6]) > 59) continue;
    return {
      phone,
      date: [first, second, third],
      dateText: found[0]
        .replace(/^\[/, '')
        .split(/[,،]| (?=\d+[:.]\d\d)| (?=[^\d ]{2})/)[0]
        .trim(),
      yearFirst: found[1].length > 2,
      padded: found[1].length > 1 && found[2].length > 1,
      hour,
      minute: Number(found[6]),
      second: Number(found[7] ?? 0),
      twelve: half !== undefined,
      rest: withoutHead(line, found[0]),
    };
  }
  return undefined;
}

/** The line behind as many characters as the head has, marks not counted: its own marks tell what is said by the system. */
function withoutHead(line: string, head: string): string {
  let left = head.length;
  let at = 0;
  for (; at < line.length && left > 0; at++) if (line[at].search(directionMarks) < 0) left--;
  return line.slice(at);
}

/** Digits of Arabic, Persian and Indian scripts as those of Latin: one for one. */
function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code < 0x966 ? code & 15 : code - 0x966);
  });
}

/** A name or a text without marks, spaces as one kind. */
export function plainText(text: string): string {
  return text.replace(directionMarks, '').replace(otherSpaces, ' ').trim();
}
