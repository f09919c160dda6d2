import { PerennialError } from '../../domain/errors.ts';
import { compareFolder, firstDrop, type ListedFile } from '../../domain/folder-files.ts';
import type { SourceProgress } from '../../domain/sources.ts';
import type { Database } from '../../store/database/database.ts';
import { knownFiles, noteChanged } from '../../store/sources/source-files.ts';
import { noteSync } from '../../store/sources/sources.ts';
import type { FolderPlace } from './folder-place.ts';
import { type TakeOptions, takeDrop } from './take-drop.ts';

export type FolderOptions = TakeOptions & {
  readonly place: FolderPlace;
  /** ms for which a file has to stay as it is. */
  readonly settle: number;
  /** When this reading began; undefined: now. */
  readonly since: Date | undefined;
};

export type FolderSlice = {
  readonly done: boolean;
  readonly read: number;
  readonly written: number;
  readonly progress: SourceProgress | null;
  readonly since: string;
  /** ms until files that may still be written should be looked at again. */
  readonly wait?: number;
  readonly broughtMessages: boolean;
};

/** Of files that keep changing, a reading waits for so many times the while that they have to stay as they are; then for the next one. */
const patience = 6;

/**
 * Looks at a folder and takes the files of one drop: those that came together, in the order of what they feed. Each file is a transaction
 * with what is noted of it. One that can't be taken doesn't keep the others out.
 *
 * @throws PerennialError `source_changed` once all others are in and a file could not be taken, `source_unavailable`, `source_refused`
 */
export async function syncFolder(database: Database, options: FolderOptions): Promise<FolderSlice> {
  const { source, place, settle, clock, signal } = options;
  const now = clock();
  const since = options.since ?? now;
  const listed = await place.list(signal);
  const settles = place.showsUnfinished ? settle : 0;
  const look = compareFolder(listed, await knownFiles(database, source.name), { now, settle: settles, since });
  await noteChanged(database, source.name, look.changed, now);
  const next = { since: since.toISOString(), progress: null, broughtMessages: false };
  if (look.ready.length > 0) {
    await noteSync(database, source.name, { serverClock: null, progress: progressOf(look.ready[0]) });
    const taken = await takeDrop(database, options, firstDrop(look.ready));
    return { ...next, ...taken, done: false };
  }
  const waits = look.settling.length > 0 && now.getTime() - since.getTime() < patience * settle;
  if (waits) return { ...next, done: false, read: 0, written: 0, wait: settle };
  if (look.failed.length > 0) throw await notTaken(database, source.name, look.failed);
  return { ...next, done: true, read: 0, written: 0 };
}

function progressOf(file: ListedFile | undefined): SourceProgress | null {
  return file === undefined ? null : { stream: file.name, read: 0, expected: null, remaining: null };
}

async function notTaken(database: Database, source: string, failed: readonly ListedFile[]): Promise<PerennialError> {
  const [first] = failed;
  const why = (await knownFiles(database, source)).find(({ name }) => name === first?.name)?.error;
  const which = failed.length === 1 ? first?.name : `${failed.length} files, such as ${first?.name},`;
  return new PerennialError(
    'source_changed',
    `${source}: ${which} can't be taken: ${why?.message ?? ''}`,
    `${why?.remedy ?? ''} Mend it, or take it out of the folder: each reading tries again. All other files are in.`.trim(),
    { source, files: failed.length },
  );
}
