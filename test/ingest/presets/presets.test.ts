import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { mappingSchema } from '../../../ingest/mapping/mapping-schema.ts';
import { projectRoot } from '../../../stack/project-root.ts';

const folder = join(projectRoot, 'ingest/presets');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));

for (const file of files) {
  test(`the preset ${file} is a mapping file that says how its export is recognised`, () => {
    const documents = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
    for (const document of documents) {
      assert.deepEqual(document.errors, []);
      const mapping = mappingSchema.parse(document.toJS());
      assert.ok((mapping.recognise?.columns?.length ?? 0) > 0, mapping.name);
      assert.equal(mapping.source, file.split('/')[0]);
    }
  });
}

test('no preset takes another system’s score or probability for a rating that people gave', () => {
  for (const file of files) {
    assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /^\s*(score|scored_at):/m, file);
  }
});
