/**
 * npm runs it after each installation: it removes what packages leave and nothing reads, 205 MB. Plain JavaScript without packages,
 * because it runs on the machine's own Node (20 or later).
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules');
/** Set where npm installs for another machine (`npm ci --os=darwin --cpu=arm64`): whoever does so needs that machine's binary. */
const forAnotherMachine = process.env.npm_config_os !== undefined || process.env.npm_config_cpu !== undefined;

if (!forAnotherMachine) keepOwnBridge(join(packages, '@temporalio', 'core-bridge'));
keepBinaryAlone(join(packages, 'node'));
keepWhatRuns(join(packages, '@opentelemetry'));

/**
 * The bridge brings its binary for five platforms, 25 to 30 MB each, and says itself which one it loads. Where it has none for this
 * machine, everything stays, for its error message.
 */
function keepOwnBridge(bridge) {
  const releases = join(bridge, 'releases');
  if (!existsSync(releases)) return;
  const own = ownTarget(createRequire(import.meta.url)(join(bridge, 'common.js')));
  const names = readdirSync(releases);
  if (!names.includes(own)) return;
  for (const name of names) if (name !== own) rmSync(join(releases, name), { recursive: true, force: true });
}

function ownTarget({ getPrebuiltTargetName }) {
  try {
    return getPrebuiltTargetName();
  } catch {
    return undefined;
  }
}

/** `node` installs a package for its platform inside itself, with headers for addons (71 MB), and links the binary into its own `bin`. */
function keepBinaryAlone(node) {
  const linked = ['node', 'node.exe'].some((name) => existsSync(join(node, 'bin', name)));
  if (linked) rmSync(join(node, 'node_modules'), { recursive: true, force: true });
}

/** Node loads what these packages compiled to CommonJS, the workflow bundle their ES modules. A third form and the source maps remain. */
function keepWhatRuns(scope) {
  if (!existsSync(scope)) return;
  for (const name of readdirSync(scope)) {
    const build = join(scope, name, 'build');
    if (!existsSync(build)) continue;
    rmSync(join(build, 'esnext'), { recursive: true, force: true });
    for (const file of readdirSync(build, { recursive: true })) if (file.endsWith('.map')) rmSync(join(build, file));
  }
}
