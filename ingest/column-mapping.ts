import { PerennialError } from '../domain/errors.ts';
import { fieldsOf, type ImportDefinition, type ImportTable } from './importable-tables.ts';

export type ColumnMapping = {
  /** Per column of the file: the field that it fills, or null where it is not used. */
  readonly fields: readonly (string | null)[];
  /** Per field: the name of its column in the file. */
  readonly columnOf: ReadonlyMap<string, string>;
  readonly ignored: readonly string[];
};

/** 'Created At', 'created-at' and 'created_at' are the same name. */
function normalized(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

/** Which column fills which field: `--map` first, then columns that bear a field's name or one of its synonyms. */
export function mapColumns(
  table: ImportTable,
  definition: ImportDefinition,
  header: readonly string[],
  mapping: Readonly<Record<string, string>>,
): ColumnMapping {
  refuseRepeated(header);
  const known = fieldsOf(definition);
  const fields: (string | null)[] = header.map(() => null);
  const columnOf = new Map<string, string>();

  function assign(at: number, field: string): void {
    fields[at] = field;
    columnOf.set(field, header[at] ?? '');
  }

  for (const [column, field] of Object.entries(mapping)) {
    const at = header.findIndex((name) => normalized(name) === normalized(column));
    if (at < 0) {
      throw refusal(`The file has no column "${column}".`, `Its columns are: ${header.join(', ')}.`, {
        column,
        header,
      });
    }
    if (!known.includes(field)) {
      throw refusal(`${table} has no field "${field}".`, `Its fields are: ${known.join(', ')}.`, { field, known });
    }
    if (columnOf.has(field) || fields[at] !== null) {
      throw refusal(
        `--map ${column}=${field} contradicts another --map.`,
        'Map each column and each field at the most once.',
        { column, field },
      );
    }
    assign(at, field);
  }
  for (const asSynonym of [false, true]) {
    header.forEach((name, at) => {
      const field = asSynonym ? definition.synonyms[normalized(name)] : normalized(name);
      if (field === undefined || fields[at] !== null || columnOf.has(field) || !known.includes(field)) return;
      assign(at, field);
    });
  }
  const missing = definition.required.filter((field) => !columnOf.has(field));
  if (missing.length > 0) {
    throw refusal(
      `No column of the file gives ${missing.join(', ')}, which ${table} needs.`,
      `Name it: --map column=${missing[0]}. The file's columns are: ${header.join(', ')}.`,
      { missing, header },
    );
  }
  return { fields, columnOf, ignored: header.filter((_, at) => fields[at] === null) };
}

function refuseRepeated(header: readonly string[]): void {
  const repeated = header.find(
    (name, at) => header.findIndex((other) => normalized(other) === normalized(name)) !== at,
  );
  if (repeated === undefined) return;
  throw refusal(`The file has two columns named "${repeated}".`, 'Rename one of them in its first line.', { repeated });
}

function refusal(message: string, remedy: string, details: Record<string, unknown>): PerennialError {
  return new PerennialError('invalid_input', message, remedy, details);
}
