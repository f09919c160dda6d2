import { z } from 'zod';
import { fileStates, isFolderPlace } from '../../domain/folder-files.ts';
import { defaultEveryMinutes, sourceKinds, sourceNamePattern } from '../../domain/sources.ts';
import { importReportSchema } from './imports.ts';
import { failureSchema, momentSchema } from './scalars.ts';

const count = z.int().min(0);
const name = z.string().regex(sourceNamePattern);

export const sourceParamsSchema = z.strictObject({ name });

const credentialSchema = z
  .union([
    z.strictObject({ env: z.string().regex(/^[A-Z][A-Z0-9_]{0,100}$/) }),
    z.strictObject({ file: z.string().min(1).max(500) }),
  ])
  .meta({
    id: 'CredentialReference',
    description:
      'Where the address with user and password is found: a variable of the workers and the API, or a file that only they can read (mode 0600). It is never kept or answered.',
  });

const newSourceShape = {
  name: name.describe('Stands before the ids of its rows: contact 7 of `chatwoot` is `chatwoot:7`.'),
  every_minutes: z
    .int()
    .min(1)
    .max(24 * 60)
    .optional()
    .describe(`Default: ${defaultEveryMinutes}.`),
  account: z.string().max(100).optional().describe('Of a system that holds several businesses.'),
};
const preset = z
  .string()
  .max(60)
  .describe('Of a database `chatwoot` or `odoo`; either this or `definition`. Of a folder as `hubspot`; or neither.');
const definition = z
  .string()
  .max(50_000)
  .describe('What is read, as YAML: docs/connect.md. Of a folder: the mapping of its files.');
const folder = z
  .string()
  .max(500)
  .refine(isFolderPlace, 'Expected an absolute folder, or s3://bucket/prefix')
  .describe("Where exports are dropped: a folder of the workers' machine, or `s3://bucket/prefix`.");

/** Parts that don't belong together are refused in words of their own. */
export const newSourceSchema = z.strictObject({
  ...newSourceShape,
  kind: z.enum(sourceKinds).optional(),
  preset: preset.optional(),
  definition: definition.optional(),
  credential: credentialSchema.optional().describe('Of a database.'),
  folder: folder.optional(),
});

const database = { ...newSourceShape, kind: z.literal('postgresql').optional(), credential: credentialSchema };
const files = {
  ...newSourceShape,
  kind: z.literal('folder').optional(),
  // a refinement is nothing that a schema can say
  folder: folder.regex(/^((\/|[A-Za-z]:[\\/]|\\\\)[^\0]*|s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^\0]*)?)$/),
};

export const documentedSourceSchema = z
  .union([
    z.strictObject({ ...database, preset }),
    z.strictObject({ ...database, definition }),
    z.strictObject({ ...files, preset: preset.optional() }),
    z.strictObject({ ...files, definition }),
  ])
  .meta({
    id: 'NewSource',
    description: 'A system whose data comes by itself from now on.',
    examples: [{ name: 'shop', preset: 'odoo', credential: { env: 'SHOP_DATABASE_URL' } }],
  });
export type NewSourceBody = z.infer<typeof newSourceSchema>;

export const syncSourceSchema = z
  .strictObject({
    again: z.boolean().optional().describe('Everything is read once more, from the beginning.'),
    accept_deletes: z.boolean().optional().describe('Rows that are gone there are deleted however many there are.'),
  })
  .meta({ id: 'SyncSource' });

export const sourceSchema = z
  .object({
    name: z.string(),
    kind: z.enum(sourceKinds),
    preset: z.string().nullable(),
    state: z.enum(['active', 'paused']),
    every_minutes: count,
    account: z.string().nullable(),
    folder: z.string().nullable(),
    created_at: momentSchema,
    last_success_at: momentSchema.nullable(),
    lag_seconds: z.number().min(0).nullable().describe('Since the last success.'),
    late: z.boolean().describe('It was not read for longer than it should be.'),
    failing_since: momentSchema.nullable(),
    error: failureSchema.nullable(),
    progress: z
      .object({
        stream: z.string(),
        read: count,
        expected: count.nullable(),
        remaining_seconds: z.number().min(0).nullable(),
      })
      .nullable()
      .describe('Of the reading under way.'),
    streams: z.array(
      z.object({
        stream: z.string(),
        whole: z.boolean().describe('It was read through once.'),
        changed_until: momentSchema.nullable(),
        ...{ read: count, written: count, parked: count, rejected: count, deleted: count },
        erased: count.describe('Rows of people who were erased: they are left out.'),
        reject_example: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Source', description: 'A system whose data comes by itself.' });
export type PresentedSource = z.infer<typeof sourceSchema>;

export const sourcesSchema = z.object({ sources: z.array(sourceSchema) }).meta({ id: 'Sources' });

export const testedSourceSchema = z
  .object({
    streams: z.array(
      z.object({
        stream: z.string(),
        rows: count,
        error: failureSchema.nullable(),
        missing_columns: z.array(z.string()).describe('Columns that the mapping knows and the query lacks.'),
      }),
    ),
    files: z
      .array(
        z.object({
          ...{ name: z.string(), byte_count: count, modified_at: momentSchema },
          mapping: z.string().nullable().describe('As what it would be taken; null: it cannot be.'),
          error: failureSchema.nullable(),
        }),
      )
      .describe('Of a folder: the oldest 20 of those that would be taken.'),
    more_files: count.describe('That would be taken, too.'),
    taken_files: count.describe('That were taken before.'),
  })
  .meta({ id: 'TestedSource', description: 'What can be read of a source. Nothing was written.' });

export const sourceFileParamsSchema = z.strictObject({ name, id: z.uuid() });

export const sourceFileSchema = z
  .object({
    ...{ id: z.string(), name: z.string(), byte_count: count, modified_at: momentSchema },
    state: z
      .enum(fileStates)
      .describe(
        'settling: it may still be written. same: another file with its content was taken. failed: see `error`.',
      ),
    tried_at: momentSchema.nullable(),
    same_as: z.string().nullable(),
    error: failureSchema.nullable(),
    report: importReportSchema.nullable().describe('What came of it when it was taken last.'),
    rejects: z.boolean().describe('Rejected rows can be downloaded.'),
  })
  .meta({ id: 'SourceFile', description: 'A file of a folder that is a source.' });
export type PresentedFile = z.infer<typeof sourceFileSchema>;

export const sourceFilesSchema = z.object({ files: z.array(sourceFileSchema) }).meta({ id: 'SourceFiles' });

export const removedSourceSchema = z.object({ removed: z.string() }).meta({ id: 'RemovedSource' });
