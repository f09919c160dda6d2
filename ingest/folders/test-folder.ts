import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPerennialError } from '../../domain/errors.ts';
import { compareFolder } from '../../domain/folder-files.ts';
import type { SourceFailure } from '../../domain/sources.ts';
import type { Database } from '../../store/database/database.ts';
import { knownFiles } from '../../store/sources/source-files.ts';
import type { Source } from '../../store/sources/sources.ts';
import { planFiles } from '../plan-files.ts';
import type { FolderPlace } from './folder-place.ts';
import { folderWish } from './folder-wish.ts';

export type TestedFile = {
  readonly name: string;
  readonly byteCount: number;
  readonly modifiedAt: Date;
  /** As what it would be taken; null: it can't be. */
  readonly mapping: string | null;
  readonly error: SourceFailure | null;
};

export type TestedFolder = {
  /** The oldest of those that would be taken. */
  readonly files: readonly TestedFile[];
  /** Of those, how many were not looked into. */
  readonly more: number;
  /** Taken before, and as they were. */
  readonly taken: number;
};

const lookedInto = 20;

/**
 * What a reading would take. Nothing is written, there or here.
 * @throws PerennialError `source_refused`, `source_unavailable`, `invalid_input`
 */
export async function testFolder(database: Database, source: Source, place: FolderPlace): Promise<TestedFolder> {
  const wish = folderWish(source.name, source);
  const listed = await place.list();
  const now = new Date();
  const known = await knownFiles(database, source.name);
  const { ready } = compareFolder(listed, known, { now, settle: 0, since: now });
  const files: TestedFile[] = [];
  const copies = await mkdtemp(join(tmpdir(), 'perennial-'));
  try {
    for (const { name, byteCount, modifiedAt } of ready.slice(0, lookedInto)) {
      const file = { name, byteCount, modifiedAt };
      try {
        const path = await place.bring(name, async () => copies);
        if (path === null) continue;
        const [plan] = await planFiles([path], wish);
        files.push({ ...file, mapping: plan?.mapping.name ?? null, error: null });
      } catch (error) {
        if (!isPerennialError(error)) throw error;
        const { code, message, remedy } = error;
        files.push({ ...file, mapping: null, error: { code, message, remedy } });
      }
    }
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
  return { files, more: Math.max(0, ready.length - lookedInto), taken: listed.length - ready.length };
}
