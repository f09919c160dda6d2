import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { roles } from '../../domain/access/roles.ts';
import { obtainPeers } from '../benchmarks/engine/peers.ts';
import { holds, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { parseSeeds } from '../seeds.ts';
import { openScene } from './contract/scene.ts';
import { type Finding, tryRole } from './contract/try-role.ts';

/** Asks a whole product whatever its OpenAPI document lets a generator think of, as somebody of each role. */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const [seed = 1] = parseSeeds(args) ?? [];
  const only = args.includes('--role') ? args[args.indexOf('--role') + 1] : undefined;
  const examples = reduced ? 3 : 40;
  const python = obtainPeers(print, 'contract.txt');
  const folder = mkdtempSync(join(tmpdir(), 'perennial-contract-'));
  const scene = await openScene();
  try {
    print(
      `  seed ${seed} (--seeds), ${examples} examples an operation (--role: one only); every check, every phase, every operation`,
    );
    print(
      '  The admin asks with the token of the configuration, which nobody can revoke; lists for folders go into one',
    );
    print('  that is thrown away. Restore and erase of the installation are commands, not operations of the API.');
    let passed = true;
    for (const role of roles.filter((each) => only === undefined || each === only)) {
      const found = await tryRole({ python, folder, scene }, role, {
        ...{ seed, examples },
        // what doesn't keep to the document is refused whoever sends it
        mode: reduced && role !== 'admin' ? 'positive' : 'all',
      });
      passed = judge(role, found) && passed;
    }
    return { passed };
  } finally {
    await scene.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(role: string, { cases, failures, errors, seconds, text }: Finding): boolean {
  const count = failures.reduce((sum, failure) => sum + failure.count, 0);
  const held = holds(
    role,
    `${cases} cases, ${count} failures, ${errors} errors, ${seconds.toFixed(0)} s`,
    count + errors === 0,
  );
  for (const { title, count: times, operations } of failures)
    print(`      ${times} ${title}: ${operations.join(', ')}`);
  if (!held) print(text);
  return held;
}
