/**
 * A file of a folder that is a source. settling: it is new or has changed, and may still be written. taken: its rows are in. same: another
 * file with the same content was taken. failed: it can't be taken; each reading tries again.
 */
export const fileStates = ['settling', 'taken', 'same', 'failed'] as const;
export type FileState = (typeof fileStates)[number];

/** As a look at the folder finds it. */
export type ListedFile = {
  readonly name: string;
  readonly byteCount: number;
  readonly modifiedAt: Date;
  /** Another one means that its content may be another. */
  readonly version: string;
};

/** What is known of it from before. */
export type KnownFile = Pick<ListedFile, 'name' | 'version'> & {
  readonly state: FileState;
  readonly seenAt: Date;
  readonly triedAt: Date | null;
};

export type Look = {
  /** New ones, and those that changed. */
  readonly changed: readonly ListedFile[];
  /** Whole, and not taken yet; oldest first. */
  readonly ready: readonly ListedFile[];
  /** May still be written. */
  readonly settling: readonly ListedFile[];
  /** Tried in this reading already. */
  readonly failed: readonly ListedFile[];
};

/**
 * Compares a folder with what is known of it. A file is whole once it has stayed as it is for a while; where files appear whole or not at
 * all, at once. Files that are gone are nothing: their rows stay.
 *
 * @param settle ms; 0: files appear whole.
 * @param since when this reading began: what failed before is tried once more.
 */
export function compareFolder(
  listed: readonly ListedFile[],
  known: readonly KnownFile[],
  { now, settle, since }: { readonly now: Date; readonly settle: number; readonly since: Date },
): Look {
  const before = new Map(known.map((file) => [file.name, file]));
  const look = { changed: [] as ListedFile[], ready: [] as ListedFile[], settling: [] as ListedFile[] };
  const failed: ListedFile[] = [];
  for (const file of [...listed].sort(byTime)) {
    const { version, state, seenAt, triedAt } = before.get(file.name) ?? { version: null };
    const isNew = version !== file.version;
    if (isNew) look.changed.push(file);
    if (isNew || state === 'settling') {
      const settledAt = (isNew ? now : (seenAt ?? now)).getTime() + settle;
      look[settledAt <= now.getTime() ? 'ready' : 'settling'].push(file);
    } else if (state === 'failed') {
      (triedAt !== null && triedAt >= since ? failed : look.ready).push(file);
    }
  }
  return { ...look, failed };
}

/** ms; files of one drop come within it of each other, as with files that people import. */
const apart = 30 * 60_000;

/** The first of the drops that files came in: within one, contacts may go before what names them, whatever the times say. */
export function firstDrop(files: readonly ListedFile[]): ListedFile[] {
  const end = files.findIndex((file, at) => {
    const previous = files[at - 1] ?? file;
    return file.modifiedAt.getTime() - previous.modifiedAt.getTime() > apart;
  });
  return end < 0 ? [...files] : files.slice(0, end);
}

function byTime(a: ListedFile, b: ListedFile): number {
  return a.modifiedAt.getTime() - b.modifiedAt.getTime() || (a.name < b.name ? -1 : 1);
}

/** Whether files may lie there: an absolute folder, or a bucket with an optional prefix. */
export function isFolderPlace(place: string): boolean {
  return /^(\/|[A-Za-z]:[\\/]|\\\\)/.test(place) || /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/.test(place);
}
