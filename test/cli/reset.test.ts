import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-reset-'));
const home = join(folder, 'state');
const env = { PERENNIAL_HOME: home };

beforeEach(() => {
  mkdirSync(join(home, 'artifacts'), { recursive: true });
  writeFileSync(join(home, 'artifacts', 'model'), Buffer.alloc(12_345));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('reset lists what it would delete with sizes, and needs --yes when there is nobody to ask', async () => {
  const { code, stdout, stderr } = await runOnce(['reset'], { env, stdin: 'yes\n' });
  assert.equal(code, 2);
  assert.ok(stdout.includes(home));
  assert.match(stdout, /12\.3 kB +state/);
  assert.match(stderr, /--yes/);
  assert.ok(existsSync(home));
});

test('reset --yes deletes the state, and a second one finds nothing', async () => {
  const { code, stdout } = await runOnce(['reset', '--yes', '--json'], { env });
  assert.equal(code, 0);
  const { deleted } = JSON.parse(stdout);
  assert.deepEqual(deleted, [{ path: home, what: 'state (database, runs, logs)', byte_count: 12_345 }]);
  assert.equal(existsSync(home), false);
  assert.match((await runOnce(['reset'], { env })).stdout, /Nothing to delete/);
});

test('reset never deletes a folder that holds the program itself', async () => {
  const { code, stderr } = await runOnce(['reset', '--yes'], {
    env: { ...env, PERENNIAL_ARTIFACTS: projectRoot },
  });
  assert.equal(code, 2);
  assert.match(stderr, /invalid_configuration: .*not deleted/);
  assert.ok(existsSync(home));
});
