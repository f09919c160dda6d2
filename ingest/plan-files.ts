import { chooseMapping, type MappingWish } from './mapping/choose-mapping.ts';
import type { PlannedFile } from './planned-file.ts';
import { readHeader } from './table-file.ts';

/**
 * Finds the mapping of each file by what a person said, else by the file itself.
 * @throws PerennialError `invalid_input` where none fits a file, or it can't be read.
 */
export async function planFiles(
  files: readonly string[],
  wish: Omit<MappingWish, 'file' | 'header'> = {},
): Promise<PlannedFile[]> {
  const planned: PlannedFile[] = [];
  for (const file of files) {
    const { mapping, isPreset } = chooseMapping({ ...wish, file, header: await readHeader(file) });
    planned.push({ file, mapping, isPreset });
  }
  return planned;
}
