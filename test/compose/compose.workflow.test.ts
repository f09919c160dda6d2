import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import type { TrainingStatus } from '../../api/contracts/training.ts';
import { freePorts } from '../../stack/ports.ts';
import { obtainTemporalBinary } from '../../stack/temporal/temporal-binary.ts';
import { searchAttributes } from '../../stack/temporal/temporal-server.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { readChampion } from '../../store/training/versions.ts';
import { call } from '../api/fakes.ts';
import { type TestDatabase, temporaryFolder, testDatabase, testTemporal } from '../infrastructure.ts';
import { type ComposeFile, readComposeFile, type Service } from './compose-file.ts';
import { askHealth, type Container, ended, type Places, searchPath, startContainer } from './containers.ts';
import { layOutImage, readProjectFile } from './image-files.ts';

const token = 'a-token-for-this-test-only';
const temporalPassword = "for'this test only";
const own = ['api', 'orchestration', 'training'] as const;
type Own = (typeof own)[number];

/** ms; a busy machine takes long to load everything three times. */
const patience = 60_000;

async function eventually<T>(question: () => Promise<T | undefined>, what: string): Promise<T> {
  const deadline = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer !== undefined) return answer;
    assert.ok(Date.now() < deadline, `not within ${patience} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

describe('the services of docker-compose.yml', { skip: process.platform === 'win32' && 'containers run Linux' }, () => {
  let database: TestDatabase;
  let connection: Connection;
  let client: Client;
  let compose: ComposeFile;
  let server: Database;
  let name: string;
  let serverUrl: string;
  let apiUrl: string;
  const state = temporaryFolder();
  const places = new Map<string, Places>();
  const running = new Map<Own, Container>();

  const service = (name: string): Service => {
    const found = compose.services[name];
    assert.ok(found, `there is no service ${name}`);
    return found;
  };
  const placesOf = (name: string): Places => places.get(name) ?? (places.get('') as Places);
  const health = (name: Own) => askHealth(service(name), placesOf(name));
  const run = (name: string, command?: readonly string[]) =>
    ended(startContainer(service(name), placesOf(name), command));

  before(async () => {
    const [given, temporal, { path: cli }] = await Promise.all([
      testDatabase(),
      testTemporal(),
      obtainTemporalBinary(() => {}),
    ]);
    database = given;
    const url = new URL(database.url);
    name = url.pathname.slice(1);
    serverUrl = Object.assign(new URL(url), { pathname: '/postgres' }).href;
    server = await openDatabase(serverUrl);
    await server.query(`drop database ${name} with (force)`);
    await server.query(`create database ${name}`);
    const namespace = `compose-${randomUUID()}`;
    compose = readComposeFile(readProjectFile('docker-compose.yml'), {
      POSTGRES_USER: url.username,
      POSTGRES_PASSWORD: url.password,
      TEMPORAL_POSTGRES_PASSWORD: temporalPassword,
      POSTGRES_DB: name,
      TEMPORAL_NAMESPACE: namespace,
      PERENNIAL_API_TOKEN: token,
      NODE_ENV: 'development',
    });
    const common: Places = {
      image: layOutImage(),
      path: searchPath(process.execPath, cli),
      home: temporaryFolder(),
      replace: { 'postgres:5432': url.host, 'temporal:7233': temporal.address, '/data': state },
    };
    places.set('', common);
    const [api = 0, orchestration = 0, training = 0] = await freePorts(3);
    places.set('api', { ...common, ports: { PERENNIAL_API_PORT: String(api) } });
    places.set('orchestration', { ...common, ports: { PERENNIAL_HEALTH_PORT: String(orchestration) } });
    places.set('training', { ...common, ports: { PERENNIAL_HEALTH_PORT: String(training) } });
    apiUrl = `http://127.0.0.1:${api}`;
    connection = await Connection.connect({ address: temporal.address });
    client = new Client({ connection, namespace });
  });

  after(async () => {
    for (const { child } of running.values()) child.kill('SIGKILL');
    await connection?.close();
    await server?.close();
    await database?.close();
  });

  it('prepare an empty database and a Temporal server without the namespace, and may do so twice', async () => {
    for (const round of [1, 2]) {
      const [migrated, prepared] = await Promise.all([run('migrate'), run('temporal-namespace')]);
      assert.equal(migrated.code, 0, migrated.output);
      assert.equal(prepared.code, 0, prepared.output);
      assert.match(migrated.output, round === 1 ? /Applied \d+ migrations/ : /The schema is current/);
    }
    const { namespace } = client.options;
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    for (const name of searchAttributes) assert.equal(customAttributes?.[name], 2, `${name} is a keyword`);
  });

  it('give Temporal a role that enters its own databases only, and hand over what an earlier release made', async () => {
    const as = (database: string) =>
      Object.assign(new URL(serverUrl), {
        username: 'temporal',
        password: encodeURIComponent(temporalPassword),
        pathname: `/${database}`,
      }).href;
    for (const name of ['temporal', 'temporal_visibility']) await server.query(`create database ${name}`);
    const earlier = await openDatabase(Object.assign(new URL(serverUrl), { pathname: '/temporal' }).href);
    await earlier.query('create table executions (id bigint generated by default as identity, at timestamptz)');
    await earlier.close();
    for (const _ of [1, 2]) {
      const { code, output } = await run('temporal-role');
      assert.equal(code, 0, output);
    }
    const own = await openDatabase(as('temporal'));
    await own.query('alter table executions add column note text');
    await own.query('create extension btree_gin');
    await own.close();
    const [rights] = await server.query(
      `select rolsuper, rolcreatedb, rolcreaterole from pg_roles where rolname = 'temporal'`,
    );
    assert.deepEqual(rights, { rolsuper: false, rolcreatedb: false, rolcreaterole: false });
    await assert.rejects(
      openDatabase(as(name)).then((database) => database.query('select 1')),
      /permission denied/,
    );
  });

  it('start, and every health check answers', async () => {
    const generated = await run('migrate', ['node', 'cli/main.ts', 'generate', '--seed', '1']);
    assert.equal(generated.code, 0, generated.output);
    for (const name of own) running.set(name, startContainer(service(name), placesOf(name)));
    for (const name of own) {
      const container = running.get(name);
      const healthy = await eventually(async () => {
        assert.equal(container?.child.exitCode, null, container?.printed());
        const answer = await health(name);
        return answer.code === 0 ? answer : undefined;
      }, `${name} is healthy`);
      assert.equal(JSON.parse(healthy.output).status, 'ok');
    }
    const { spec } = await client.schedule.getHandle('retrain-weekly').describe();
    assert.equal(spec.timezone, 'UTC');
  });

  it('train a model that is asked for over HTTP, and keep it in the volume they share', async () => {
    const authorization = `Bearer ${token}`;
    const json = { model: 'engagement', engine: 'logistic', candidates: 2, cv_folds: 2 };
    // a busy machine's Temporal server may answer too late, which is told as 503: send it again, as a program would
    const started = await eventually(async () => {
      const answer = await call(apiUrl, 'POST', '/api/v1/training/start', { authorization, json });
      return answer.status === 503 ? undefined : answer;
    }, 'the training is begun');
    // under way by a request that was answered too late
    assert.ok([202, 409].includes(started.status), JSON.stringify(started.body));
    const status = await eventually(async () => {
      const { status, body } = await call(apiUrl, 'GET', '/api/v1/training/status', { authorization });
      const answer = body as TrainingStatus;
      return status === 503 || answer.status === 'training' ? undefined : answer;
    }, 'the training is over');
    assert.equal(status.status, 'completed', status.message);
    assert.ok((status.metrics.engagement?.accuracy ?? 0) > 0.5);
    const rows = await openDatabase(database.url);
    const champion = await readChampion(rows, 'engagement').finally(() => rows.close());
    const kept = readdirSync(join(state, 'artifacts'), { recursive: true }).map(String);
    assert.ok(kept.some((path) => path.replaceAll('/', '').includes(champion?.artifactHash ?? 'none')));
  });

  it('are unhealthy while the database is away, and healthy once it is back', async () => {
    const allow = (yes: boolean) => server.query(`alter database ${name} allow_connections ${yes}`);
    try {
      await allow(false);
      await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      for (const each of own) {
        const { code, output } = await health(each);
        assert.equal(code, 1, `${each}: ${output}`);
        assert.equal(JSON.parse(output).status, 'unavailable');
      }
    } finally {
      await allow(true);
    }
    for (const each of own) await eventually(async () => (await health(each)).code === 0 || undefined, each);
  });

  it('end with 0 on SIGTERM', async () => {
    for (const { child } of running.values()) child.kill('SIGTERM');
    for (const [name, container] of running) {
      const { code, output } = await ended(container);
      assert.equal(code, 0, `${name}: ${output}`);
    }
  });
});
