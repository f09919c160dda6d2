import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '../../../domain/access/roles.ts';
import { projectRoot } from '../../../stack/project-root.ts';
import type { Scene } from './scene.ts';

export type Effort = {
  readonly seed: number;
  /** Requests for each operation, beside those that cover what the document says. */
  readonly examples: number;
  /** positive: only what keeps to the document. */
  readonly mode: 'all' | 'positive';
};

/** What Schemathesis found, asking as somebody of a role. */
export type Finding = {
  readonly cases: number;
  readonly failures: readonly {
    readonly title: string;
    readonly count: number;
    readonly operations: readonly string[];
  }[];
  /** What kept it from asking. */
  readonly errors: number;
  readonly seconds: number;
  /** How each failure is done again. */
  readonly text: string;
};

const hooks = join(projectRoot, 'bench', 'peers', 'contract_hooks.py');

export async function tryRole(
  { python, folder, scene }: { readonly python: string; readonly folder: string; readonly scene: Scene },
  role: Role,
  { seed, examples, mode }: Effort,
): Promise<Finding> {
  const report = join(folder, `${role}.json`);
  const config = join(folder, `${role}.toml`);
  writeFileSync(config, settings(scene.known, examples));
  const options = [
    ...['--checks', 'all', '--phases', 'examples,coverage,fuzzing,stateful', '--mode', mode],
    ...['--seed', String(seed), '--max-examples', String(examples), '--continue-on-failure', '--workers', '2'],
    ...['--request-timeout', '30', '--generation-database', 'none', '--no-color'],
    ...['--report', 'json', '--report-json-path', report],
  ];
  const command = ['-m', 'schemathesis.cli', '--config-file', config, 'run', `${scene.url}/openapi.json`, ...options];
  const environment = {
    PERENNIAL_TOKEN: scene.tokens[role],
    PERENNIAL_SANDBOX: join(folder, 'lists'),
    SCHEMATHESIS_HOOKS: hooks,
  };
  const child = spawn(python, command, {
    cwd: folder,
    env: { ...process.env, ...environment, PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // whatever ends the proof, nobody goes on asking
  process.once('exit', () => child.kill('SIGKILL'));
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [status] = await once(child, 'close');
  const text = Buffer.concat(chunks).toString();
  if (status !== 0 && status !== 1) throw new Error(`Schemathesis ended with ${status}:\n${text.slice(-3_000)}`);
  return { ...readReport(report), text };
}

/** 422 is for what keeps to the document and is impossible all the same (decision 49). */
const accepted = ['2xx', '3xx', '401', '403', '404', '409', '422', '429'];

/** @param known ids of the business: no generator would find one. */
function settings({ contacts, leads }: Scene['known'], examples: number): string {
  return `
hooks = ${JSON.stringify(hooks)}
[auth.openapi.bearer]
bearer = "\${PERENNIAL_TOKEN}"
[checks]
# how fast the API is shows elsewhere
max_response_time = 60
[checks.positive_data_acceptance]
expected-statuses = ${JSON.stringify(accepted)}
[phases.stateful.generation]
max-examples = ${10 * examples}
[dictionaries.contacts]
values = ${JSON.stringify(contacts)}
[dictionaries.known]
values = ${JSON.stringify([...contacts, ...leads])}
[generation.dictionaries]
string = { dictionary = "known", probability = 0.1 }
[[operations]]
include-path-regex = "^/api/v1/people/"
parameters = { id = { dictionary = "contacts", probability = 0.7 } }
`;
}

function readReport(file: string): Omit<Finding, 'text'> {
  const { running_time, test_cases, failures, errors } = JSON.parse(readFileSync(file, 'utf8'));
  return { cases: test_cases.generated, failures, errors: errors.length, seconds: running_time };
}
