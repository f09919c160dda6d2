import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createApp } from '../../api/app.ts';
import { callOperation } from '../../api/http/call-operation.ts';
import { createOpenApiDocument } from '../../api/http/openapi.ts';
import { isAct, nameOf } from '../../api/http/operation.ts';
import { createOperations } from '../../api/operations.ts';
import { accessOf, operationNames } from '../../domain/access/operations.ts';
import { mayAs, roles } from '../../domain/access/roles.ts';
import { commandNames } from '../cli/golden/transcript.ts';
import { fakePorts, fakeWorld, listen, type TestApi, tokenOf } from './fakes.ts';

const world = fakeWorld();
const ports = fakePorts(world);
const operations = createOperations(ports);
const unused = '/of-nothing';

describe('the table of who may do what', () => {
  it('has every operation of the API and every command, and no other', () => {
    const served = new Set(operations.map(({ operationId }) => operationId));
    for (const operation of operations) assert.ok(accessOf(nameOf(operation)), operation.operationId);
    const commands = operationNames.flatMap((name) => accessOf(name).commands ?? []);
    assert.deepEqual(
      commands.toSorted(),
      commandNames()
        .filter((name) => name !== '')
        .toSorted(),
    );
    for (const name of operationNames) {
      const known = served.has(name) || (accessOf(name).commands ?? []).length > 0;
      assert.ok(known, `${name} is neither in the API nor a command`);
    }
  });

  it('says what changes something in words, by which it is refused', () => {
    for (const operation of operations.filter(isAct))
      assert.ok(accessOf(nameOf(operation)).does, operation.operationId);
  });

  it('is in the API document', () => {
    type Paths = Record<
      string,
      Record<string, { 'x-role': string; responses: object; parameters?: { name: string }[] }>
    >;
    const { paths } = createOpenApiDocument(operations, '0') as { paths: Paths };
    for (const operation of operations) {
      const { 'x-role': role, responses, parameters = [] } = paths[operation.path]?.[operation.method] ?? assert.fail();
      assert.equal(role, accessOf(nameOf(operation)).role);
      assert.equal('403' in responses, role === 'operator' || role === 'admin', operation.operationId);
      assert.equal(
        parameters.some(({ name }) => name === 'Idempotency-Key'),
        isAct(operation),
        operation.operationId,
      );
    }
  });

  it('keeps the API from starting with an operation of which it says nothing', () => {
    const [operation = assert.fail()] = operations;
    assert.throws(() => callOperation({ ...operation, operationId: 'launchRocket' }, ports), /Who may launchRocket\?/);
    assert.ok(createApp(ports));
  });
});

describe('every operation', () => {
  let api: TestApi;
  before(async () => {
    api = await listen(ports);
  });
  after(() => api.close());

  for (const { method, path, operationId } of operations) {
    const { role: needed } = accessOf(nameOf({ operationId }));
    it(`answers only whose role may: ${operationId}`, async () => {
      for (const role of roles) {
        // with a body that nothing takes: whoever may is told so
        const allowed = needed === 'anyone' || mayAs(role, needed);
        const { status, body } = await ask(api, method === 'get' && allowed ? 'head' : method, path, tokenOf[role]);
        if (allowed) assert.notEqual(status, 403, role);
        else assert.deepEqual([status, body.code, body.role, body.needed], [403, 'forbidden', role, needed]);
      }
      if (needed !== 'anyone') assert.equal((await ask(api, method, path, null)).status, 401);
    });
  }

  it('is on record exactly where it changed something', () => {
    for (const act of world.recorded) assert.notEqual(act.actor.role, 'viewer');
  });
});

/** `head`: a stream would not end. */
async function ask(api: TestApi, method: 'get' | 'post' | 'head', path: string, token: string | null) {
  const place = path.replace(/\/\{\w+\}/g, unused);
  const authorization = token === null ? null : `Bearer ${token}`;
  return method === 'post'
    ? await api.call('POST', place, { authorization, json: { nothing: true } })
    : await api.call(method.toUpperCase(), place, { authorization });
}
