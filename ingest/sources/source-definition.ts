import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { PerennialError } from '../../domain/errors.ts';
import { mappingFileSchema } from '../mapping/mapping-file-schema.ts';
import type { Mapping } from '../mapping/mapping-schema.ts';
import { readPresets } from '../mapping/read-presets.ts';

/**
 * What is read of a database: for each stream a query, and what its rows become. A query is read by pages in the order of its last
 * changes, so it needs a column of them and a key.
 */
const streamSchema = z.strictObject({
  sql: z.string().min(1).describe('A query without a semicolon. $account stands for the account of the source.'),
  key: z.string().default('id').describe('The column by which a row is known.'),
  changed: z.string().default('updated_at').describe('The column that says when the row changed last.'),
  deletes: z
    .string()
    .optional()
    .describe('The table whose rows are deleted when their keys are gone there. Default: that of the mapping.'),
  mapping: z.union([
    z.string().describe('The name of a mapping that comes with the product.'),
    mappingFileSchema.omit({ name: true, source: true }),
  ]),
});

const definitionSchema = z.strictObject({
  name: z.string(),
  zone: z.string().default('UTC').describe('IANA zone of moments without one.'),
  streams: z.record(z.string().regex(/^[a-z][a-z0-9_]{0,60}$/), streamSchema),
});

export type SourceStreamDefinition = {
  readonly name: string;
  readonly sql: string;
  readonly key: string;
  readonly changed: string;
  readonly deletes: string | null;
  readonly mapping: Mapping;
};

export type SourceDefinition = {
  readonly name: string;
  readonly zone: string;
  /** In the order of reading: those that others refer to first. */
  readonly streams: readonly SourceStreamDefinition[];
};

const folder = join(import.meta.dirname, 'presets');

export function sourcePresets(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** @param source its name, which stands before ids. @throws PerennialError `invalid_input` */
export function readPresetSource(preset: string, source: string): SourceDefinition {
  if (sourcePresets().includes(preset))
    return parseSource(readFileSync(join(folder, `${preset}.yaml`), 'utf8'), source, preset);
  const known = sourcePresets().join(', ');
  throw new PerennialError(
    'invalid_input',
    `There is no preset ${preset}.`,
    `Use one of ${known}, or --mapping <file>.`,
    {
      preset,
    },
  );
}

/** @param where names the text in refusals. @throws PerennialError `invalid_input` */
export function parseSource(text: string, source: string, where: string): SourceDefinition {
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    throw refusal(`${where} is not YAML: ${(error as Error).message.split('\n')[0]}.`, where);
  }
  const parsed = definitionSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refusal(`${where}: ${issue?.path.join('.')}: ${issue?.message}.`, where);
  }
  const { name, zone, streams } = parsed.data;
  return {
    name,
    zone,
    streams: Object.entries(streams).map(([stream, { deletes, mapping, sql, ...columns }]) => {
      if (sql.includes(';')) throw refusal(`${where}: the query of ${stream} holds a semicolon.`, where);
      const own = { ...mappingOf(mapping, where), source, zone } as Mapping;
      return {
        name: stream,
        sql,
        ...columns,
        deletes: deletes ?? Object.keys(own.tables).at(-1) ?? null,
        mapping: own,
      };
    }),
  };
}

function mappingOf(given: z.output<typeof streamSchema>['mapping'], where: string): Omit<Mapping, 'source'> {
  if (typeof given !== 'string') return { name: where, ...given } as Mapping;
  const found = readPresets().find(({ mapping }) => mapping.name === given);
  if (found !== undefined) return found.mapping;
  throw refusal(`${where}: there is no mapping "${given}".`, where);
}

function refusal(message: string, where: string): PerennialError {
  return new PerennialError('invalid_input', message, 'docs/connect.md shows how a source is described.', { where });
}
