import { readFile } from 'node:fs/promises';
import { refusal } from './refusal.ts';

export type SheetRows = {
  /** Cells as text: plain numbers, dates in ISO 8601. */
  readonly rows: readonly string[][];
  readonly notes: readonly string[];
};

/** The first sheet of a workbook that holds cells. @throws PerennialError `invalid_input` for a file that is not a workbook. */
export async function readWorkbook(file: string): Promise<SheetRows> {
  const bytes = await readFile(file);
  if (bytes[0] === 0x50 && !/xl\/|content\.xml|Index\//.test(bytes.toString('latin1'))) {
    throw refusal(`${file} is an archive, but not an Excel workbook.`, 'Take the table out of it and name that.', {
      file,
    });
  }
  // imported only when a workbook comes, because it is large
  const { read, utils, SSF } = await import('@e965/xlsx');
  let workbook: ReturnType<typeof read>;
  try {
    workbook = read(bytes, { dense: true, cellNF: true, cellText: false, cellHTML: false });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(
      `${file} is an Excel workbook that can't be read: ${why}.`,
      'Save the sheet as CSV in UTF-8 and name that.',
      {
        file,
      },
    );
  }
  const full = workbook.SheetNames.filter((name) => workbook.Sheets[name]?.['!ref'] !== undefined);
  if (full.length === 0) throw refusal(`${file} has no sheet with cells.`, 'Name a workbook with a table.', { file });
  const sheet = workbook.Sheets[full[0]];
  const range = utils.decode_range(sheet['!ref'] ?? 'A1');
  const data = sheet['!data'] ?? [];
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true;
  const rows: string[][] = [];
  for (let r = 0; r <= range.e.r; r++) {
    const row: string[] = [];
    for (let c = range.s.c; c <= range.e.c; c++) row.push(textOf(data[r]?.[c]));
    rows.push(row);
  }
  const others = full.slice(1).join(', ');
  const note = `The sheet ${full[0]} was read${others === '' ? '' : `, not ${others}`}.`;
  return { rows, notes: [note] };

  function textOf(cell: { t: string; v?: unknown; w?: string; z?: unknown } | undefined): string {
    if (cell === undefined || cell.v === undefined) return '';
    if (cell.t === 'e') return cell.w ?? errors[Number(cell.v)] ?? '#N/A';
    if (cell.t === 'b') return cell.v === true ? 'TRUE' : 'FALSE';
    if (cell.t === 'n' && typeof cell.z === 'string' && SSF.is_date(cell.z)) return dateText(Number(cell.v), cell.z);
    return String(cell.v);
  }

  function dateText(serial: number, format: string): string {
    const date = SSF.parse_date_code(serial, { date1904 });
    const two = (value: number) => String(value).padStart(2, '0');
    const clock = `${two(date.H)}:${two(date.M)}:${two(Math.floor(date.S))}`;
    if (serial < 1) return clock;
    const day = `${date.y}-${two(date.m)}-${two(date.d)}`;
    return Number.isInteger(serial) && !/[hs]/i.test(format) ? day : `${day} ${clock}`;
  }
}

/** The errors by their code in the file. */
const errors: Readonly<Record<number, string>> = {
  0: '#NULL!',
  7: '#DIV/0!',
  15: '#VALUE!',
  23: '#REF!',
  29: '#NAME?',
  36: '#NUM!',
  42: '#N/A',
};
