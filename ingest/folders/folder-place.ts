import type { ListedFile } from '../../domain/folder-files.ts';

/** Where exports are dropped. */
export type FolderPlace = {
  /** Its files show while they are still being written. */
  readonly showsUnfinished: boolean;
  /** Files that may be exports. @throws PerennialError `source_unavailable`, `source_refused` */
  list(signal?: AbortSignal): Promise<ListedFile[]>;
  /**
   * Where the file can be read on this machine.
   * @param folder for a copy, where there has to be one
   * @returns null: it is gone meanwhile
   * @throws PerennialError `source_unavailable`, `source_refused`
   */
  bring(name: string, folder: () => Promise<string>, signal?: AbortSignal): Promise<string | null>;
};
