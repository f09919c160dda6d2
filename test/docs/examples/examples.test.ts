import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createOperations } from '../../../api/operations.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { fakePorts, fakeWorld } from '../../api/fakes.ts';
import { listFiles } from '../../source-files.ts';
import { blocksOf } from './blocks.ts';
import { faultsOfExamples } from './check-page.ts';

const operations = createOperations(fakePorts(fakeWorld()));
const pages = listFiles('.md')
  .filter((path) => /^(?:README|CONTRIBUTING|docs\/.*)\.md$/.test(path))
  .map((path) => ({ path, source: readFileSync(join(projectRoot, path), 'utf8').replaceAll('\r\n', '\n') }));

describe('the examples of the pages', () => {
  for (const page of pages) {
    it(`hold what the product has: ${page.path}`, async () =>
      assert.deepEqual(await faultsOfExamples(page, operations), []));
  }

  it('are there', () => assert.ok(pages.flatMap(blocksOf).length > 30));

  it('would be refused for what is gone, misspelt or checked by nothing', async () => {
    const fence = '```';
    const block = (info: string, ...lines: string[]) => [`${fence}${info}`, ...lines, fence];
    const source = [
      ...block('sh', 'npx perennial train --folds 3', 'export NOBODY_READS=1', 'npm run nothing', 'rm -rf /'),
      ...block('sh', 'curl "http://localhost:8000/api/v1/nothing" -H "Authorization: Bearer YOUR_TOKEN"'),
      ...block(
        'sh',
        'curl "http://localhost:8000/api/v1/outcomes" -H "Authorization: Bearer YOUR_TOKEN" \\',
        `  -H "Content-Type: application/json" -d '{"outcomes": []}'`,
      ),
      ...block('json POST /api/v1/outcomes', '{"outcomes": [{"model": "weather"}]}'),
      ...block('yaml mapping', 'name: Shop', 'tables: { contacts: { colour: a } }'),
      ...block('ruby', 'puts 1'),
      ...block('', 'nothing is said of it'),
      'A `PERENNIAL_NOTHING`, `GET /api/v1/nothing` and `npx perennial alerts list|nothing`.',
    ].join('\n');
    const faults = await faultsOfExamples({ path: 'p.md', source }, operations);
    const expected = [
      /p\.md:1 .*--folds/,
      /p\.md:1 nothing reads the variable NOBODY_READS/,
      /p\.md:1 npm has no script nothing/,
      /p\.md:1 nothing checks the program rm/,
      /p\.md:7 asks GET \/api\/v1\/nothing, which is no route/,
      /p\.md:10 body\.outcomes: /,
      /p\.md:14 body\.outcomes\.0\.model: /,
      /p\.md:14 body\.outcomes\.0\.subject: /,
      /p\.md:17 .*"?colour/,
      /p\.md:21 nothing checks a block of the language "ruby"/,
      /p\.md:24 nothing checks a block of the language ""/,
      /p\.md:27 there is no variable PERENNIAL_NOTHING/,
      /p\.md:27 GET \/api\/v1\/nothing is no route/,
      /p\.md:27 .*nothing/,
    ];
    assert.equal(faults.length, expected.length, faults.join('\n'));
    for (const [at, pattern] of expected.entries()) assert.match(faults[at] ?? '', pattern);
  });
});
