import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { projectRoot } from '../../stack/project-root.ts';
import { healthCommand, readComposeFile, substitute } from './compose-file.ts';
import { inImage, readProjectFile } from './image-files.ts';
import { composeProblems, dockerfileProblems } from './problems.ts';

const source = readProjectFile('docker-compose.yml');
const given = { POSTGRES_PASSWORD: 'secret', TEMPORAL_POSTGRES_PASSWORD: 'other' };

/** What is wrong with the file after one change to it. */
function problemsWith(before: string, after: string): string[] {
  assert.ok(source.includes(before), `docker-compose.yml no longer contains ${before}`);
  return composeProblems(readComposeFile(source.replace(before, after), given), inImage);
}

describe('docker-compose.yml', () => {
  it('names only variables that are read, files that are in the image, and fixed versions of other images', () => {
    assert.deepEqual(composeProblems(readComposeFile(source, given), inImage), []);
  });

  it('starts our commands, each after what it needs', () => {
    const { services } = readComposeFile(source, given);
    const own = Object.entries(services).filter(([, { build }]) => build !== undefined);
    assert.deepEqual(Object.fromEntries(own.map(([name, { command }]) => [name, command.join(' ')])), {
      'temporal-role': 'node stack/postgres/prepare-temporal-role.ts',
      migrate: 'node cli/main.ts migrate',
      api: 'node api/server.ts',
      orchestration: 'node workers/orchestration.ts',
      training: 'node workers/training.ts',
    });
    for (const name of ['api', 'orchestration', 'training']) {
      assert.deepEqual(services[name]?.depends_on, {
        migrate: { condition: 'service_completed_successfully' },
        'temporal-namespace': { condition: 'service_completed_successfully' },
      });
    }
  });

  it('contains no password: without one it is refused with what to do', () => {
    for (const name of ['POSTGRES_PASSWORD', 'TEMPORAL_POSTGRES_PASSWORD']) {
      const others = Object.fromEntries(Object.entries(given).filter(([other]) => other !== name));
      assert.throws(() => readComposeFile(source, others), new RegExp(`^Error: ${name}: set it to a password`));
    }
  });

  it("gives Temporal a role of its own, and no container but PostgreSQL's and ours the administrator's password", () => {
    const { services } = readComposeFile(source, given);
    const knowing = (secret: string) =>
      Object.keys(services).filter((name) => JSON.stringify(services[name]?.environment).includes(secret));
    assert.deepEqual(knowing('secret').sort(), [
      ...['api', 'migrate', 'orchestration', 'postgres', 'temporal-role', 'training'],
    ]);
    assert.deepEqual(knowing('other').sort(), ['temporal', 'temporal-role', 'temporal-schema']);
  });

  it('publishes the API and, on demand and behind a password, the Web UI', () => {
    const { services, networks } = readComposeFile(source, given);
    const published = Object.entries(services).filter(([, { ports }]) => ports.length > 0);
    assert.deepEqual(
      published.map(([name, { ports, profiles }]) => [name, ports[0], profiles]),
      [
        ['api', '127.0.0.1:8000:8000', []],
        ['web-ui', '127.0.0.1:8233:8080', ['ui']],
      ],
    );
    assert.match(services['web-ui']?.command.join('') ?? '', /if \[ -z "\$WEB_UI_PASSWORD" \].*exit 1.*basic_auth/s);
    assert.deepEqual(services['temporal-ui']?.profiles, ['ui']);
    for (const name of ['postgres', 'temporal', 'training', 'temporal-ui']) {
      for (const network of services[name]?.networks ?? []) assert.equal(networks[network]?.internal, true, name);
    }
  });

  it('is refused with a service that may do more than it must', () => {
    assert.deepEqual(problemsWith('  temporal:\n    <<: *guarded\n', '  temporal:\n'), [
      'temporal: keeps rights of root',
      'temporal: may gain rights',
      'temporal: has no limit of memory or processes',
      'temporal: has a log without a limit',
    ]);
    assert.deepEqual(problemsWith(`    mem_limit: \${TRAINING_MEMORY:-8g}\n`, ''), [
      'migrate: has no limit of memory or processes',
    ]);
  });

  it('is refused with an unknown variable', () => {
    assert.deepEqual(problemsWith('PERENNIAL_API_PORT: 8000', 'PERENNIAL_PORT: 8000'), [
      'api: nothing reads the variable PERENNIAL_PORT',
    ]);
  });

  it('is refused with a command, a health check or a volume whose path does not exist', () => {
    assert.deepEqual(problemsWith('workers/training.ts', 'workers/trainer.ts'), [
      'training: runs workers/trainer.ts, which does not exist',
    ]);
    assert.deepEqual(
      problemsWith('stack/ask-health.ts', 'test/ask-health.ts'),
      ['api', 'orchestration', 'training'].map((name) => `${name}: runs test/ask-health.ts, which does not exist`),
    );
    assert.deepEqual(problemsWith('- postgres:/var', '- ./data/postgres:/var'), [
      'postgres: mounts ./data/postgres, which does not exist',
    ]);
    assert.deepEqual(problemsWith('- postgres:/var', '- pg:/var'), ['postgres: the volume pg is not declared']);
  });

  it('is refused with a service that nobody can tell the health of, or an image of any version', () => {
    assert.deepEqual(problemsWith('node, api/server.ts]\n    healthcheck: *answers', 'node, api/server.ts]'), [
      'api: has no health check',
    ]);
    assert.deepEqual(problemsWith('postgres:18', 'postgres:latest'), [
      'postgres: the image postgres:latest has no fixed version',
    ]);
  });

  it('is read as docker compose reads it', () => {
    const variables = { NAME: 'value', EMPTY: '' };
    const read = (...templates: string[]) => templates.map((each) => substitute(each.replace('%', '$'), variables));
    assert.deepEqual(read('a %{NAME}', '%{EMPTY:-default}', '%{NONE:-}', '%$HOME'), [
      'a value',
      'default',
      '',
      '$HOME',
    ]);
    assert.throws(() => read('%{NONE:?say so}'), /NONE: say so/);
    assert.throws(() => read('%{NONE}'), /NONE is not set/);
    assert.throws(() => read('%HOME'), /would not understand/);
    const shell = readComposeFile(source, given).services.postgres;
    assert.deepEqual(shell && healthCommand(shell).slice(0, 2), ['/bin/sh', '-c']);
  });
});

describe('Dockerfile', () => {
  const dockerfile = readProjectFile('Dockerfile');

  it('copies files that exist and are not kept out of the image', () => {
    assert.deepEqual(dockerfileProblems(dockerfile, inImage), []);
    assert.deepEqual(dockerfileProblems(dockerfile.replace('package-lock.json', 'npm-shrinkwrap.json'), inImage), [
      'COPY npm-shrinkwrap.json: it does not exist',
    ]);
  });

  it('keeps state, secrets and tests out of the image', () => {
    for (const path of ['.git', 'node_modules', 'test']) {
      assert.ok(existsSync(join(projectRoot, path)) && !inImage(path), path);
    }
    assert.ok(!inImage('.env') && !inImage('var'));
  });

  it('does not run the services as root', () => {
    assert.match(dockerfile, /^USER node$/m);
  });
});
