/**
 * `npm run check`: what can be known about the code without running it. One line a check, with its time; details where it fails.
 * `npm run check -- size` runs the checks whose names contain that, and prints more where there is more.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { projectRoot } from '../stack/project-root.ts';
import { workflowModules } from '../workers/workflow-bundle.ts';
import { findViolations } from './architecture/dependency-rule.ts';
import {
  estimateImage,
  imageLimit,
  inMegabytes,
  installLimit,
  measurePackages,
  sizeTable,
  totalOf,
} from './architecture/install-size.ts';
import { findRoomCircles } from './architecture/room-order.ts';
import { readSourceFiles } from './source-files.ts';

/** What it found wrong; empty: nothing. A check that was asked for by its name may print what it measured. */
type Check = { readonly name: string; readonly run: (byName: boolean) => Promise<string> };

const checks: readonly Check[] = [
  { name: 'types', run: checkTypes },
  {
    name: 'format and lint',
    run: () => runTool('@biomejs/biome/bin/biome', ['ci', '--colors=off', '--diagnostic-level=error']),
  },
  { name: 'dependency rule', run: checkDependencies },
  // what nothing imports, and what only its own test imports
  { name: 'dead code', run: checkDeadCode },
  { name: 'workflow bundle', run: checkWorkflowBundle },
  { name: 'size', run: checkSize },
];

export type Tally = { readonly passed: number; readonly failed: number };

/** Those whose names contain one of the words; without words, all. */
export async function runChecks(words: readonly string[] = []): Promise<Tally> {
  const byName = words.length > 0;
  const chosen = checks.filter(({ name }) => !byName || words.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    console.log(`No check is named so. There are: ${checks.map(({ name }) => name).join(', ')}`);
    return { passed: 0, failed: 1 };
  }
  const results = await Promise.all(chosen.map((check) => runCheck(check, byName)));
  const failed = results.filter((passed) => !passed).length;
  return { passed: results.length - failed, failed };
}

async function runCheck({ name, run }: Check, byName: boolean): Promise<boolean> {
  const started = performance.now();
  const wrong = await run(byName).catch((error: Error) => error.stack ?? error.message);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${wrong === '' ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (wrong !== '') console.log(wrong.trimEnd().replaceAll(/^/gm, '     '));
  return wrong === '';
}

/** The dashboard is compiled apart, as it runs in browsers. */
async function checkTypes(): Promise<string> {
  const projects = ['tsconfig.json', 'dashboard/tsconfig.json'].filter((file) => existsSync(join(projectRoot, file)));
  return (await Promise.all(projects.map((file) => runTool('typescript/bin/tsc', ['--project', file])))).join('');
}

/** Circles among files are Biome's to find. */
async function checkDependencies(): Promise<string> {
  const files = readSourceFiles();
  const violations = findViolations(files).map(({ path, line, what }) => `${path}:${line} ${what}\n`);
  const circles = findRoomCircles(files).map((circle) => `folders import each other in a circle: ${circle}\n`);
  return [...violations, ...circles].join('');
}

async function checkDeadCode(): Promise<string> {
  const kinds = ['--include', 'files,exports,types', '--no-progress'];
  const found = await Promise.all(
    [[], ['--production']].map((mode) => runTool('knip/bin/knip.js', [...kinds, ...mode])),
  );
  return found.join('');
}

/** Bundling fails when something that workflows may not use comes in through a chain of imports. */
async function checkWorkflowBundle(): Promise<string> {
  const messages: string[] = [];
  const logger = new DefaultLogger('WARN', ({ message }) => messages.push(message));
  try {
    await bundleWorkflowCode({ ...workflowModules(projectRoot), logger });
    return '';
  } catch (error) {
    return [...messages, (error as Error).message].join('\n');
  }
}

/** Of what `npm ci --omit=dev` leaves on the disk, and of the image. */
async function checkSize(byName: boolean): Promise<string> {
  const packages = measurePackages();
  const [install, image] = [totalOf(packages), estimateImage(packages)];
  const sums = [
    `packages  ${inMegabytes(install)}, at most ${inMegabytes(installLimit)}`,
    `image     ${inMegabytes(image)} (estimated), at most ${inMegabytes(imageLimit)}`,
  ].join('\n');
  if (byName) console.log(`${sizeTable(packages)}\n\n${sums}\n`);
  return install > installLimit || image > imageLimit ? `${sizeTable(packages)}\n\n${sums}` : '';
}

/** Runs a tool of node_modules by this Node; its output when it fails. */
function runTool(script: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const tool = spawn(process.execPath, [join(projectRoot, 'node_modules', script), ...args], { cwd: projectRoot });
    let output = '';
    for (const stream of [tool.stdout, tool.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    tool.once('error', reject);
    tool.once('close', (code) => resolve(code === 0 ? '' : output || `${script} ended with ${code}`));
  });
}

if (import.meta.main) {
  const { failed } = await runChecks(process.argv.slice(2));
  process.exitCode = failed === 0 ? 0 : 1;
}
