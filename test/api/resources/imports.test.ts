import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listedImport, report, upload } from '../fake-imports.ts';
import { fakePorts, fakeWorld, goodToken, listen, type TestApi } from '../fakes.ts';

const world = fakeWorld();
let api: TestApi;
before(async () => {
  api = await listen(fakePorts(world));
});
after(() => api.close());

function send(name: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const authorization = { Authorization: `Bearer ${goodToken}` };
  const query = new URLSearchParams({ name });
  return fetch(`${api.url}/api/v1/imports?${query}`, {
    method: 'POST',
    headers: { ...authorization, ...headers },
    body,
  });
}

describe('sending a file', () => {
  it('takes its bytes as they are, whatever they are called, and has them looked at', async () => {
    for (const type of [
      'text/csv',
      'application/octet-stream',
      'application/json',
      'application/x-www-form-urlencoded',
    ]) {
      const response = await send('deals.csv', 'Deal ID;value\nd-1;"{5"\n', { 'Content-Type': type });
      assert.equal(response.status, 201);
      const { state, step, name, uploaded_by: by } = (await response.json()) as Record<string, unknown>;
      assert.deepEqual([state, step, name, by], ['working', 'inspect', 'deals.csv', 'configured token']);
      assert.equal(world.imports.received.at(-1), 'Deal ID;value\nd-1;"{5"\n');
    }
  });

  it('needs a name and a sign-in, also from the page itself', async () => {
    assert.equal((await send('', 'a')).status, 400);
    assert.equal((await send('a.csv', 'a', { Authorization: 'Bearer wrong' })).status, 401);
    const foreign = await fetch(`${api.url}/api/v1/imports?name=a.csv`, {
      ...{ method: 'POST', body: 'a' },
      headers: { Cookie: 'perennial-session=x', Origin: 'https://elsewhere.example' },
    });
    assert.equal(foreign.status, 401);
  });
});

describe('a file that was sent', () => {
  before(() => {
    world.imports.uploads = [{ ...upload }];
  });

  const path = `/api/v1/imports/${upload.id}`;

  it('says what its columns and rows become', async () => {
    const { body } = await api.call('GET', path);
    assert.deepEqual(body.inspection.columns[0], { column: 'Deal ID', uses: ['leads.external_id'], example: 'd-1' });
    assert.deepEqual(body.inspection.rows, [
      {
        line: 2,
        outcome: 'stored',
        becomes: [{ table: 'leads', values: { external_id: 'd-1', stage: 'won' } }],
        reasons: [],
      },
      { line: 3, outcome: 'rejected', becomes: [], reasons: ['value "much" is not a number: write 1234.50'] },
    ]);
    assert.deepEqual([body.inspection.recognised_by, body.inspection.rejected], ['the preset hubspot/deals', 1]);
  });

  it('is tried and imported, one step at a time, and can be looked at again with choices of one’s own', async () => {
    const mapping = 'name: own\ntables: {}\n';
    const again = await api.call('POST', `${path}/inspect`, { json: { mapping, date_order: 'dmy' } });
    assert.deepEqual([again.status, world.imports.begun.at(-1)?.options], [202, { mapping, dateOrder: 'dmy' }]);
    assert.deepEqual(again.body.progress, { share: 0.4, read: 1, rejected: 0 });
    const busy = await api.call('POST', `${path}/start`);
    assert.deepEqual([busy.status, busy.body.code], [409, 'already_running']);
    assert.equal((await api.call('POST', `${path}/cancel`)).body.error.code, 'cancelled');
    assert.equal((await api.call('POST', `${path}/try`)).body.step, 'try');
    world.imports.change(upload.id, { state: 'waiting', trial: { ...report, batch: null } });
    assert.equal((await api.call('GET', path)).body.trial.batch, null);
    assert.equal((await api.call('POST', `${path}/start`)).status, 202);
    world.imports.change(upload.id, { state: 'imported', report });
    const { body } = await api.call('GET', path);
    assert.deepEqual(
      [body.state, body.report.batch, body.report.tables[0].inserted, body.rejects],
      ['imported', 7, 2, true],
    );
  });

  it('gives back what was rejected as a file', async () => {
    const { status, headers, body } = await api.call('GET', `${path}/rejects`);
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/csv; charset=utf-8']);
    assert.equal(headers.get('content-disposition'), "attachment; filename*=UTF-8''deals.csv.rejects.csv");
    assert.match(body, /rejected_reason/);
  });

  it('is listed with every import, and an import can be taken back', async () => {
    world.imports.imports = [listedImport];
    const { body } = await api.call('GET', '/api/v1/imports');
    assert.deepEqual([body.uploads[0].batch, body.imports[0].batch, body.imports[0].taken_back_at], [7, 7, null]);
    assert.equal((await api.call('POST', '/api/v1/imports/undo', { json: { batch: 7 } })).body.deleted, 2);
    assert.notEqual((await api.call('GET', '/api/v1/imports')).body.imports[0].taken_back_at, null);
    assert.equal((await api.call('POST', '/api/v1/imports/undo', { json: { batch: 8 } })).status, 404);
  });

  it('is not found by another id', async () => {
    assert.equal((await api.call('GET', '/api/v1/imports/0198a3c2-7e14-7c3a-8f2b-000000000000')).status, 404);
    assert.equal((await api.call('GET', '/api/v1/imports/seven')).status, 400);
  });
});

