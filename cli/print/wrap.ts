import { displayWidth } from './display-width.ts';

/**
 * A sentence in lines of at most `width` columns; a longer word has a line of its own.
 * @param first stands before the first line in place of `indent`.
 */
export function wrapped(text: string, indent: string, width: number, first = indent): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    if (!empty && displayWidth(line) + 1 + displayWidth(word) > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return empty && lines.length > 0 ? lines : [...lines, line];
}

/**
 * A line as it fits the terminal. What it begins with keeps a column to itself: its indentation, a mark (OK, NO), a title that two
 * blanks set off.
 * @param width null: there is no terminal, the line stays whole.
 */
export function foldedLine(line: string, width: number | null): string[] {
  if (width === null || displayWidth(line) <= width) return [line];
  const [begin] = beginning.exec(line) ?? [''];
  const first = displayWidth(begin) <= width / 2 ? begin : (/^\s*/.exec(line)?.[0] ?? '');
  const rest = line.slice(first.length);
  const indent = ' '.repeat(displayWidth(first) + (first.trim() === '' && first !== '' ? 2 : 0));
  return wrapped(rest, indent, width, first);
}

const beginning = /^\s*(?:(?:OK|NO|--|!!|\*) )?(?:\S+(?: \S+){0,4} {2,})?/;

/** The text where it fits, else as many of its words as fit, and dots. */
export function cutAtWord(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  const [line] = wrapped(text, '', Math.max(1, width - 3));
  return displayWidth(line) + 3 <= width ? `${line}...` : '';
}
