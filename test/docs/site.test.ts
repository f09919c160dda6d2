import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { listFiles } from '../source-files.ts';
import { faultsOfSite } from './site.ts';

const pages = listFiles('.md', join(projectRoot, 'docs')).map((path) => ({
  path,
  source: readFileSync(join(projectRoot, path), 'utf8').replaceAll('\r\n', '\n'),
}));

describe('docs/ as a site', () => {
  it('has every page in its index, and each page says whom it is for and leads back', () => {
    assert.ok(pages.length > 20);
    assert.deepEqual(faultsOfSite(pages), []);
  });

  it('would be refused for a page that nobody finds, that says nothing of itself, or that explains no word', () => {
    const known = pages.filter(({ path }) => path !== 'docs/tables.md');
    const bad = { path: 'docs/lost.md', source: '# Lost\n\nThe champion has an AUC of 0.9.\n' };
    const faults = faultsOfSite([...known, bad]);
    assert.deepEqual(
      faults.map((fault) => fault.slice(0, 40)),
      [
        'docs/lost.md is not in docs/README.md',
        'docs/lost.md does not begin with its tit',
        'docs/lost.md uses words of the glossary ',
      ],
    );
  });
});
