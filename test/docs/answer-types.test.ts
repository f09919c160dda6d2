import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { typesFile, typesText } from './answer-types.ts';

test('api/contracts/answer-types.d.ts is what the OpenAPI document says (npx node test/docs/answer-types.ts writes it)', async () => {
  assert.equal(readFileSync(typesFile, 'utf8'), await typesText());
});
