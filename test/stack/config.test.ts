import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { isPerennialError } from '../../domain/errors.ts';
import { type Environment, readConfig, variables } from '../../stack/config.ts';
import { projectRoot } from '../../stack/project-root.ts';

function refusalOf(env: Environment) {
  try {
    readConfig(env);
  } catch (error) {
    if (isPerennialError(error)) return error;
    throw error;
  }
  assert.fail(`accepted ${JSON.stringify(env)}`);
}

/** What is set, the variable that the refusal names, and what it expected. */
const refused: readonly (readonly [Environment, string, RegExp])[] = [
  [{ PERENNIAL_API_PROT: '8000' }, 'PERENNIAL_API_PROT', /not known/],
  [{ NODE_ENV: 'prod' }, 'NODE_ENV', /"prod".*development, production, test/],
  [{ DATABASE_URL: 'mysql://me:hush@db/crm' }, 'DATABASE_URL', /postgresql:\/\/user/],
  [{ DATABASE_URL: 'postgresql://db:5432' }, 'DATABASE_URL', /port\/database/],
  [{ TEMPORAL_ADDRESS: 'http://temporal:7233' }, 'TEMPORAL_ADDRESS', /"http:\/\/temporal:7233".*host:port/],
  [{ SMTP_URL: 'mail.example.org', ALERT_TO: 'a@example.org' }, 'SMTP_URL', /smtp:\/\//],
  [{ SMTP_URL: 'smtp://me:hush@mail' }, 'ALERT_TO', /no recipient/],
  [{ ALERT_TO: 'a@example.org, b' }, 'ALERT_TO', /mail address/],
  [{ BUSINESS_TIMEZONE: 'Vienna' }, 'BUSINESS_TIMEZONE', /"Vienna".*IANA/],
  [{ BUSINESS_TIMEZONE: '+02:00' }, 'BUSINESS_TIMEZONE', /IANA/],
  [{ LOG_LEVEL: 'verbose' }, 'LOG_LEVEL', /trace, debug, info/],
  [{ PERENNIAL_API_PORT: '0' }, 'PERENNIAL_API_PORT', /1 to 65535/],
  [{ PERENNIAL_API_PORT: '80a' }, 'PERENNIAL_API_PORT', /"80a"/],
  [{ PERENNIAL_API_PORT: '7233' }, 'PERENNIAL_TEMPORAL_PORT', /other than that of PERENNIAL_API_PORT/],
  [{ PERENNIAL_API_TOKEN: 'hush' }, 'PERENNIAL_API_TOKEN', /at least 16 characters/],
  [{ PERENNIAL_API_TOKEN: 'hush-hüsh-hush-hush' }, 'PERENNIAL_API_TOKEN', /ASCII/],
  [{ PERENNIAL_INSTALLATION: 'shop/1' }, 'PERENNIAL_INSTALLATION', /"shop\/1".*letters, digits/],
  [{ PERENNIAL_TASK_QUEUE_PREFIX: 'shop.' }, 'PERENNIAL_TASK_QUEUE_PREFIX', /no longer read: PERENNIAL_INSTALLATION/],
  [{ PERENNIAL_TRAINING_SLOTS: '0' }, 'PERENNIAL_TRAINING_SLOTS', /1 to 256/],
];

for (const [env, variable, expected] of refused) {
  test(`configuration refuses ${Object.entries(env)
    .map((pair) => pair.join('='))
    .join(' ')}`, () => {
    const error = refusalOf(env);
    assert.equal(error.code, 'invalid_configuration');
    assert.equal(error.details.variable, variable);
    assert.ok(error.message.includes(variable));
    assert.match(error.message, expected);
    assert.notEqual(error.remedy, '');
    assert.doesNotMatch(`${error.message} ${error.remedy} ${JSON.stringify(error.details)}`, /hush/);
  });
}

test('configuration has a default for everything', () => {
  const config = readConfig({});
  assert.equal(config.home, join(projectRoot, 'var', 'perennial'));
  assert.equal(config.mailboxFolder, join(config.home, 'mailbox'));
  assert.equal(config.databaseUrl, undefined);
  const { host, port, token, behindTls } = config.api;
  assert.deepEqual([host, port, token, behindTls], ['127.0.0.1', 8000, undefined, false]);
  assert.equal(config.healthHost, '127.0.0.1');
  assert.ok(config.trainingSlots >= 1);
});

test('configuration takes an empty value as unset, and resolves a relative folder from the project', () => {
  const config = readConfig({ DATABASE_URL: '', PERENNIAL_HOME: 'var/demo', ALERT_TO: 'a@example.org, b@example.org' });
  assert.equal(config.databaseUrl, undefined);
  assert.deepEqual(config.artifacts, { kind: 'folder', folder: join(projectRoot, 'var', 'demo', 'artifacts') });
  assert.deepEqual(config.mail.to, ['a@example.org', 'b@example.org']);
});

test('the documented defaults are accepted where they are values', () => {
  const values = Object.entries(variables).flatMap(([name, variable]) =>
    /^[\w./:@-]+$/.test(variable.default ?? '') ? [[name, variable.default]] : [],
  );
  assert.ok(values.length > 8);
  assert.deepEqual(readConfig(Object.fromEntries(values)), readConfig({}));
});
