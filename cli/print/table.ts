export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** For numbers: aligned right. */
  readonly right?: boolean;
  /** Left out where the terminal is too narrow, the largest first. Without it the column always stays. */
  readonly optional?: number;
};

/** Lines of a table in fixed columns, two blanks apart. Line breaks in cells become blanks. */
export function tableLines<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  indent = '',
  width: number | null = null,
): string[] {
  const columns = fitting(rows, all, (width ?? Number.POSITIVE_INFINITY) - indent.length);
  const cells = rows.map((row) => columns.map((column) => cellOf(column, row)));
  const widths = columns.map((column) => widthOf(rows, column));
  const toLine = (texts: readonly string[]) =>
    indent +
    texts
      .map((text, at) => (columns[at]?.right ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd();
  return [toLine(columns.map((column) => column.title)), ...cells.map(toLine)];
}

function cellOf<Row>({ cell }: Column<Row>, row: Row): string {
  return cell(row).replaceAll(/\s+/g, ' ');
}

function widthOf<Row>(rows: readonly Row[], column: Column<Row>): number {
  return rows.reduce((width, row) => Math.max(width, cellOf(column, row).length), column.title.length);
}

function fitting<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  const needed = columns.reduce((sum, column) => sum + widthOf(rows, column) + 2, -2);
  const first = Math.max(0, ...columns.map(({ optional = 0 }) => optional));
  if (needed <= width || first === 0) return columns;
  return fitting(
    rows,
    columns.filter(({ optional = 0 }) => optional < first),
    width,
  );
}
