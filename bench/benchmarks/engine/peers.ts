import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PerennialError } from '../../../domain/errors.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import { cacheFolder } from '../../../stack/temporal/temporal-binary.ts';

const folder = join(projectRoot, 'bench', 'peers');
const windows = process.platform === 'win32';
/** What numpy's release of the requirements asks for. */
const leastPython = [3, 11] as const;

/** Learners and servers, those that watch models or load rows, or what tries the API: they need different releases of the same libraries. */
export type PeersList = 'requirements.txt' | 'monitoring.txt' | 'loading.txt' | 'contract.txt';

export const peersProgram = join(folder, 'serve.py');

/**
 * The Python of a virtual environment that has exactly the libraries of a list in `bench/peers/`. Made when it isn't
 * there yet, in the cache folder, once for each content of that file.
 *
 * @throws PerennialError `not_installed`.
 */
export function obtainPeers(say: (line: string) => void, list: PeersList = 'requirements.txt'): string {
  const { environment, python, complete } = placesOf(list);
  if (arePeersAtHand(list)) return python;

  const system = findPython();
  say(`Installing the peers into ${environment} (once)...`);
  rmSync(environment, { recursive: true, force: true });
  must(system, ['-m', 'venv', environment], 'Install the venv module and pip (Debian: python3-venv), then try again.');
  // Every package is pinned, so that nothing else is needed; xgboost would ask for 300 MB for several GPUs.
  const install = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-deps',
    '-r',
    join(folder, list),
  ];
  must(python, install, 'Check the connection to the package index (pip config list), then try again.');
  writeFileSync(complete, '');
  return python;
}

export function arePeersAtHand(list: PeersList): boolean {
  const { python, complete } = placesOf(list);
  return existsSync(complete) && runs(python, ['--version']);
}

function placesOf(list: PeersList) {
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, list)))
    .digest('hex')
    .slice(0, 12);
  const environment = join(cacheFolder(), `peers-${hash}`);
  const python = windows ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
  return { environment, python, complete: join(environment, 'complete') };
}

/** OpenBLAS is told nothing of what it finds out itself; threads are what a case asks for. */
export function peersEnvironment(threads: number): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...environment } = process.env;
  return { ...environment, OMP_NUM_THREADS: String(threads), PYTHONDONTWRITEBYTECODE: '1' };
}

function findPython(): string {
  const python = windows ? 'python' : 'python3';
  const [major, minor] = leastPython;
  if (!runs(python, ['--version'])) {
    throw new PerennialError(
      'not_installed',
      `${python} was not found: the peers of the bench are Python libraries.`,
      `Install Python ${major}.${minor} or later with venv and pip, then try again.`,
    );
  }
  if (!runs(python, ['-c', `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`])) {
    throw new PerennialError(
      'not_installed',
      `${python} is older than ${major}.${minor}, which the peers of the bench need.`,
      `Put a later Python first on the PATH, then try again.`,
    );
  }
  return python;
}

function runs(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function must(command: string, args: readonly string[], remedy: string): void {
  const { status, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  if (status === 0) return;
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim().slice(-1_500);
  throw new PerennialError('not_installed', `${command} ${args.join(' ')} failed:\n${said}`, remedy);
}
