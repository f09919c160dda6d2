export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** For numbers: aligned right. */
  readonly right?: boolean;
};

/** Lines of a table in fixed columns, two blanks apart. Line breaks in cells become blanks. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], indent = ''): string[] {
  const cells = rows.map((row) => columns.map((column) => column.cell(row).replaceAll(/\s+/g, ' ')));
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map((line) => (line[at] ?? '').length)),
  );
  const toLine = (texts: readonly string[]) =>
    indent +
    texts
      .map((text, at) => (columns[at]?.right ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [toLine(columns.map((column) => column.title)), ...cells.map(toLine)];
}
