import { refusal } from './refusal.ts';

/** `json lines`: an object in each line. `json document`: one array of objects, or an object that holds one. */
export type JsonFormat = 'json lines' | 'json document';

/** undefined for text that isn't JSON. @param sample the beginning of the file, which may be cut anywhere. */
export function jsonFormatOf(sample: string): JsonFormat | undefined {
  const text = sample.replace(/^\uFEFF/, '').trim();
  if (/^\[\s*\{\s*["}]/.test(text)) return 'json document';
  if (!/^\{\s*["}]/.test(text)) return undefined;
  const first = text.split(/\r?\n/, 1)[0];
  const oneLine = first === text;
  const value = parsedOrNothing(first);
  if (value !== undefined) return oneLine && tableWithin(value) !== undefined ? 'json document' : 'json lines';
  // cut, spread over lines, or not JSON at all
  if (oneLine) return /^\{\s*"[^"]*"\s*:\s*\[\s*\{/.test(first) ? 'json document' : 'json lines';
  return first.endsWith('}') ? undefined : 'json document';
}

function parsedOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The only array of objects among an object's values. */
function tableWithin(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value)) return undefined;
  const tables = Object.values(value).filter(
    (one): one is unknown[] => Array.isArray(one) && one.length > 0 && one.every(isObject),
  );
  return tables.length === 1 ? tables[0] : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The lines of a text that comes in pieces, numbered from 1, without blank lines. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<{ text: string; line: number }> {
  let rest = '';
  let line = 0;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line++;
      if (text.trim() !== '') yield { text, line };
    }
  }
  if (rest.trim() !== '') yield { text: rest, line: line + 1 };
}

const eachLine = 'Each line must be one JSON object.';

/**
 * The cells of one JSON object by name. A nested object gives cells with both names: `address.city`.
 * @throws PerennialError `invalid_input` with the line.
 */
export function cellsOfLine(text: string, line: number, file: string): Map<string, string> {
  const where = `${file}, line ${line}`;
  return cellsOf(parsed(text, where, { file, line }, eachLine), where, { file, line }, eachLine);
}

/**
 * The cells of each object of a JSON document.
 * @throws PerennialError `invalid_input` for anything else, with the place of what isn't an object.
 */
export function objectsOfDocument(text: string, file: string): Map<string, string>[] {
  const remedy = 'The file must be one JSON array of objects, or hold one object in each line.';
  const value = parsed(text.replace(/^\uFEFF/, ''), file, { file }, remedy);
  const items: readonly unknown[] = Array.isArray(value) ? value : (tableWithin(value) ?? [value]);
  return items.map((item, at) => cellsOf(item, `${file}, item ${at + 1}`, { file, item: at + 1 }, remedy));
}

function parsed(text: string, where: string, details: Record<string, unknown>, remedy: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`${where}: this is not JSON (${why}).`, remedy, details);
  }
}

function cellsOf(value: unknown, where: string, details: Record<string, unknown>, remedy: string): Map<string, string> {
  if (!isObject(value)) {
    throw refusal(`${where}: this is not a JSON object.`, remedy, details);
  }
  const cells = new Map<string, string>();
  addCells(cells, value, '');
  return cells;
}

function addCells(cells: Map<string, string>, object: object, prefix: string): void {
  for (const [key, value] of Object.entries(object)) {
    const name = prefix + key;
    if (value === null) cells.set(name, '');
    else if (Array.isArray(value)) cells.set(name, JSON.stringify(value));
    else if (typeof value === 'object') addCells(cells, value, `${name}.`);
    else cells.set(name, String(value));
  }
}
