import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-export-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** None of these ever starts a server. */
function refused(...argv: readonly string[]) {
  return runOnce(['export', ...argv], { env: { PERENNIAL_HOME: join(folder, 'home') } });
}

describe('export', () => {
  it('asks for a format', async () => {
    const { code, stderr } = await refused('churn');
    assert.equal(code, 2);
    assert.match(stderr, /^invalid_input: Which format\?\n.*--onnx/);
  });

  it('refuses an unknown option and suggests the one that was meant', async () => {
    const { code, stderr } = await refused('churn', '--onxx');
    assert.equal(code, 2);
    assert.match(stderr, /^invalid_input: Unknown option '--onxx'\.\n.*Did you mean --onnx\?/);
  });

  it('refuses an unknown model', async () => {
    const { code, stderr } = await refused('chrun', '--onnx');
    assert.equal(code, 2);
    assert.match(
      stderr,
      /'chrun' is invalid.*Expected one of lead_scoring, churn, engagement\.\n.*Did you mean churn\?/,
    );
  });

  it('refuses a folder instead of a file, and a file in a folder that does not exist', async () => {
    const whole = await refused('churn', '--onnx', '--output', folder);
    assert.equal(whole.code, 2);
    assert.match(whole.stderr, /can't be written: it is a folder\.\n.*--output/);
    const file = join(folder, 'nowhere', 'churn.onnx');
    const lost = JSON.parse((await refused('churn', '--onnx', '--json', '--output', file)).stdout);
    assert.equal(lost.error.code, 'invalid_input');
    assert.equal(lost.error.message, `${file} can't be written: there is no folder ${join(folder, 'nowhere')}.`);
    assert.deepEqual(lost.error.details, { file });
  });
});
