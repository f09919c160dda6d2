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
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return empty && lines.length > 0 ? lines : [...lines, line];
}
