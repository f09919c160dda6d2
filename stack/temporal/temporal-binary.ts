import { execFile, spawn } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PerennialError } from '../../domain/errors.ts';

const run = promisify(execFile);
const exe = process.platform === 'win32' ? '.exe' : '';

/** The newest release that `go install` accepts: later ones have replace directives in their go.mod. */
const goVersion = 'v1.5.1';
const goModule = `github.com/temporalio/cli/cmd/temporal@${goVersion}`;
/**
 * ms for the download. The SDK fails within milliseconds where its host can't be reached; a slow line needs time for 100 MB.
 */
const downloadLimit = 300_000;
const goInstallLimit = 1_200_000;

type Installed = { readonly path: string; readonly from: keyof typeof releases };
export type TemporalBinary = { readonly path: string; readonly from: 'PATH' | 'cache' | 'download' | 'go install' };

/** `${XDG_CACHE_HOME:-~/.cache}/perennial`: outside every clone, so that a second one needn't install again. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'perennial');
}

/** The release that each way installs: the SDK downloads the one that fits it best; `go install` builds a fixed one. */
const releases = { download: 'sdk', 'go install': goVersion.slice(1) } as const;

const cachedBinary = (release: string) => join(cacheFolder(), 'bin', `temporal-${release}`, `temporal${exe}`);

/** The binary that is already there, found without installing anything. */
export function findTemporalBinary(): TemporalBinary | undefined {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, `temporal${exe}`))
    .find(isExecutable);
  if (onPath !== undefined) return { path: onPath, from: 'PATH' };
  const cached = Object.values(releases).map(cachedBinary).find(isExecutable);
  return cached === undefined ? undefined : { path: cached, from: 'cache' };
}

/** Finds the Temporal CLI, which includes the dev server, or installs it once per machine. */
export async function obtainTemporalBinary(say: (line: string) => void): Promise<TemporalBinary> {
  const found = findTemporalBinary();
  if (found !== undefined) return found;
  const failures: string[] = [];
  for (const way of [download, goInstall]) {
    const folder = makeTemporaryFolder();
    try {
      const { path, from } = await way(folder, say);
      return { path: adopt(path, releases[from]), from };
    } catch (error) {
      failures.push((error as Error).message);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  throw new PerennialError(
    'not_installed',
    `The Temporal server is not installed and could not be fetched (${failures.join('; ')}).`,
    `Do one of these: set TEMPORAL_ADDRESS to your own Temporal server; put the temporal CLI on PATH (https://docs.temporal.io/cli); allow https://temporal.download; install Go >= 1.25, with which it is built from ${goModule}.`,
    { cache: cacheFolder() },
  );
}

/**
 * Runs in a process of its own: the SDK's native runtime can be configured only once per process, and that is left to the
 * caller.
 */
async function download(folder: string): Promise<Installed> {
  const script = fileURLToPath(new URL('./download-temporal.ts', import.meta.url));
  await run(process.execPath, [script, folder], { timeout: downloadLimit }).catch(({ stderr }: { stderr: string }) => {
    const causes = stderr.trim().split(': ');
    throw new Error(`https://temporal.download: ${causes.slice(-2).join(': ') || 'no answer'}`);
  });
  const name = readdirSync(folder).find((entry) => entry.startsWith('temporal'));
  if (name === undefined) throw new Error('the download left no file');
  return { path: join(folder, name), from: 'download' };
}

async function goInstall(folder: string, say: (line: string) => void): Promise<Installed> {
  await requireGo();
  say(`Building the Temporal server with Go from ${goModule}: 2.5 to 8 minutes, once on this machine.`);
  const started = Date.now();
  const ticker = setInterval(() => say(`  still building, ${Math.round((Date.now() - started) / 1000)} s`), 30_000);
  try {
    await build(folder);
  } finally {
    clearInterval(ticker);
  }
  say(`Built the Temporal server in ${Math.round((Date.now() - started) / 1000)} s.`);
  return { path: join(folder, `temporal${exe}`), from: 'go install' };
}

async function requireGo(): Promise<void> {
  const { stdout } = await run('go', ['env', 'GOVERSION']).catch(() => {
    throw new Error('Go is not installed');
  });
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (Number(major) < 1 || Number(minor) < 25) throw new Error(`Go is ${stdout.trim()}, 1.25 is needed`);
}

function build(folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const go = spawn('go', ['install', goModule], {
      env: { ...process.env, GOBIN: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: goInstallLimit,
    });
    const endWithUs = () => go.kill();
    process.once('exit', endWithUs);
    let lastLine = '';
    go.stderr.setEncoding('utf8').on('data', (text: string) => {
      lastLine = text.trim().split('\n').at(-1) || lastLine;
    });
    go.once('error', reject);
    go.once('exit', (code) => {
      process.off('exit', endWithUs);
      if (code === 0) resolve();
      else reject(new Error(`go install failed: ${lastLine}`));
    });
  });
}

/**
 * The temporary folder is in the cache itself, so that the rename below stays on one file system. When several installers
 * run, each ends with a whole binary.
 */
function makeTemporaryFolder(): string {
  mkdirSync(cacheFolder(), { recursive: true });
  for (const entry of readdirSync(cacheFolder())) {
    const path = join(cacheFolder(), entry);
    if (entry.startsWith('installing-') && Date.now() - statSync(path).mtimeMs > 2 * goInstallLimit) {
      rmSync(path, { recursive: true, force: true }); // of an installer that was killed
    }
  }
  return mkdtempSync(join(cacheFolder(), 'installing-'));
}

function adopt(path: string, release: string): string {
  const cached = cachedBinary(release);
  mkdirSync(dirname(cached), { recursive: true });
  renameSync(path, cached);
  return cached;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return existsSync(path);
  } catch {
    return false;
  }
}
