import { PerennialError } from '../../domain/errors.ts';
import type { MappingWish } from '../mapping/choose-mapping.ts';
import { parseMappings } from '../mapping/read-mapping-file.ts';
import { readPresets } from '../mapping/read-presets.ts';

/** Systems, as 'hubspot', and single exports of theirs, as 'hubspot/deals'. */
export function folderPresets(): string[] {
  return [...new Set(readPresets().flatMap(({ name }) => [name.split('/')[0] ?? name, name]))].sort();
}

/**
 * What is known beforehand of the files of a folder: their system, or a mapping. Without, each says itself what it is.
 * @throws PerennialError `invalid_input`
 */
export function folderWish(
  source: string,
  { preset, definition }: { readonly preset: string | null; readonly definition: string | null },
): Omit<MappingWish, 'file' | 'header'> {
  if (definition !== null) {
    const by = `the mapping of ${source}`;
    return { own: { mappings: parseMappings(definition, by), by } };
  }
  if (preset === null) return {};
  const presets = readPresets().filter(({ name }) => name === preset || name.startsWith(`${preset}/`));
  if (presets.length > 0) return { presets };
  const systems = folderPresets().filter((name) => !name.includes('/'));
  throw new PerennialError(
    'invalid_input',
    `There is no preset ${preset} for files.`,
    `Use one of ${systems.join(', ')}, or --mapping <file>, or neither: files say themselves what they are.`,
    { preset },
  );
}
