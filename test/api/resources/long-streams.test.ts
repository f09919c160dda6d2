import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { Caller } from '../../../api/http/authentication.ts';
import type { Operation, RawRequest } from '../../../api/http/operation.ts';
import { eventOperations } from '../../../api/resources/events.ts';
import { rowOperations } from '../../../api/resources/rows.ts';
import { fakePorts, fakeWorld } from '../fakes.ts';

const ports = fakePorts(fakeWorld());
const actor = { kind: 'token', id: 'crm', name: 'crm', role: 'operator' } as const;

/** What was let in by a token that may be revoked meanwhile. */
function caller(): { readonly caller: Caller; revoke(): void } {
  let good = true;
  return {
    caller: { actor, person: null, credential: 'crm.secret', isStillIn: async () => good },
    revoke() {
      good = false;
    },
  };
}

async function streamOf(operation: Operation | undefined, request: Partial<RawRequest>): Promise<Readable> {
  const answer = await operation?.respond({ query: {}, params: {}, headers: {}, ...request } as RawRequest);
  return answer !== undefined && 'stream' in answer ? answer.stream : assert.fail('no stream');
}

describe('a stream whose token is revoked, or whose session ends', { timeout: 20_000 }, () => {
  it('of events ends when that is looked at again, and goes on until then', async () => {
    const guest = caller();
    const [follow] = eventOperations(ports, { lookAgain: 2 });
    const stream = await streamOf(follow, { caller: guest.caller });
    let looks = 0;
    const { isStillIn } = guest.caller;
    Object.assign(guest.caller, {
      isStillIn: async () => {
        if (++looks === 2) guest.revoke();
        return await isStillIn();
      },
    });
    let text = '';
    for await (const part of stream) text += part;
    assert.match(text, /^retry: /);
    assert.equal(looks, 2);
  });

  it('of events goes on while nobody can be asked', async () => {
    let looks = 0;
    const [follow] = eventOperations(ports, { lookAgain: 2 });
    const isStillIn = async () => {
      if (++looks < 3) throw new Error('the database is away');
      return false;
    };
    const stream = await streamOf(follow, { caller: { ...caller().caller, isStillIn } });
    for await (const _ of stream);
    assert.equal(looks, 3);
  });

  it('of rows writes no further row, and says from which line on', async () => {
    const guest = caller();
    const written: unknown[] = [];
    const write: typeof ports.rows.write = async (_table, rows) => {
      written.push(...rows);
      return { results: rows.map(() => ({ status: 'inserted', problems: [] })), released: 0 };
    };
    const [send] = rowOperations({ ...ports, rows: { write } });
    const incoming = Object.assign(new PassThrough(), { headers: {} }) as unknown as PassThrough & IncomingMessage;
    const headers = { 'content-type': 'application/x-ndjson' };
    const stream = await streamOf(send, {
      ...{ caller: guest.caller, incoming, headers, params: { table: 'contacts' } },
    });
    const told = stream[Symbol.asyncIterator]();
    incoming.write('{"external_id": "a"}\n');
    assert.deepEqual(JSON.parse(String((await told.next()).value)), { line: 1, status: 'inserted' });
    guest.revoke();
    incoming.write('{"external_id": "b"}\n');
    const { error, line } = JSON.parse(String((await told.next()).value));
    assert.deepEqual([error.code, line, written.length], ['unauthorized', 2, 1]);
    assert.equal((await told.next()).done, true);
  });
});
