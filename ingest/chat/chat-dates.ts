import type { ChatLine } from './chat-line.ts';

export type DateOrder = 'dmy' | 'mdy' | 'ymd';

export type ChatDates = {
  readonly order: DateOrder;
  /** Where both readings were possible, what was assumed and how to say otherwise. */
  readonly note?: string;
};

/**
 * Whether days or months come first, by all lines of the file: by a number above 12, else because a chat goes forward in time, else as
 * phones that write so mostly mean it, with a note.
 * @param told by the mapping or `--date-order`.
 */
export function chatDates(lines: readonly ChatLine[], told?: DateOrder): ChatDates {
  if (lines.some(({ yearFirst }) => yearFirst)) return { order: 'ymd' };
  if (told !== undefined) return { order: told };
  const possible = (['dmy', 'mdy'] as const).filter((order) => lines.every((line) => isDate(line, order)));
  if (possible.length === 1) return { order: possible[0] };
  const steps = (['dmy', 'mdy'] as const).map((order) => stepsBack(lines, order));
  if (steps[0] !== steps[1]) return { order: steps[0] < steps[1] ? 'dmy' : 'mdy' };
  // 3/12/26, 2:05 PM is how an American phone writes
  const order = lines.every(({ twelve }) => twelve) && lines.some(({ padded }) => !padded) ? 'mdy' : 'dmy';
  const [first, other] = [order, order === 'dmy' ? 'mdy' : 'dmy'] as const;
  const read = `${lines[0].dateText} was read as ${dayOf(lines[0], first)}; with --date-order ${other} it is ${dayOf(lines[0], other)}`;
  return { order, note: `Whether days or months come first can't be told from this chat: ${read}.` };
}

/** ISO 8601 without a zone: the phone's. Two digits of a year are of this century. */
export function momentOf(line: ChatLine, order: DateOrder): string {
  const time = [line.hour, line.minute, line.second].map((part) => String(part).padStart(2, '0')).join(':');
  return `${dayOf(line, order)}T${time}`;
}

function dayOf({ date: [a, b, c] }: ChatLine, order: DateOrder): string {
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  const whole = year < 100 ? 2000 + year : year;
  return `${whole}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function isDate(line: ChatLine, order: 'dmy' | 'mdy'): boolean {
  const [day, month] = order === 'dmy' ? line.date : [line.date[1], line.date[0]];
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/** How often the file would go back in time. */
function stepsBack(lines: readonly ChatLine[], order: DateOrder): number {
  let count = 0;
  let before = '';
  for (const line of lines) {
    const day = dayOf(line, order);
    if (day < before) count++;
    before = day;
  }
  return count;
}
