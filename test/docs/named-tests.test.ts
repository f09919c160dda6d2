import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { missingTests, testsNamedIn } from './named-tests.ts';

const read = (path: string) => {
  const file = join(projectRoot, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
};
const path = 'docs/security.md';
const source = read(path) ?? assert.fail(path);

describe('the walk through the OWASP API Security Top 10', () => {
  it('names tests that exist', () => assert.deepEqual(missingTests({ path, source }, read), []));

  it('has all ten items, each with a test', () => {
    const items = source.split(/^### API/m).slice(1);
    assert.deepEqual(
      items.map((item) => Number.parseInt(item, 10)),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    );
    for (const item of items) assert.ok(testsNamedIn(item).length > 0, item.slice(0, 60));
  });

  it('would be refused for a test that is gone', () => {
    const page = '- `test/a.test.ts`: "is there", "is gone", "is ..."\n- `test/b.test.ts`: "is there"';
    const files: Record<string, string> = { 'test/a.test.ts': "it('is there', () => {});" };
    assert.deepEqual(
      missingTests({ path: 'p.md', source: page }, (file) => files[file]),
      ['p.md:1 names test/a.test.ts: "is gone"', 'p.md:2 names test/b.test.ts: "is there"'],
    );
  });
});
