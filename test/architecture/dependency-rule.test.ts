import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSourceFiles } from '../source-files.ts';
import { findViolations, importsOf } from './dependency-rule.ts';
import { findRoomCircles } from './room-order.ts';

/** path, source, and what the refusal names; no refusal where that is left out. */
const cases: readonly (readonly [string, string, RegExp?])[] = [
  ['domain/tiers.ts', "import { readFile } from 'node:fs/promises';", /node:fs\/promises.*assert/],
  ['domain/tiers.ts', "import { createHash } from 'node:crypto';"],
  ['engine/trees.ts', "import { Lead } from '../store/lead.ts';", /\.\.\/store\/lead\.ts.*no other folder/],
  ['engine/codecs/read.ts', "import { PerennialError } from '../../domain/errors.ts';"],
  ['models/lead-scoring/label.ts', "import {\n  tiers,\n  cutOffs,\n} from '../../domain/tiers.ts';"],
  ['workflows/retrain.ts', "import type { Steps } from '../contract/activities.ts';"],
  [
    'workflows/retrain.ts',
    "import type { Steps } from '../activities/steps.ts';",
    /workflows\/ may import domain, contract/,
  ],
  ['contract/steps.ts', "import type { Rung } from '../engine/search/halving.ts';"],
  ['contract/steps.ts', "import { climb } from '../engine/search/halving.ts';", /`import type` only/],
  ['workflows/retrain.ts', "import { randomUUID } from 'node:crypto';", /none/],
  [
    'schedules/weekly.ts',
    "import { retrain } from '../workflows/retrain.ts';",
    /schedules\/ may import domain, contract/,
  ],
  ['schedules/weekly.ts', "import { retrain } from '../contract/messages.ts';"],
  ['cli/train.ts', "await import('../workers/training.ts');", /may not import it/],
  ['api/server.ts', "import { readConfig } from '../stack/config.ts';"],
  ['api/app.ts', "import { readConfig } from '../stack/config.ts';", /api\/ may import/],
  ['dashboard/runs.ts', "import type { Run } from '../api/contracts/runs.ts';"],
  ['helpers/strings.ts', "import { tiers } from '../domain/tiers.ts';", /helpers\/ is not in the table/],
  ['store/connect.ts', 'const url = process.env.DATABASE_URL;', /process\.env/],
];

for (const [path, source, expected] of cases) {
  test(`the dependency rule ${expected ? 'refuses' : 'allows'} in ${path}: ${source.replace(/\s+/g, ' ')}`, () => {
    const found = findViolations([{ path, source }]).map(({ what }) => what);
    assert.equal(found.length, expected ? 1 : 0, found.join());
    if (expected) assert.match(found[0] ?? '', expected);
  });
}

test('a violation names the line of the import', () => {
  const source = "// import { a } from '../store/a.ts';\n\nimport { b } from '../store/b.ts';\n";
  assert.deepEqual(
    findViolations([{ path: 'domain/x.ts', source }]).map(({ line }) => line),
    [3],
  );
  assert.deepEqual(
    importsOf(source).map(({ specifier }) => specifier),
    ['../store/b.ts'],
  );
});

test('the sources read for the rule include those of the rule itself', () => {
  assert.ok(readSourceFiles().some(({ path }) => path === 'test/architecture/dependency-rule.ts'));
});

test('folders that import each other in a circle are found, with the imports that close it', () => {
  const files = [
    { path: 'domain/a.ts', source: "import { b } from '../store/b.ts';\n" },
    { path: 'store/b.ts', source: "import type { C } from '../serving/c.ts';\n" },
    { path: 'serving/c.ts', source: "import { a } from '../domain/a.ts';\n" },
    { path: 'test/t.ts', source: "import { a } from '../domain/a.ts';\n" },
  ];
  assert.deepEqual(findRoomCircles(files), [
    'domain -> store -> serving -> domain (domain/a.ts:1, store/b.ts:1, serving/c.ts:1)',
  ]);
  assert.deepEqual(findRoomCircles(files.slice(1)), []);
});
