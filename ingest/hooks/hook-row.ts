import { z } from 'zod';
import { PerennialError } from '../../domain/errors.ts';
import type { MappedTable } from '../mapping/mapping-schema.ts';

/** A row of one of our tables as a delivery says it: fields as texts, ids without their source. */
export type HookRow = {
  readonly table: MappedTable;
  readonly values: Readonly<Record<string, string>>;
  /**
   * Since when it is as the row says. Of one row what is older than what was said before changes nothing; without it the row always counts,
   * so that a date of creation, of which the earliest stays, comes in a row without one.
   */
  readonly changedAt?: string;
};

/** A delivery as it was stored. Names of headers are in lower case. */
export type StoredDelivery = {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly receivedAt: Date;
};

export type ReadDelivery = {
  /** What the sender calls it. */
  readonly event: string;
  /** False: the preset has never heard of the event. */
  readonly known: boolean;
  readonly rows: readonly HookRow[];
};

/** How one system's deliveries become rows. @throws PerennialError `invalid_input` for what isn't shaped as the system's */
export type ReadHook = (delivery: StoredDelivery) => ReadDelivery;

type Given = string | number | boolean | null | undefined;

/** A row without the fields that say nothing. */
export function hookRow(table: MappedTable, given: Readonly<Record<string, Given>>, changedAt?: string): HookRow {
  const values: Record<string, string> = {};
  for (const [field, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === '') continue;
    // what no text of the database holds: NUL, halves of a character
    values[field] = String(value).replaceAll('\0', '').toWellFormed();
  }
  return { table, values, ...(changedAt !== undefined && { changedAt: utcOf(changedAt) }) };
}

function utcOf(moment: string): string {
  const milliseconds = Date.parse(moment);
  if (!Number.isNaN(milliseconds)) return isoOf(milliseconds);
  throw new PerennialError('invalid_input', `${JSON.stringify(moment.slice(0, 50))} is not a moment.`, keptAsItCame);
}

const keptAsItCame = 'It is kept as it came. Where a later release reads it: npx perennial source replay.';

/**
 * What a person is like since a moment, and that they were there at another one. Two rows: an older word on the person changes nothing, but
 * may show that they came earlier than was known.
 */
export function personRows(given: Readonly<Record<string, Given>>, changedAt: string): HookRow[] {
  const { external_id: id, phone, email, created_at: createdAt } = given;
  const keys = id == null ? { phone, email } : { external_id: id };
  return [hookRow('contacts', given, changedAt), hookRow('contacts', { ...keys, created_at: createdAt })];
}

/** @throws PerennialError `invalid_input` that names the first place which isn't as expected */
export function parseDelivery<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = ['body', ...(issue?.path ?? [])].join('.');
  throw new PerennialError('invalid_input', `${at}: ${issue?.message ?? 'is not as expected'}.`, keptAsItCame, { at });
}

/** Seconds since 1970, as a number or its digits. */
export const unixSeconds = z
  .union([z.number(), z.string().regex(/^\d{1,11}$/)])
  .transform((value) => isoOf(Number(value) * 1000));

/** An id that may come as a number. */
export const anyId = z.union([z.string().min(1), z.number()]).transform(String);

export const optionalText = z.string().nullish();

export function isoOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
