import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { exportsFile, exportsPage } from './exports-page.ts';

test('docs/exports.md says what exports are held to (npx node test/docs/exports-page.ts writes it)', () => {
  assert.equal(readFileSync(exportsFile, 'utf8').replaceAll('\r\n', '\n'), exportsPage());
});
