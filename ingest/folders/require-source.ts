import { PerennialError } from '../../domain/errors.ts';
import { isFolderPlace } from '../../domain/folder-files.ts';
import type { NewSource } from '../../store/sources/sources.ts';
import { definitionOf } from '../sources/definition-of.ts';
import { folderWish } from './folder-wish.ts';

/** Refuses what can't be read before anything is kept. @throws PerennialError `invalid_input` */
export function requireSource(source: NewSource): void {
  const { name, kind, settings } = source;
  if (kind !== 'folder') {
    definitionOf(source);
    return;
  }
  folderWish(name, source);
  if (settings.folder !== undefined && isFolderPlace(settings.folder)) return;
  throw new PerennialError(
    'invalid_input',
    `${settings.folder} can't be a folder of exports.`,
    "Name an absolute folder of the workers' machine, or s3://bucket/prefix.",
    { folder: settings.folder },
  );
}
