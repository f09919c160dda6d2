import { refusal } from './csv-sample.ts';

/** True for text whose first line is a JSON object. */
export function looksLikeJsonLines(sample: string): boolean {
  const first = sample
    .replace(/^\uFEFF/, '')
    .trimStart()
    .split(/\r?\n/, 1)[0]
    .trim();
  if (!first.startsWith('{')) return false;
  try {
    JSON.parse(first);
    return true;
  } catch {
    // a first line that the sample cuts
    return /^\{\s*"/.test(first) && !first.endsWith('}');
  }
}

/** The lines of a text that comes in pieces, numbered from 1, blank ones left out. */
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

/**
 * The cells of one JSON object by name; those of an object within it by both names: `address.city`.
 * @throws PerennialError `invalid_input` with the line.
 */
export function cellsOfJson(text: string, line: number, file: string): Map<string, string> {
  const cells = new Map<string, string>();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`${file}, line ${line}: this is no JSON (${why}).`, 'Each line must be one JSON object.', {
      file,
      line,
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal(`${file}, line ${line}: this is not a JSON object.`, 'Each line must be one JSON object.', {
      file,
      line,
    });
  }
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
