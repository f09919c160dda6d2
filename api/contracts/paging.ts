import { z } from 'zod';

/** What every list takes that can grow. */
export function pageFields(what: string, { most = 200, usual = 20 } = {}) {
  return {
    limit: z.coerce.number().int().min(1).max(most).default(usual).describe(`${what} to return.`),
    cursor: cursorSchema,
  };
}

const cursorSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16,6000}$/)
  .optional()
  .describe('`next_cursor` of the page before, with the same filters and sort.');

/** What every list answers that can grow. */
export const nextCursorField = {
  next_cursor: z.string().nullable().describe('For the next page; null: this is the last one.'),
};

/** Newest first unless asked otherwise. */
export function momentSort(name: string) {
  return z
    .enum([`-${name}`, name])
    .default(`-${name}`)
    .describe('A leading minus means newest first.');
}
