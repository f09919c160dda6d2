#!/usr/bin/env node
/** `npx perennial <command>`: installs what is missing, then hands over to `cli/main.ts` on a Node that runs TypeScript. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bootstrap } from '../stack/bootstrap.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await bootstrap();

const preloaded = ['--import', pathToFileURL(join(root, 'stack', 'keep-compiled.mjs')).href];
const child = spawn(nodeForTypeScript(), [...preloaded, join(root, 'cli', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// A terminal's Ctrl-C reaches the child by itself (same process group); where there is no terminal, it was sent to this process alone.
const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
process.on('SIGINT', () => onTerminal || child.kill('SIGINT'));
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

/** The packaged Node 24. Where that package has no binary for this machine: the machine's own, which runs TypeScript from 22.18 on. */
function nodeForTypeScript() {
  const packaged = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(packaged)) return packaged;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  process.stderr.write(
    `Node 24 is missing from node_modules, and ${process.version} can't run TypeScript.\nRun npm ci again, or install Node 24.\n`,
  );
  process.exit(1);
}
