import { readFileSync } from 'node:fs';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { PerennialError } from '../../domain/errors.ts';
import { faultsOfMapping } from './check-mapping.ts';
import { mappingFileSchema } from './mapping-file-schema.ts';
import { faultsOf, type MappingFault } from './mapping-issues.ts';
import type { Mapping } from './mapping-schema.ts';

/** @throws PerennialError `invalid_input` for what can't be read or isn't a mapping, with the line. */
export function readMappingFile(file: string): Mapping[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw refusal(`${file} can't be read: ${why}.`, 'Check its name and its permissions.', { file });
  }
  return parseMappings(text, file);
}

/** All documents of a mapping file. @param file its name, for messages. */
export function parseMappings(text: string, file: string): Mapping[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), { lineCounter: lines, merge: true });
  const mappings = (Array.isArray(documents) ? documents : []).flatMap((document) => {
    const [broken] = document.errors;
    if (broken !== undefined) {
      const line = broken.linePos?.[0].line ?? 1;
      const [what] = broken.message.split(/ at line |\n/);
      const remedy = 'Correct that line: values with : or # in them need quotation marks.';
      throw refusal(`${file}, line ${line}: not YAML: ${what}.`, remedy, { file, line });
    }
    if (document.contents === null) return [];
    return [checked(document, lines, file)];
  });
  if (mappings.length > 0) return mappings;
  throw refusal(`${file} holds no mapping.`, 'Let `perennial import --inspect FILE` write one.', { file });
}

function checked(document: Document, lines: LineCounter, file: string): Mapping {
  const parsed = mappingFileSchema.safeParse(document.toJS());
  const faults = parsed.success ? faultsOfMapping(parsed.data as Mapping) : faultsOf(parsed.error.issues);
  const [first] = faults;
  if (first === undefined) return parsed.data as Mapping;
  const problems = faults.map((fault) => ({ line: lineOf(fault, document, lines), message: fault.message }));
  const [{ line }] = problems;
  const others = faults.length > 1 ? ` (and ${faults.length - 1} more)` : '';
  throw refusal(`${file}, line ${line}: ${first.message}${others}`, first.remedy, { file, line, problems });
}

/** Of the key at fault, or of the nearest one above it that stands in the file. */
function lineOf({ path }: MappingFault, document: Document, lines: LineCounter): number {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = document.getIn(path.slice(0, length - 1), true);
    const start = keyStart(parent, path[length - 1]);
    if (start !== undefined) return lines.linePos(start).line;
  }
  return lines.linePos(document.range?.[0] ?? 0).line;
}

type Ranged = { readonly range?: readonly number[] | null };
type Pair = { readonly key: Ranged & { readonly value?: unknown } };

function keyStart(parent: unknown, key: PropertyKey | undefined): number | undefined {
  const { items } = (parent ?? {}) as { items?: readonly (Pair | Ranged)[] };
  if (items === undefined) return undefined;
  if (typeof key === 'number') return (items[key] as Ranged | undefined)?.range?.[0];
  const pair = items.find((item) => 'key' in item && String(item.key.value) === String(key)) as Pair | undefined;
  return pair?.key.range?.[0];
}

function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}
