/**
 * Makes a fresh clone runnable: it installs the packages when they are missing or older than package-lock.json, and
 * otherwise prints nothing. The npm scripts run it first, and `npx perennial` runs it at its start. It is plain JavaScript
 * without packages, because it runs on the machine's own Node (20 or later) before anything is installed. Everything after
 * it runs on Node 24, which is one of the packages.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 20;
/** npm writes this file when it has finished an installation. */
const installedTree = join(root, 'node_modules', '.package-lock.json');
const wantedTree = join(root, 'package-lock.json');
/** In var/, which git ignores, as `npm ci` deletes node_modules. */
const lock = join(root, 'var', 'npm-ci.lock');
/** ms after which another process's installation counts as killed even if its pid exists. */
const lockLimit = 15 * 60_000;

/**
 * Warnings that a reader can do nothing about: Node 20 is older than some packages require, but they run on the Node 24
 * installed beside them.
 */
const noise = /^npm (warn|notice)|^(npm error)?\s*$/i;

export async function bootstrap() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < oldestNode) {
    fail(
      `Perennial needs Node ${oldestNode} or later to start; this is ${process.version}.`,
      'Install one from https://nodejs.org, then run the command again.',
    );
  }
  if (isInstalled()) return;
  const release = await takeLock();
  try {
    if (!isInstalled()) await install();
  } finally {
    release();
  }
}

/**
 * npm's own record of what it installed names every package with its version. It decides where file times say nothing (after
 * a fresh checkout).
 */
function isInstalled() {
  const installed = statSync(installedTree, { throwIfNoEntry: false });
  if (installed === undefined) return false;
  if (installed.mtimeMs >= statSync(wantedTree).mtimeMs) return true;
  if (!sameTree()) return false;
  const now = new Date();
  utimesSync(installedTree, now, now); // so that the next start needs only the times
  return true;
}

function sameTree() {
  const versions = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const installed = versions(installedTree);
  return Object.entries(versions(wantedTree)).every(
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

async function install() {
  const started = Date.now();
  process.stderr.write('Installing packages with npm ci: about a minute, 1.2 GB, once for this clone ...\n');
  const { code, output } = await runNpm([
    'ci',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts=false',
    '--loglevel=error',
  ]);
  if (code !== 0) {
    const lines = output.split('\n').filter((line) => !noise.test(line));
    const reason = lines.slice(0, 12).join('\n'); // npm's own help follows
    fail(
      `npm ci failed (${code}):\n${reason}`,
      'Correct what npm names (often the network or a full disk), then run the command again.',
    );
  }
  const now = new Date();
  utimesSync(installedTree, now, now);
  process.stderr.write(`Installed in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

/** Runs `npm ci` with the npm that runs us (npm_execpath), else the one beside node, else the one on PATH. */
function runNpm(args) {
  const script = [process.env.npm_execpath, besideNode()].find((path) => path?.endsWith('.js') && existsSync(path));
  const env = { ...process.env };
  for (const name of Object.keys(env))
    if (/^npm_(lifecycle|package|command|config_loglevel)/.test(name)) delete env[name];
  return new Promise((resolve) => {
    const npm = script
      ? spawn(process.execPath, [script, ...args], { cwd: root, env })
      : spawn('npm', args, { cwd: root, env, shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (chunk) => (output += chunk));
    const passOn = (signal) => npm.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, passOn);
    npm.once('error', (error) => resolve({ code: error.message, output }));
    npm.once('close', (code, signal) => {
      for (const one of ['SIGINT', 'SIGTERM']) process.off(one, passOn);
      resolve({ code: code ?? signal, output });
    });
  });
}

function besideNode() {
  const folder = dirname(realpathSync(process.execPath));
  const places = [join(folder, 'node_modules'), join(folder, '..', 'lib', 'node_modules')];
  return places.map((place) => join(place, 'npm', 'bin', 'npm-cli.js')).find(existsSync);
}

/** One installation runs at a time; other processes wait and then find everything installed. */
async function takeLock() {
  mkdirSync(dirname(lock), { recursive: true });
  for (let waited = false; ; ) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned()) rmSync(lock, { force: true });
    else if (!waited) process.stderr.write('Waiting for another installation of the packages to finish ...\n');
    waited = true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isAbandoned() {
  const stat = statSync(lock, { throwIfNoEntry: false });
  if (stat === undefined) return false;
  const age = Date.now() - stat.mtimeMs;
  if (age > lockLimit) return true;
  if (age < 1_000) return false; // its pid may not be written yet
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return false;
  } catch (error) {
    return error.code !== 'EPERM';
  }
}

function fail(message, remedy) {
  process.stderr.write(`${message}\n${remedy}\n`);
  rmSync(lock, { force: true });
  process.exit(1);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await bootstrap();
