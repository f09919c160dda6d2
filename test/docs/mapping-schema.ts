import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { mappingFileSchema } from '../../ingest/mapping/mapping-file-schema.ts';
import { projectRoot } from '../../stack/project-root.ts';

/** docs/mapping.schema.json from the schema by which mapping files are read. Run by itself, this file writes it. */
export const schemaFile = join(projectRoot, 'docs/mapping.schema.json');

export function schemaText(): string {
  return `${JSON.stringify(z.toJSONSchema(mappingFileSchema, { reused: 'ref' }), null, 1)}\n`;
}

if (import.meta.main) writeFileSync(schemaFile, schemaText());
