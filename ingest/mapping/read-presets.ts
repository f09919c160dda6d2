import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Mapping } from './mapping-schema.ts';
import { readMappingFile } from './read-mapping-file.ts';

export type Preset = {
  readonly mapping: Mapping;
  /** As 'hubspot/deals'. */
  readonly name: string;
};

const folder = join(import.meta.dirname, '..', 'presets');
let presets: readonly Preset[] | undefined;

/** All mappings of `ingest/presets/`: they are part of the product, so they are read once. */
export function readPresets(): readonly Preset[] {
  presets ??= readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      readMappingFile(join(folder, file)).map((mapping) => ({
        mapping,
        name: file.slice(0, -'.yaml'.length).replaceAll('\\', '/'),
      })),
    );
  return presets;
}
