import { z } from 'zod';
import { mappedTables } from '../../ingest/mapping/mapping-schema.ts';
import { rowProblemCodes, rowStatuses } from '../../ingest/upsert/given-record.ts';
import { operations } from '../../ingest/upsert/plain-record.ts';

export const rowsParamsSchema = z.strictObject({
  table: z.enum(mappedTables).describe('The table that the rows are of; docs/your-data.md lists the fields of each.'),
});

export const rowsQuerySchema = z.strictObject({
  source: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/)
    .optional()
    .describe(
      'The system that ids are from: contact 7 of `shop` is kept as `shop:7`. Left out, ids stand as they are.',
    ),
  batch: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A key of your choice: the same batch under it is answered as before and changes nothing. For JSON.'),
  results: z
    .enum(['all', 'problems'])
    .optional()
    .describe('Of a stream: a line for every row, or only for those that wait or were rejected. Default: all.'),
});

/** Fields are those of the table. Only their form is checked here, so that one bad row doesn't keep the others out. */
const rowSchema = z
  .looseObject({
    op: z.enum(operations).or(z.unknown()).optional(),
    changed_at: z.unknown().optional(),
    attributes: z.unknown().optional(),
  })
  .meta({
    id: 'GivenRow',
    description:
      'Fields of the table by name; what is left out stays, null clears. `op`: `upsert` (default), `update` (waits where the row is not known), `delete` (with the id), or `merge` (contacts, with `merged_into`). `changed_at`: when it became so; an older word changes nothing any more. `attributes`: your own columns, of contacts and leads.',
  });

export const mostRows = 1_000;

export const rowsBodySchema = z
  .strictObject({ rows: z.array(rowSchema).min(1).max(mostRows) })
  .meta({ id: 'GivenRows' });

const count = z.int().min(0);

const rowProblemSchema = z.object({
  field: z.string(),
  code: z.enum(rowProblemCodes),
  message: z.string(),
  remedy: z.string(),
});

export const rowResultSchema = z
  .object({
    status: z
      .enum(rowStatuses)
      .describe(
        '`parked`: it names a row that is not known yet, and goes in when that one comes. `erased`: it is about somebody who was erased, and nothing is kept of it.',
      ),
    problems: z.array(rowProblemSchema).optional(),
  })
  .meta({ id: 'RowResult', description: 'What became of a row.' });
export type PresentedRow = z.infer<typeof rowResultSchema>;

export const rowCountsSchema = z
  .object({
    ...{ rows: count, inserted: count, updated: count, unchanged: count, deleted: count, merged: count },
    ...{ parked: count, rejected: count },
    erased: count.describe('Rows about people who were erased: left out.'),
    released: count.describe('Rows that had waited before and went in now.'),
  })
  .meta({ id: 'RowCounts' });
export type RowCounts = z.infer<typeof rowCountsSchema>;

export const rowsAnswerSchema = z
  .object({ results: z.array(rowResultSchema).describe('In the order of the rows.'), counts: rowCountsSchema })
  .meta({ id: 'WrittenRows' });

export const rowLineSchema = z
  .union([
    rowResultSchema.extend({ line: count.describe('Of what was sent, counted from 1.') }),
    z.object({ done: z.literal(true), counts: rowCountsSchema }),
    z.object({ error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }), line: count }),
  ])
  .meta({
    id: 'RowLine',
    description:
      'A line of the answer to a stream. The last one is `done`, or the `error` after which nothing was written: send again from `line` on.',
  });
