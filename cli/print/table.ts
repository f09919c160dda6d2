import { displayWidth, padded } from './display-width.ts';
import { absent } from './format.ts';
import { wrapped } from './wrap.ts';

export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** For numbers: aligned right. */
  readonly right?: boolean;
  /** Left out where the terminal is too narrow, the largest first. Without it the column always stays. */
  readonly optional?: number;
  /** A sentence or a list: it is folded at blanks, and stands below its row where its column would be too narrow. */
  readonly folds?: true;
};

type Measured = Omit<Column<unknown>, 'cell'> & {
  readonly cells: readonly string[];
  /** Of the widest cell or the title. */
  readonly width: number;
};

const between = 2;
/** A folded column is at least so wide, or as its longest word. */
const comfortable = 24;

/**
 * Lines of a table in columns, two blanks apart, none wider than `width`. Where it doesn't fit, sentences are folded and
 * optional columns left out, and named at the end; then sentences are set below their rows; at last each row becomes a list. No
 * word is broken.
 * @param width null: there is no terminal, lines are as long as it takes.
 */
export function tableLines<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  indent = '',
  width: number | null = null,
): string[] {
  const columns = all.map((column) => measured(rows, column));
  const room = (width ?? Number.POSITIVE_INFINITY) - indent.length;
  for (const layOut of [sideBySide, withBelow]) {
    for (const kept of leavingOut(columns)) {
      const lines = layOut(kept, room);
      if (lines !== null) return [...lines, ...leftOutLine(columns, kept, room)].map((line) => indent + line);
    }
  }
  return asLists(columns, rows.length, room).map((line) => indent + line);
}

/** Line breaks in cells become blanks. */
function measured<Row>(rows: readonly Row[], { cell, ...column }: Column<Row>): Measured {
  const cells = rows.map((row) => cell(row).replaceAll(/\s+/g, ' '));
  const width = cells.reduce((most, text) => Math.max(most, displayWidth(text)), displayWidth(column.title));
  return { ...column, cells, width };
}

/** All columns, then fewer and fewer, down to those that always stay. */
function* leavingOut(columns: readonly Measured[]): Generator<readonly Measured[]> {
  const ranks = [...new Set(columns.map(({ optional = 0 }) => optional))].toSorted((a, b) => b - a);
  for (const rank of ranks) yield columns.filter(({ optional = 0 }) => optional <= rank);
}

function leftOutLine(columns: readonly Measured[], kept: readonly Measured[], room: number): string[] {
  const left = columns.filter((column) => !kept.includes(column)).map(({ title }) => title);
  return left.length === 0 ? [] : wrapped(`(too narrow for: ${left.join(', ')}; --json has all)`, '', room);
}

function sum(widths: readonly number[]): number {
  return widths.reduce((total, width) => total + width + between, -between);
}

/** Every column beside the others, folded where needed; null where that doesn't fit. */
function sideBySide(columns: readonly Measured[], room: number): string[] | null {
  const least = columns.map((column) =>
    column.folds ? Math.min(column.width, Math.max(comfortable, longestWord(column))) : column.width,
  );
  let spare = room - sum(least);
  if (spare < 0) return null;
  const widths = columns.map(({ width }, at) => {
    const more = Math.min(spare, width - (least[at] ?? 0));
    spare -= more;
    return (least[at] ?? 0) + more;
  });
  return [head(columns, widths), ...rowNumbers(columns).flatMap((row) => foldedRow(columns, widths, row))];
}

function longestWord({ title, cells }: Measured): number {
  return [title, ...cells].reduce(
    (most, text) => text.split(' ').reduce((longest, word) => Math.max(longest, displayWidth(word)), most),
    0,
  );
}

function rowNumbers([first]: readonly Measured[]): number[] {
  return first?.cells.map((_, at) => at) ?? [];
}

function head(columns: readonly Measured[], widths: readonly number[]): string {
  return joined(columns.map(({ title, right }, at) => padded(title, widths[at] ?? 0, right)));
}

function joined(cells: readonly string[]): string {
  return cells.join(' '.repeat(between)).trimEnd();
}

function foldedRow(columns: readonly Measured[], widths: readonly number[], row: number): string[] {
  const parts = columns.map(({ cells }, at) => wrapped(cells[row] ?? '', '', widths[at] ?? 0));
  const height = Math.max(...parts.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    joined(columns.map(({ right }, at) => padded(parts[at]?.[line] ?? '', widths[at] ?? 0, right))),
  );
}

/** Sentences below their row, each with its title; null where the other columns don't fit, or there is no sentence. */
function withBelow(columns: readonly Measured[], room: number): string[] | null {
  const above = columns.filter(({ folds }) => !folds);
  const below = columns.filter(({ folds }) => folds);
  const widths = above.map(({ width }) => width);
  if (above.length === 0 || below.length === 0 || sum(widths) > room) return null;
  return [
    head(above, widths),
    ...rowNumbers(columns).flatMap((row) => [
      joined(above.map(({ cells, right }, at) => padded(cells[row] ?? '', widths[at] ?? 0, right))),
      ...below.flatMap((column) => titled(column, row, '   ', room)),
    ]),
  ];
}

function titled({ title, cells }: Measured, row: number, indent: string, room: number): string[] {
  const text = cells[row] ?? '';
  if (text === '' || text === absent) return [];
  return wrapped(title === '' ? text : `${title}: ${text}`, `${indent}   `, room, indent);
}

/** For the narrowest terminals: a block of lines for each row. */
function asLists(columns: readonly Measured[], rows: number, room: number): string[] {
  return Array.from({ length: rows }, (_, row) =>
    columns.flatMap((column, at) => titled(column, row, at === 0 ? '' : '   ', room)),
  ).flat();
}