describe('a pretend business', () => {
  it('is offered while there is no data, and made once', async () => {
    const { body } = await api.call('GET', '/api/v1/pretend-business');
    assert.deepEqual([body.offered, body.present, body.state], [true, false, 'none']);
    const made = await api.call('POST', '/api/v1/pretend-business');
    assert.deepEqual([made.status, made.body.state, made.body.offered], [202, 'working', false]);
    assert.equal((await api.call('POST', '/api/v1/pretend-business/remove')).body.code, 'already_running');
  });

  it('tells how far it is, by the training while that is under way', async () => {
    world.pretend.now = {
      state: 'working',
      progress: { step: 'train', message: 'Learning', done: false },
      error: null,
    };
    world.status = { ...world.status, status: 'training', progress: 50 };
    assert.equal((await api.call('GET', '/api/v1/pretend-business')).body.share, 0.5);
    world.pretend.now = { state: 'done', progress: { step: 'score', message: 'Made', done: true }, error: null };
    world.data = { ...world.data, contacts: 200 };
    const { body } = await api.call('GET', '/api/v1/pretend-business');
    assert.deepEqual([body.state, body.present, body.share], ['done', true, 1]);
    assert.deepEqual((await api.call('POST', '/api/v1/pretend-business/remove')).body, { contacts: 200, versions: 3 });
  });

  it('is refused in production, with the reason', async () => {
    world.pretend.production = true;
    const { body } = await api.call('GET', '/api/v1/pretend-business');
    assert.equal(body.offered, false);
    assert.match(body.why_not, /in production/);
    assert.equal((await api.call('POST', '/api/v1/pretend-business')).body.code, 'synthetic_in_production');
  });
});

describe('imports and files that were sent', () => {
  it('go on together by one cursor, each until it ends', async () => {
    world.imports.uploads = ['a', 'b', 'c'].map((name) => ({ ...upload, name }));
    world.imports.imports = [listedImport, { ...listedImport, batch: 99 }];
    const seen: (readonly [readonly string[], readonly number[]])[] = [];
    for (let cursor = ''; ; ) {
      const { uploads, imports, next_cursor: next } = await api.read(`/api/v1/imports?limit=1${cursor}`);
      seen.push([uploads.map(({ name }) => name), imports.map(({ batch }) => batch)]);
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    assert.deepEqual(seen, [
      [['a'], [listedImport.batch]],
      [['b'], [99]],
      [['c'], []],
    ]);
  });
});
