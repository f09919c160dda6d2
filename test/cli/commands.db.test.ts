import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type TestDatabase, testDatabase } from '../infrastructure.ts';
import { runOnce } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'perennial-commands-'));
let database: TestDatabase;
let env: Record<string, string>;

before(async () => {
  database = await testDatabase();
  env = { PERENNIAL_HOME: join(folder, 'home'), DATABASE_URL: database.url };
});
after(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

function run(line: string) {
  return runOnce(line.split(' '), { env });
}

test('generate writes a small business into the given database, but not twice', async () => {
  const { code, stdout } = await run('generate --contacts 20 --conversations 12 --leads 10');
  assert.equal(code, 0);
  assert.match(
    stdout,
    / Generating 20 contacts\.\.\.\n(.*\n)* {3}\[#{20}\] 100% - Contact: .*\nOK Created 20 contacts\n/,
  );
  assert.match(stdout, /OK Created 12 conversations\n(.*\n)*OK Created \d+ messages\n/);
  assert.match(
    stdout,
    /OK Created 10 leads \(3 converted, 7 not converted\)\n\nOK DATA GENERATION COMPLETE\n\nNext: .*\n {3}npx perennial data\n {3}npx perennial train\n$/,
  );
  const again = await run('generate --contacts 20 --conversations 12 --leads 10');
  assert.equal(again.code, 2);
  assert.match(again.stderr, /invalid_input: .*seed 42/);
});

test('generate --csv writes files without a database, and does not write over them', async () => {
  const files = join(folder, 'business');
  const nowhere = { PERENNIAL_HOME: join(folder, 'no-home'), DATABASE_URL: 'postgres://nobody@localhost:1/nothing' };
  const line = ['generate', '--csv', files, '--contacts', '20', '--conversations', '12', '--leads', '10'];
  const { code, stdout } = await runOnce(line, { env: nowhere });
  assert.equal(code, 0);
  assert.match(stdout, /OK Created 10 leads \(3 converted, 7 not converted\)\n/);
  assert.match(stdout, /Wrote .*business\. Import it with: npx perennial import .*business\n$/);
  assert.equal(readFileSync(join(files, 'contacts.csv'), 'utf8').split('\n').length, 22);
  const again = await runOnce(line, { env: nowhere });
  assert.equal(again.code, 2);
  assert.match(again.stderr, /invalid_input: There is a file .*contacts\.csv already/);
  assert.equal(existsSync(join(folder, 'no-home')), false);
});

test('import reports counts and bad rows, and a dry run writes nothing', async () => {
  const file = join(folder, 'people.csv');
  writeFileSync(file, 'kunde,created_at\nc1,2026-01-05\nc2,yesterday-ish\n');
  const dry = await run(`import contacts ${file} --map kunde=external_id --dry-run --json`);
  assert.equal(dry.code, 7);
  const { dry_run, inserted, rejected } = JSON.parse(dry.stdout);
  assert.deepEqual({ dry_run, inserted, rejected }, { dry_run: true, inserted: 1, rejected: 1 });
  assert.equal(existsSync(`${file}.rejects.csv`), false);
  const { code, stdout } = await run(`import contacts ${file} --map kunde=external_id --allow-rejects 1`);
  assert.equal(code, 0);
  assert.match(stdout, /OK Imported contacts: 2 rows read\n {3}1 new, 0 changed, 0 unchanged, 1 rejected\n/);
  assert.match(stdout, /1 row: created_at is not a date .*\n {9}line 3: created_at "yesterday-ish"\n/);
  assert.ok(existsSync(`${file}.rejects.csv`));
  const unknown = await run(`import contacts ${file} --map kund=external_id`);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /no column "kund"/);
});

test('real rows keep simulated ones out unless forced', async () => {
  const { code, stderr } = await run('generate --seed 7 --contacts 20 --conversations 12 --leads 10');
  assert.equal(code, 6);
  assert.match(stderr, /^real_data_present: /);
});

test('history and models are empty before the first training, and say how to start one', async () => {
  assert.match((await run('history')).stdout, /npx perennial train/);
  assert.match((await run('models')).stdout, /npx perennial train/);
  assert.deepEqual(JSON.parse((await run('history --json')).stdout), []);
});

test('without a Temporal server there is no training to ask about', async () => {
  const { code, stderr } = await run('status');
  assert.equal(code, 3);
  assert.match(stderr, /^nothing_running/);
});

test('predict and test say that the model has to be trained first', async () => {
  const predicted = await run('predict churn');
  assert.equal(predicted.code, 3);
  assert.match(predicted.stderr, /^model_not_found: .*\n.*npx perennial train/);
  const tested = await run('test churn');
  assert.equal(tested.code, 3);
  assert.match(tested.stdout, /NO model_not_found/);
  assert.match(tested.stdout, /NO Passed: 0\/1 models\n {3}NO FAIL - churn_prediction/);
});

test('migrate finds nothing to do, and doctor sees schema and data', async () => {
  assert.match((await run('migrate')).stdout, /OK The schema is current\./);
  const { stdout } = await run('doctor');
  assert.match(stdout, /OK schema +current\n/);
  assert.match(stdout, /OK data +21 contacts, 10 leads \(3 converted\), .*partly synthetic\n/);
  assert.match(stdout, /-- model churn +not trained yet\n/);
});

test('tokens have a role and an end, and the audit log says who made and revoked them and imported what', async () => {
  const made = JSON.parse((await run('token create crm --role viewer --days 90 --json')).stdout);
  assert.deepEqual([made.role, made.token.split('.')[0]], ['viewer', made.id]);
  const days = (Date.parse(made.expires_at) - Date.now()) / 86_400_000;
  assert.ok(days > 89 && days <= 90);
  assert.match((await run('token create crm --role boss')).stderr, /viewer, operator, admin/);
  assert.equal((await run(`token revoke ${made.token}`)).code, 0);
  assert.equal((await run('token revoke nobody')).code, 3);
  const invited = JSON.parse((await run('invite Anna --json')).stdout);
  assert.equal(invited.role, 'operator');
  const [imported] = JSON.parse((await run('import --list --json')).stdout);
  const audit = JSON.parse((await run('audit --json')).stdout);
  assert.deepEqual(
    audit.map(({ operation, target, actorKind }: Record<string, string>) => [operation, target, actorKind]),
    [
      ['makeSignInLink', 'Anna', 'cli'],
      ['revokeToken', made.id, 'cli'],
      ['createToken', made.id, 'cli'],
      ['startImport', String(imported.batch), 'cli'],
      ['makePretendBusiness', null, 'cli'],
    ],
  );
  assert.deepEqual(audit[3].details, { file: 'people.csv', stored: 1, rejected: 1 });
  assert.ok(!JSON.stringify(audit).includes(made.token.split('.')[1]));
});
