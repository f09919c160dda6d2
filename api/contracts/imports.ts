import { z } from 'zod';
import { uploadStates, uploadSteps } from '../../domain/uploads.ts';
import { nextCursorField, pageFields } from './paging.ts';
import { failureSchema, momentSchema } from './scalars.ts';

const count = z.int().min(0);
const leftOut = z.array(z.object({ why: z.string(), rows: count }));
const assumed = z.array(z.object({ column: z.string(), reading: z.string() }));

const rejectCauseSchema = z
  .object({
    column: z.string().describe("The file's own name for it; empty: the whole row is at fault."),
    reason: z.string(),
    remedy: z.string().describe('How to mend it; may be empty.'),
    rows: count,
    examples: z.array(z.object({ line: z.int(), value: z.string() })),
  })
  .meta({ id: 'RejectCause', description: 'Rows that are rejected for the same reason.' });

export const inspectionSchema = z
  .object({
    mapping: z.string(),
    recognised_by: z.string().nullable().describe('How its columns are known; null: a mapping is proposed.'),
    text: z.string().nullable().describe('The mapping, as YAML.'),
    unfinished: z.string().nullable().describe('Lines of the mapping that need the name of a column first.'),
    columns: z.array(
      z.object({
        column: z.string(),
        uses: z.array(z.string()).describe('What it becomes, such as `leads.stage`; empty: it is not used.'),
        example: z.string(),
      }),
    ),
    missing_columns: z.array(z.string()),
    read: count,
    stored: count.describe('Rows that can be stored, as far as the file alone tells.'),
    rejected: count,
    left_out: leftOut,
    causes: z.array(rejectCauseSchema),
    rows: z
      .array(
        z.object({
          line: z.int(),
          outcome: z.enum(['stored', 'left out', 'rejected']),
          becomes: z.array(z.object({ table: z.string(), values: z.record(z.string(), z.string()) })),
          reasons: z.array(z.string()).describe('Why it is left out or rejected, or what it goes in without.'),
        }),
      )
      .describe('Some rows, and what becomes of them.'),
    assumed,
    notes: z.array(z.string()),
  })
  .meta({ id: 'Inspection', description: 'What the columns of a file mean, and what its rows would become.' });

export const importReportSchema = z
  .object({
    mapping: z.string(),
    batch: z.int().nullable().describe('By which it can be taken back; null: it was a dry run.'),
    read: count,
    stored: count,
    rejected: count,
    left_out: leftOut,
    tables: z.array(
      z.object({ table: z.string(), inserted: count, updated: count, unchanged: count, merged: count, removed: count }),
    ),
    attributes: count,
    causes: z.array(rejectCauseSchema),
    ignored_columns: z.array(z.string()),
    missing_columns: z.array(z.string()),
    assumed,
    notes: z.array(z.string()),
  })
  .meta({ id: 'ImportReport', description: 'What became of the rows of a file.' });

export const uploadOptionsSchema = z
  .strictObject({
    mapping: z.string().max(50_000).optional().describe('What the columns mean, as the YAML of a mapping file.'),
    decimal: z.enum([',', '.']).optional(),
    date_order: z.enum(['dmy', 'mdy', 'ymd']).optional(),
    zone: z.string().max(60).optional().describe('Time zone of moments without one.'),
    us: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(50)
      .optional()
      .describe('Names under which the business writes, in a chat export.'),
  })
  .meta({ id: 'UploadOptions' });
/** What is said when a file is looked at again. */
export const lookAgainSchema = uploadOptionsSchema
  .extend({
    columns: z
      .record(z.string().max(500), z.string().max(100))
      .optional()
      .describe(
        'What single columns become instead, by their names: `leads.stage`, `attribute of leads`, or an empty text for nothing. It is written into the mapping.',
      ),
  })
  .meta({ id: 'LookAgain' });
export type LookAgain = z.infer<typeof lookAgainSchema>;

export const fieldsSchema = z
  .object({
    tables: z.array(
      z.object({
        table: z.string(),
        fields: z.array(
          z.object({
            name: z.string(),
            description: z.string(),
            example: z.string(),
            needed: z.boolean().describe('A row without it is rejected, unless another field says the same.'),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Fields', description: 'What a column of a file may become.' });
export type Fields = z.infer<typeof fieldsSchema>;

export type UploadOptions = z.infer<typeof uploadOptionsSchema>;

const uploadFields = {
  id: z.uuid(),
  name: z.string(),
  byte_count: count,
  uploaded_by: z.string(),
  uploaded_at: momentSchema,
  state: z
    .enum(uploadStates)
    .describe(
      '`working`: a step is under way. `waiting`: it ended, and a person decides. `failed`: it can be repeated.',
    ),
  step: z.enum(uploadSteps).describe('The one under way, or the last one. `try`: a dry run.'),
  progress: z.object({ share: z.number().min(0).max(1), read: count, rejected: count }).nullable(),
  error: failureSchema
    .extend({
      senders: z.array(z.string()).optional().describe('Of a chat: one of them is your business. Say which by `us`.'),
    })
    .meta({ id: 'UploadFailure', description: 'Why a step failed and what to do.' })
    .nullable(),
};

export const uploadSummarySchema = z
  .object({ ...uploadFields, batch: z.int().nullable() })
  .meta({ id: 'UploadSummary', description: 'A file that somebody sent.' });

export const uploadSchema = z
  .object({
    ...uploadFields,
    options: uploadOptionsSchema.describe('What a person said about it.'),
    inspection: inspectionSchema.nullable(),
    trial: importReportSchema.nullable().describe('Of the last dry run.'),
    report: importReportSchema.nullable(),
    rejects: z.boolean().describe('Whether there is a file of rejected rows.'),
  })
  .meta({ id: 'Upload', description: 'A file that somebody sent, with what is known of it.' });
export type Upload = z.infer<typeof uploadSchema>;
export type UploadSummary = z.infer<typeof uploadSummarySchema>;

export const importsQuerySchema = z.strictObject(pageFields('Files and imports, of each,'));

export const importsSchema = z
  .object({
    uploads: z.array(uploadSummarySchema).describe('Files that were sent here, newest first.'),
    imports: z
      .array(
        z.object({
          batch: z.int(),
          file: z.string(),
          mapping: z.string(),
          imported_at: momentSchema,
          taken_back_at: momentSchema.nullable(),
          stored: count,
          rejected: count,
        }),
      )
      .describe('Every import, from here or from the command line, newest first.'),
    ...nextCursorField,
  })
  .meta({ id: 'Imports' });
export type Imports = z.infer<typeof importsSchema>;

export const uploadQuerySchema = z.strictObject({
  name: z.string().min(1).max(255).describe('Of the file: its ending tells what kind of file it is.'),
});
export const uploadParamsSchema = z.strictObject({ id: z.uuid() });

export const undoImportSchema = z.strictObject({ batch: z.int().min(1).max(2_147_483_647) });
export const undoneImportSchema = z
  .object({
    batch: z.int(),
    file: z.string(),
    deleted: count,
    restored: count,
    kept: z
      .array(
        z.object({
          table: z.string(),
          why: z.enum(['changed later', 'referred to']),
          rows: count,
          examples: z.array(z.string()),
        }),
      )
      .describe('Rows that stay as they are.'),
  })
  .meta({ id: 'UndoneImport' });
