import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { schemaFile, schemaText } from './mapping-schema.ts';

test('docs/mapping.schema.json is the schema of mapping files (npx node test/docs/mapping-schema.ts writes it)', () => {
  const text = readFileSync(schemaFile, 'utf8');
  assert.deepEqual(JSON.parse(text), JSON.parse(schemaText()));
});
