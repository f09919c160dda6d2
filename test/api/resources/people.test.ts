import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { anna } from '../fake-people.ts';
import { call, fakePorts, fakeWorld, listen, type TestApi, tokenOf } from '../fakes.ts';

let api: TestApi;
before(async () => {
  api = await listen(fakePorts(fakeWorld()));
});
after(() => api.close());

const person = `/api/v1/people/${anna.contact}`;
const ask = (method: 'GET' | 'POST', path: string, json?: object) =>
  call(api.url, method, path, { authorization: `Bearer ${tokenOf.admin}`, ...(json && { json }) });

test('a person is exported, and erased once their id is sent along; the answer names where something may be left', async () => {
  const { status, body } = await ask('GET', `${person}/export`);
  assert.deepEqual([status, body.contact_id, body.tables.contacts.length], [200, anna.contact, 1]);

  const refused = await ask('POST', `${person}/erase`, { confirm: 'yes' });
  assert.deepEqual([refused.status, refused.body.code], [422, 'invalid_input']);
  assert.equal((await ask('GET', person)).status, 200, 'they are still there');

  const erased = await ask('POST', `${person}/erase`, { confirm: anna.contact });
  assert.deepEqual([erased.status, erased.body.erased], [200, { contacts: 1, messages: 12 }]);
  assert.match(erased.body.remains[0].where, /Temporal/);
  assert.doesNotMatch(JSON.stringify(erased.body), /anna/i);
  assert.equal((await ask('POST', `${person}/erase`, { confirm: anna.contact })).status, 404);
});
