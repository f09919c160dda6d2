import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { temporaryFolder } from '../infrastructure.ts';

/** A project with one package, which is a folder inside it: npm installs it without a network. */
const root = temporaryFolder();
const lockFile = join(root, 'package-lock.json');

before(() => {
  for (const folder of ['stack', 'part']) mkdirSync(join(root, folder));
  copyFileSync(join(projectRoot, 'stack/bootstrap.mjs'), join(root, 'stack/bootstrap.mjs'));
  const own = { name: 'project', version: '1.0.0', dependencies: { part: 'file:part' } };
  writeJson('package.json', own);
  writeJson('part/package.json', { name: 'part', version: '1.0.0' });
  writeLock('1.0.0');
});

function writeJson(path: string, content: unknown): void {
  writeFileSync(join(root, path), JSON.stringify(content));
}

function writeLock(version: string): void {
  const own = { name: 'project', version: '1.0.0', dependencies: { part: 'file:part' } };
  const packages = { '': own, 'node_modules/part': { resolved: 'part', link: true }, part: { version } };
  writeJson('package-lock.json', { name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true, packages });
}

function bootstrap(): Promise<{ code: number | null; output: string; milliseconds: number }> {
  return new Promise((resolve) => {
    const started = performance.now();
    const child = spawn(process.execPath, [join(root, 'stack/bootstrap.mjs')], { cwd: root });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('close', (code) => resolve({ code, output, milliseconds: performance.now() - started }));
  });
}

test('two bootstraps at once install once, and both find the packages', async () => {
  const [one, other] = await Promise.all([bootstrap(), bootstrap()]);
  assert.deepEqual([one.code, other.code], [0, 0], one.output + other.output);
  assert.equal((one.output + other.output).match(/Installing packages/g)?.length, 1);
  assert.ok(existsSync(join(root, 'node_modules/part/package.json')));
  assert.deepEqual(readdirSync(join(root, 'var')), []);
});

test('a bootstrap with everything installed prints nothing, also after a checkout that only touched the lock file', async () => {
  const later = new Date(Date.now() + 2_000);
  for (const touch of [() => {}, () => utimesSync(lockFile, later, later)]) {
    touch();
    const { code, output } = await bootstrap();
    assert.deepEqual({ code, output }, { code: 0, output: '' });
  }
});

test('a bootstrap goes on after a killed one left its lock', async () => {
  writeFileSync(join(root, 'var/npm-ci.lock'), '999999999');
  const past = new Date(Date.now() - 60_000);
  utimesSync(join(root, 'var/npm-ci.lock'), past, past);
  rmSync(join(root, 'node_modules'), { recursive: true });
  const { code, output } = await bootstrap();
  assert.equal(code, 0, output);
  assert.match(output, /^Installing packages[^\n]*\nInstalled in \d+ s\.\n$/);
});

test('a bootstrap whose npm ci fails exits with the reason and leaves no lock', async () => {
  writeJson('package.json', { name: 'project', version: '1.0.0', dependencies: { part: 'file:elsewhere' } });
  rmSync(join(root, 'node_modules'), { recursive: true });
  const { code, output } = await bootstrap();
  assert.equal(code, 1);
  assert.match(output, /npm ci failed/);
  assert.match(output, /in sync/);
  assert.deepEqual(readdirSync(join(root, 'var')), []);
});
