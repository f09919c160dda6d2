/**
 * `npm test [-- filter...]`: the checks, then tests that need nothing, then those that need servers, on one throw-away stack for all.
 * A filter keeps the test files whose path contains it, and leaves the checks out. Ends with `N passed, N failed`; how long each file
 * took is in `test-output/seconds.txt`.
 */
import '../stack/keep-compiled.mjs'; // each file is a process of its own, and loads much the same as the others
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { isPerennialError } from '../domain/errors.ts';
import type { RunningStack } from '../stack/embedded-stack.ts';
import { projectRoot } from '../stack/project-root.ts';
import { variables } from '../stack/variables.ts';
import { runChecks, type Tally } from './check.ts';
import { makeEnterableFolder, startThrowAwayStack, testVariables } from './infrastructure.ts';
import { listFiles } from './source-files.ts';

const needsServers = /\.(db|workflow|browser)\.test\.ts$/;
const needsTemporal = /\.(workflow|browser)\.test\.ts$/;
/** The longest first, so that none is left over at the end: what uses Temporal waits for it, and browsers take a while to start. */
const kinds = [/\.workflow\.test\.ts$/, /\.browser\.test\.ts$/, /./];
/** ms for one file: a test that hangs must not hang the run. */
const fileLimit = 180_000;
/** How long each file took, for whoever wants `npm test` to take less; git ignores it. */
const secondsFile = join(projectRoot, 'test-output', 'seconds.txt');

const filters = process.argv.slice(2);
const interruption = new AbortController();
/** Home of the stack, and in `files` whatever tests write. */
const folder = makeEnterableFolder(tmpdir());
let stack: RunningStack | undefined;

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  process.once(signal, async () => {
    interruption.abort();
    await stack?.stop();
    removeFolder();
    process.exit(code);
  });
}

try {
  process.exitCode = (await runAll()) ? 0 : 1;
} finally {
  removeFolder();
}

/** The stack's supervisor does it too: after a kill -9 nobody else could. */
function removeFolder(): void {
  rmSync(folder, { recursive: true, force: true });
}

async function runAll(): Promise<boolean> {
  forgetOwnConfiguration();
  const written = join(folder, 'files');
  mkdirSync(written);
  process.env[testVariables.folder] = written;
  mkdirSync(dirname(secondsFile), { recursive: true });
  writeFileSync(secondsFile, '');
  const files = listFiles('.test.ts').filter(
    (path) => filters.length === 0 || filters.some((one) => path.includes(one)),
  );
  if (files.length === 0) {
    console.error(`No test file's path contains ${filters.join(' or ')}.`);
    return false;
  }
  const tallies: Tally[] = [];
  if (filters.length === 0) tallies.push(await stage('Checks', runChecks));
  const alone = files.filter((path) => !needsServers.test(path));
  if (alone.length > 0)
    tallies.push(await stage('Tests that need nothing', () => runFiles(alone, availableParallelism())));
  const served = files.filter((path) => needsServers.test(path));
  if (served.length > 0) tallies.push(await stage('Tests on PostgreSQL and Temporal', () => runOnStack(served)));

  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed') === 0;
}

/** The shell's own settings (a DATABASE_URL above all) must neither reach tests nor be reached by them. */
function forgetOwnConfiguration(): void {
  for (const name of Object.keys(variables)) delete process.env[name];
}

async function stage(title: string, work: () => Promise<Tally>): Promise<Tally> {
  const started = performance.now();
  console.log(`\n${title}`);
  const tally = await work().catch((error: Error) => {
    console.error(isPerennialError(error) ? `${error.message}\n${error.remedy}` : error);
    return { passed: 0, failed: 1 };
  });
  console.log(
    `${title}: ${tally.passed} passed, ${tally.failed} failed in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return tally;
}

async function runOnStack(files: readonly string[]): Promise<Tally> {
  stack = await startThrowAwayStack({ home: folder, temporal: files.some((path) => needsTemporal.test(path)) });
  stack.onExit(({ server, reason, log }) => console.error(`The test stack's ${server} ended (${reason}):\n${log}`));
  process.env[testVariables.database] = stack.databaseUrl;
  if (stack.temporalAddress !== undefined) process.env[testVariables.temporal] = stack.temporalAddress;
  try {
    return await runFiles(files, 3); // they wait for servers as often as they compute
  } finally {
    await stack.stop();
  }
}

/** Each file in a process of its own. @param together how many at a time */
async function runFiles(files: readonly string[], together: number): Promise<Tally> {
  const stream = run({
    files: files.toSorted((a, b) => kindOf(a) - kindOf(b)).map((path) => join(projectRoot, path)),
    cwd: projectRoot,
    concurrency: together,
    timeout: fileLimit,
    signal: interruption.signal,
  });
  let tally: Tally = { passed: 0, failed: 1 }; // a run without a summary has not passed
  const seconds: [path: string, seconds: number][] = [];
  const ends = tellEnds(stream);
  stream.on('test:complete', ({ file, name, details }) => {
    if (file !== undefined && name === file) seconds.push([relative(projectRoot, file), details.duration_ms / 1000]);
  });
  stream.on('test:summary', ({ file, counts }) => {
    if (file === undefined)
      tally = { passed: counts.passed, failed: counts.tests - counts.passed - counts.skipped - counts.todo };
  });
  const report = stream.compose(new spec());
  for await (const text of report) process.stdout.write(text);
  for (const line of ends) console.log(line);
  tellSeconds(seconds);
  return tally;
}

/** Why a file failed of which each test passed: node's report says of its end, and of what failed after it, 'test failed' only. */
function tellEnds(stream: ReturnType<typeof run>): readonly string[] {
  const lines: string[] = [];
  const heard = new Map<string, string[]>();
  const hear = ({ file, message }: { file?: string; message: string }) => {
    if (file !== undefined) heard.set(file, [...(heard.get(file) ?? []), message.trimEnd()].slice(-20));
  };
  stream.on('test:diagnostic', hear);
  stream.on('test:stderr', hear);
  stream.on('test:fail', ({ file, name, details }) => {
    if (file === undefined || file !== name) return;
    const { exitCode, signal } = details.error as { exitCode?: number | null; signal?: string | null };
    lines.push(`${relative(projectRoot, file)} ended with ${signal ?? `exit code ${exitCode}`}. The last it said:`);
    lines.push(...(heard.get(file) ?? ['(nothing)']));
  });
  return lines;
}

function kindOf(path: string): number {
  return kinds.findIndex((kind) => kind.test(path));
}

function tellSeconds(seconds: readonly (readonly [path: string, seconds: number])[]): void {
  const lines = seconds
    .toSorted(([, a], [, b]) => b - a)
    .map(([path, each]) => `${each.toFixed(1).padStart(6)} s ${path}\n`);
  appendFileSync(secondsFile, lines.join(''));
  if (lines.length > 10) console.log(`The longest of ${lines.length} files:\n${lines.slice(0, 10).join('')}`);
}
