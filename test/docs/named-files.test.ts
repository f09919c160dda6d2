import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { listFiles, readSourceFiles } from '../source-files.ts';
import { missingInComments, missingInPage } from './named-files.ts';

const files = listFiles('');
const pages = files
  .filter((path) => /^(?:README|CONTRIBUTING|docs\/.*)\.md$/.test(path))
  .map((path) => ({ path, source: readFileSync(join(projectRoot, path), 'utf8') }));

describe('the pages', () => {
  it('name only files that exist', () => {
    assert.ok(pages.length > 15, `${pages.length} pages were read`);
    assert.deepEqual(
      pages.flatMap((page) => missingInPage(page, files, pages)),
      [],
    );
  });

  it('would be refused for a file, a link or a heading that is gone', () => {
    const source = 'See `domain/gone.ts`, [there](gone.md),\n[here](#nowhere) and `engine/kernel/`.';
    const page = { path: 'docs/page.md', source };
    assert.deepEqual(missingInPage(page, [...files, page.path], [page]), [
      'docs/page.md:1 names domain/gone.ts',
      'docs/page.md:1 names gone.md',
      'docs/page.md:2 names #nowhere',
    ]);
  });
});

describe('the comments', () => {
  it('name only files that exist', () => {
    assert.deepEqual(
      readSourceFiles().flatMap(({ path, source }) => missingInComments({ path, source }, files)),
      [],
    );
  });

  it('would be refused for a file that is gone, wherever the comment stands', () => {
    const gone = 'domain/gone.ts';
    const source = `/** As ${gone} says. */\nconst a = 'b/c.ts'; // see ${gone}\nimport './d/e.ts';`;
    assert.deepEqual(missingInComments({ path: 'domain/a.ts', source }, files), [
      'domain/a.ts:1 names domain/gone.ts',
      'domain/a.ts:2 names domain/gone.ts',
    ]);
  });
});
