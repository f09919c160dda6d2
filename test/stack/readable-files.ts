import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What another OS user of this machine can read below a folder: asked as `nobody` where the tests run as root, else by modes. */
export function readableByOthers(folder: string): string[] {
  if (process.getuid?.() === 0) {
    const nobody = { uid: 65_534, gid: 65_534 };
    const found = spawnSync('find', [folder, '-mindepth', '1', '-readable'], { ...nobody, cwd: '/', encoding: 'utf8' });
    return found.stdout.split('\n').filter((line) => line !== '');
  }
  if ((statSync(folder).mode & 0o077) === 0) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => (statSync(join(folder, name)).mode & 0o044) !== 0,
  );
}
