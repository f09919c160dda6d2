import { hash } from 'node:crypto';
import { z } from 'zod';
import { type Page, type PageAsked, type Position, wrongCursor } from '../../store/database/read-page.ts';
import { findUnstorable } from './unstorable.ts';

const positionSchema = z.array(z.string()).min(1).max(8);
/** Characters of base64url: 72 bits, so that nothing passes by chance. */
const checkLength = 12;

/** What was asked for beside the page. */
type Asked = { readonly limit: number; readonly cursor?: string | undefined; readonly [filter: string]: unknown };

/**
 * Reads a page, and writes where the next one begins. A cursor is a position and a checksum over it, the list and its filters: one that is
 * damaged or belongs to another list is refused instead of giving wrong rows. It isn't secret and opens nothing, so it needs no key.
 *
 * @param list its name, and what of the path it depends on
 * @throws PerennialError `invalid_input`
 */
export async function answerPage<Row>(
  list: string,
  { limit, cursor, ...filters }: Asked,
  read: (page: PageAsked) => Promise<Page<Row>>,
): Promise<{ readonly rows: readonly Row[]; readonly next_cursor: string | null }> {
  const of = JSON.stringify([list, filters]);
  const { rows, next } = await read({ limit, after: cursor === undefined ? null : readCursor(of, cursor) });
  return { rows, next_cursor: next === null ? null : writeCursor(of, next) };
}

function writeCursor(of: string, position: Position): string {
  return spell(of, JSON.stringify(position));
}

function readCursor(of: string, cursor: string): Position {
  const text = Buffer.from(cursor.slice(checkLength), 'base64url').toString();
  if (cursor !== spell(of, text)) throw wrongCursor();
  const parsed = positionSchema.safeParse(parseOrNull(text));
  if (!parsed.success || findUnstorable(parsed.data) !== null) throw wrongCursor();
  return parsed.data;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function spell(of: string, text: string): string {
  const check = hash('sha256', `${of}\n${text}`, 'base64url').slice(0, checkLength);
  return check + Buffer.from(text).toString('base64url');
}
