import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurationPage, pageFile } from './configuration-page.ts';

test('docs/configuration.md has every variable as it is read (npx node test/docs/configuration-page.ts writes it)', () => {
  assert.equal(readFileSync(pageFile, 'utf8').replaceAll('\r\n', '\n'), configurationPage());
});
