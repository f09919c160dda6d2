import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../../stack/project-root.ts';
import { cacheFolder } from '../../../stack/temporal/temporal-binary.ts';

/** The last commit before imports were rebuilt. */
export const earlierCommit = '8d2e658';

/**
 * A checkout of it with its packages, made in the cache folder the first time; null where the repository or the registry can't give it.
 * It is a clone, so that nothing of it stands in this repository.
 */
export function obtainEarlier(say: (line: string) => void): string | null {
  const folder = join(cacheFolder(), `import-${earlierCommit}`);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return folder;
  say(`Making a checkout of ${earlierCommit} in ${folder} (once)...`);
  rmSync(folder, { recursive: true, force: true });
  const steps: readonly (readonly [command: string, args: readonly string[], at: string])[] = [
    ['git', ['clone', '--quiet', '--no-checkout', projectRoot, folder], projectRoot],
    ['git', ['checkout', '--quiet', '--detach', earlierCommit], folder],
    ['npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder],
  ];
  for (const [command, args, cwd] of steps) {
    const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
    if (status === 0) continue;
    say(`  ${command} ${args.join(' ')}: ${stderr.trim()}`);
    return null;
  }
  writeFileSync(complete, '');
  return folder;
}
