import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { freePorts } from '../../stack/ports.ts';
import { runOnce } from './run-cli.ts';

const home = mkdtempSync(join(tmpdir(), 'perennial-cli-'));
after(() => rmSync(home, { recursive: true, force: true }));
const env = { PERENNIAL_HOME: home };

/** Command line; what stderr says. All of them end with exit code 2 and nothing on stdout. */
const misuses: readonly (readonly [string, RegExp])[] = [
  ['', /Which command\?/],
  ['trian', /Unknown command 'trian'.*\n.*Did you mean train\?/],
  ['train churm', /'churm' is invalid.*lead_scoring, churn, engagement\.\n.*Did you mean churn\?/],
  ['train everything', /'everything' is invalid[^?]*$/],
  ['train --test-size 0.9', /--test-size.*'0\.9' is invalid.*share from 0\.05 to 0\.5/],
  ['train --test-size 20%', /--test-size.*'20%' is invalid/],
  ['train --cv-folds 2.5', /--cv-folds.*'2\.5' is invalid.*whole number/],
  ['train --seed -1', /--seed/],
  ['train leads', /Did you mean lead_scoring\?/],
  ['train --engine xgboost', /Did you mean ml-xgboost\?/],
  ['train --as-of 2026-02-30', /'2026-02-30' is invalid.*a date such as/],
  ['train --as-of 2999-01-01', /in the past/],
  ['train --active-within never', /days from 1 to 3650, or off/],
  ['train churn engagement', /Too many arguments/],
  ['predict', /Missing required argument 'model'/],
  ['predict churn --top 0', /whole number from 1/],
  ['status --wach', /Unknown option '--wach'.*\n.*--watch/],
  ['import leeds leads.csv', /There is no file leeds\.\n.*Did you mean leads\?/],
  ['import', /Nothing was named to import/],
  ['import a.csv --map a=b', /--map needs the name of a table/],
  ['import leads no-such-file.csv', /There is no file no-such-file\.csv/],
  ['import leads . --dry-run', /Not a file/],
  ['import leads x.csv --map name', /Expected column=field/],
  ['import leads x.csv --map a=name --map b=name', /The field name is already filled by the column a/],
];

for (const [line, expected] of misuses) {
  test(`\`perennial ${line}\` is refused with what is wrong and what to do`, async () => {
    const { code, stdout, stderr } = await runOnce(line.split(' ').filter(Boolean), { env });
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^invalid_input: /);
    assert.match(stderr, expected);
    assert.match(stderr, /\n {3}.+/);
  });
}

test('a command that reads never starts anything: nothing is running', async () => {
  for (const command of ['status', 'cancel', 'stop', 'history', 'models', 'trace x']) {
    const { code, stderr } = await runOnce(command.split(' '), { env });
    assert.equal(code, 3, command);
    assert.match(stderr, /^nothing_running: .*\n {3}Start it: npm start\n$/);
  }
});

test('with --json, stdout holds one document even for an error, and stderr holds the words', async () => {
  for (const line of [
    ['history', '--json'],
    ['history', '--limit', 'x', '--json'],
  ]) {
    const { stdout, stderr } = await runOnce(line, { env });
    const { error } = JSON.parse(stdout);
    assert.ok(error.code && error.message && error.remedy);
    assert.ok(stderr.startsWith(`${error.code}: ${error.message}`));
  }
});

test('a misspelt variable is refused', async () => {
  const { code, stderr } = await runOnce(['status'], { env: { PERENNIAL_HOM: home } });
  assert.equal(code, 2);
  assert.match(stderr, /invalid_configuration: .*PERENNIAL_HOM is not known/);
});

test('every command explains itself and its options', async () => {
  const overview = await runOnce(['--help']);
  assert.equal(overview.code, 0);
  assert.match(overview.stdout, /Exit codes:\n {2}0 .*\n(.*\n)* {2}130 {2}interrupted/);
  const commands = [...overview.stdout.matchAll(/^ {2}([a-z]+)[ |]/gm)].map((match) => match[1] ?? '');
  const expected =
    'generate import data erase person source train test predict status cancel history models trace reproduce metrics deploy rollback gate alerts schedule destination export open invite token roles audit fit migrate backup restore doctor reset help';
  assert.deepEqual(commands, expected.split(' '));
  const parts = ['list', 'show', 'promote', 'rollback', 'pause', 'resume', 'replay'].map((part) => `gate ${part}`);
  parts.push(...['list', 'pause', 'resume', 'trigger'].map((part) => `schedule ${part}`));
  parts.push(...['list', 'ack', 'test'].map((part) => `alerts ${part}`));
  const ofDestinations = ['add', 'test', 'list', 'pause', 'resume', 'replay', 'remove'];
  parts.push(...ofDestinations.map((part) => `destination ${part}`));
  parts.push('person export', ...['create', 'list', 'revoke'].map((part) => `token ${part}`));
  parts.push(...['waiting', 'duplicates', 'merge', 'unmerge', 'merges'].map((part) => `data ${part}`));
  parts.push(...['add', 'test', 'list', 'sync', 'pause', 'resume', 'cancel', 'remove'].map((part) => `source ${part}`));
  for (const command of [...commands.slice(0, -1), ...parts]) {
    const { code, stdout } = await runOnce([...command.split(' '), '--help']);
    assert.equal(code, 0);
    if (!parts.some((part) => part.startsWith(`${command} `))) assert.match(stdout, /--json/, command);
    assert.ok(Math.max(...stdout.split('\n').map((line) => line.length)) <= 80, `${command}: a line is too long`);
  }
});

test('train shows its defaults', async () => {
  const { stdout } = await runOnce(['train', '--help']);
  const words = stdout.replaceAll(/\s+/g, ' ');
  for (const expected of ['0.05-0.5 (default: 0.2)', '2-50 (default: 5)', 'or all (default: all)', "the model's own"]) {
    assert.ok(words.includes(expected), expected);
  }
});

test('doctor works when nothing is installed yet, and says how to start', async () => {
  const [api = 0, postgres = 0, temporal = 0, ui = 0] = await freePorts(4);
  const ports = {
    PERENNIAL_API_PORT: String(api),
    PERENNIAL_POSTGRES_PORT: String(postgres),
    PERENNIAL_TEMPORAL_PORT: String(temporal),
    PERENNIAL_TEMPORAL_UI_PORT: String(ui),
  };
  const { code, stdout } = await runOnce(['doctor', '--json'], { env: { ...env, ...ports } });
  const { healthy, findings, settings } = JSON.parse(stdout);
  assert.deepEqual({ code, healthy }, { code: 0, healthy: true }, stdout);
  assert.ok(findings.some(({ remedy }: { remedy: string }) => remedy === 'Start it: npm start'));
  assert.ok(settings.some(({ name, value }: Record<string, string>) => name === 'PERENNIAL_HOME' && value === home));
});

test('doctor fails on a database that does not answer, and shows no password', async () => {
  const url = 'postgresql://someone:secretive@127.0.0.1:1/crm';
  const { code, stdout } = await runOnce(['doctor', '--settings'], { env: { ...env, DATABASE_URL: url } });
  assert.equal(code, 1);
  assert.match(stdout, /NO database +.*127\.0\.0\.1:1/);
  assert.doesNotMatch(stdout, /secretive/);
});
