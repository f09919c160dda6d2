/**
 * npm runs it after each installation. `@temporalio/core-bridge` brings its binary for five platforms, 25 to 30 MB each; this keeps the
 * one that runs here. Plain JavaScript without packages, because it runs on the machine's own Node (20 or later).
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bridge = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '@temporalio', 'core-bridge');
const releases = join(bridge, 'releases');
/** Set where npm installs for another machine (`npm ci --os=darwin --cpu=arm64`): whoever does so needs that machine's binary. */
const forAnotherMachine = process.env.npm_config_os !== undefined || process.env.npm_config_cpu !== undefined;

if (existsSync(releases) && !forAnotherMachine)
  removeForeign(createRequire(import.meta.url)(join(bridge, 'common.js')));

/** The package itself says which binary it loads. Where it has none for this machine, everything stays, for its error message. */
function removeForeign({ getPrebuiltTargetName }) {
  let own;
  try {
    own = getPrebuiltTargetName();
  } catch {
    return;
  }
  const names = readdirSync(releases);
  if (!names.includes(own)) return;
  for (const name of names) if (name !== own) rmSync(join(releases, name), { recursive: true, force: true });
}
