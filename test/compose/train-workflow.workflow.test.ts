import assert from 'node:assert/strict';
import { cpSync, existsSync, globSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { modelNames } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { obtainTemporalBinary } from '../../stack/temporal/temporal-binary.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { readChampion } from '../../store/training/versions.ts';
import { type TestDatabase, temporaryFolder, testDatabase } from '../infrastructure.ts';
import { inImage, readProjectFile } from './image-files.ts';
import { parseWorkflow, type Runner, runJob, type StepEnding, summaryFile } from './run-job.ts';

/** Stands for GitHub's CLI, of which runners have one: artifacts are the folders in $GITHUB_ARTIFACTS, all of the run 11. */
const gh = `#!/bin/sh -e
case "$1 $2" in
  "run list") printf '%s\\n' 12 11 ;;
  "api repos/owner/name/actions/runs/12/artifacts") ;;
  "api repos/owner/name/actions/runs/11/artifacts") ls -r "$GITHUB_ARTIFACTS" | head -n 1 ;;
  "run download") test "$3" = 11 && mkdir -p "$7" && cp -R "$GITHUB_ARTIFACTS/$5/." "$7" ;;
  *) echo "gh $*?" >&2; exit 1 ;;
esac
`;

/** GitHub's machine: a checkout, and nothing of this one but its programs. */
type Machine = Runner & {
  readonly artifacts: string;
  /** What `npm ci` does elsewhere. */
  readonly installPackages: () => void;
};

async function startMachine(databaseUrl: string): Promise<Machine> {
  const workspace = temporaryFolder();
  const artifacts = temporaryFolder();
  const programs = temporaryFolder();
  for (const entry of readdirSync(projectRoot).filter(inImage)) {
    cpSync(join(projectRoot, entry), join(workspace, entry), { recursive: true, preserveTimestamps: true });
  }
  // so that `npm ci` only checks what it would install; then the packages are those of this clone
  writeFileSync(join(workspace, '.npmrc'), 'dry-run=true\n');
  const { path: temporal } = await obtainTemporalBinary((line) => process.stderr.write(`${line}\n`));
  writeFileSync(join(programs, 'gh'), gh, { mode: 0o755 });
  const installPackages = () => {
    rmSync(join(workspace, '.npmrc'));
    symlinkSync(join(projectRoot, 'node_modules'), join(workspace, 'node_modules'), 'junction');
  };
  return {
    workspace,
    files: temporaryFolder(),
    artifacts,
    env: {
      PATH: [programs, dirname(process.execPath), dirname(temporal), process.env.PATH].join(delimiter),
      HOME: temporaryFolder(),
      GITHUB_REPOSITORY: 'owner/name',
      GITHUB_ARTIFACTS: artifacts,
      npm_config_offline: 'true',
      // beside the packages, which are this clone's, it would keep what no other checkout can use
      NODE_COMPILE_CACHE: temporaryFolder(),
    },
    context: {
      'secrets.DATABASE_URL': databaseUrl,
      'github.token': 'token',
      'github.event.repository.default_branch': 'main',
      'runner.os': 'Linux',
      'runner.arch': 'X64',
      "hashFiles('package-lock.json', 'stack/temporal/temporal-binary.ts')": 'hash',
    },
    use(action, { name = '', path = '' }) {
      if (action === 'actions/upload-artifact') upload(workspace, path, join(artifacts, name));
    },
    installPackages,
    ran(command) {
      if (command === 'npm ci') installPackages();
    },
  };
}

/** As the action does: what the patterns match, below the folder before the first wildcard. */
function upload(workspace: string, patterns: string, artifact: string): void {
  const lines = patterns.trim().split('\n');
  const exclude = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  for (const pattern of lines.filter((line) => !line.startsWith('!'))) {
    const root = join(workspace, pattern.slice(0, pattern.indexOf('*')));
    for (const file of globSync(pattern, { cwd: workspace, exclude })) {
      cpSync(join(workspace, file), join(artifact, relative(root, join(workspace, file))));
    }
  }
}

function outcomes(endings: readonly StepEnding[]): Record<string, string> {
  return Object.fromEntries(endings.map(({ step, outcome }) => [step, outcome]));
}

function outputOf(name: string, endings: readonly StepEnding[]): string {
  return endings.find(({ step }) => step === name)?.output ?? '';
}

describe('.github/workflows/train_models.yaml', { skip: process.platform === 'win32' && 'it runs on Linux' }, () => {
  const { steps } = parseWorkflow(readProjectFile('.github/workflows/train_models.yaml')).jobs.train ?? { steps: [] };
  const today = new Date().toISOString().slice(0, 10);
  let server: TestDatabase;
  let database: Database;

  before(async () => {
    server = await testDatabase();
    database = await openDatabase(server.url);
  });
  after(async () => {
    await database.close();
    await server.close();
  });

  it('says where a step fails, and tests nothing then', async () => {
    const machine = await startMachine('');
    const endings = await runJob(steps, machine);
    assert.deepEqual(outcomes(endings), {
      ...Object.fromEntries(endings.map(({ step }) => [step, 'success'])),
      'Train models': 'failure',
      'Test models': 'skipped',
    });
    assert.match(outputOf('Train models', endings), /^::error title=No database::Set the secret DATABASE_URL/);
    assert.match(outputOf('Notify on failure', endings), /^::error title=Training failed::.+\n/);
    assert.match(readFileSync(summaryFile(machine.files), 'utf8'), /^```\n/);
  });

  it('trains, tests and uploads every file that the database names, and the next machine has them', async () => {
    const world = simulateWorld({ seed: 5, now: new Date(), contacts: 150, conversations: 110, leads: 110 });
    await writeWorld({ database, world });
    const machine = await startMachine(server.url);
    const endings = await runJob(steps, machine);
    assert.deepEqual(outcomes(endings), {
      ...Object.fromEntries(endings.map(({ step }) => [step, 'success'])),
      'Notify on failure': 'skipped',
    });
    const uploaded = join(machine.artifacts, `trained-models-${today}`);
    for (const model of modelNames) {
      const champion = await readChampion(database, model);
      // the snapshot too: the next challenger is compared on contacts that are not in it
      for (const hash of [champion?.artifactHash ?? '', champion?.snapshotHash ?? '']) {
        assert.ok(existsSync(join(uploaded, hash.slice(0, 2), hash)), `${model}: ${hash}`);
      }
    }

    const next = await startMachine(server.url);
    cpSync(uploaded, join(next.artifacts, `trained-models-${today}`), { recursive: true });
    next.installPackages();
    const again = steps.filter(({ name }) => name === 'Fetch the models of the last run' || name === 'Test models');
    const untrained = await runJob(again, next);
    assert.match(outputOf('Test models', untrained), /Passed: 3\/3 models/);
  });
});
