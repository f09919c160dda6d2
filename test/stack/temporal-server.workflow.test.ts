import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { PerennialError } from '../../domain/errors.ts';
import { startStack } from '../../stack/embedded-stack.ts';
import { freePorts } from '../../stack/ports.ts';
import { ensureSearchAttributes, requireTemporal } from '../../stack/temporal/temporal-server.ts';
import { temporaryFolder, testDatabase, testTemporal } from '../infrastructure.ts';

const model = defineSearchAttributeKey('PerennialModel', 'KEYWORD');

async function withClient<T>(address: string, namespace: string, work: (client: Client) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ address });
  try {
    return await work(new Client({ connection, namespace }));
  } finally {
    await connection.close();
  }
}

test('a test file has its own namespace, in which runs are found by our search attributes', async () => {
  const [one, other] = await Promise.all([testTemporal(), testTemporal()]);
  assert.notEqual(one.namespace, other.namespace);
  await ensureSearchAttributes(one.address, one.namespace); // a second time: nothing to add
  const found = await withClient(one.address, one.namespace, async (client) => {
    const typedSearchAttributes = [{ key: model, value: 'churn' }];
    await client.workflow.start('any', { taskQueue: 'none', workflowId: 'one', typedSearchAttributes });
    const ids: string[] = [];
    // listing lags behind starting, by a moment on a busy machine
    while (ids.length === 0) {
      for await (const { workflowId } of client.workflow.list({ query: "PerennialModel = 'churn'" }))
        ids.push(workflowId);
    }
    return ids;
  });
  assert.deepEqual(found, ['one']);
});

test('runs survive a restart of the embedded Temporal server', async () => {
  const database = await testDatabase();
  const home = temporaryFolder();
  const [postgres = 0, temporal = 0] = await freePorts(2);
  const options = { home, ports: { postgres, temporal }, databaseUrl: database.url };
  const first = await startStack(options);
  await withClient(first.temporalAddress ?? '', 'default', (client) =>
    client.workflow.start('any', { taskQueue: 'none', workflowId: 'kept' }),
  );
  await first.stop();
  const again = await startStack(options);
  try {
    const { status } = await withClient(again.temporalAddress ?? '', 'default', (client) =>
      client.workflow.getHandle('kept').describe(),
    );
    assert.equal(status.name, 'RUNNING');
  } finally {
    await again.stop();
    await database.close();
  }
});

test('a Temporal server that does not answer is temporal_unavailable with its address', async () => {
  const [port = 0] = await freePorts(1);
  await assert.rejects(requireTemporal(`127.0.0.1:${port}`, 'default', 100), (error: PerennialError) => {
    assert.equal(error.code, 'temporal_unavailable');
    assert.match(error.message, new RegExp(`127.0.0.1:${port}`));
    assert.match(error.remedy, /TEMPORAL_ADDRESS/);
    return true;
  });
});

test('a Temporal server that answers late, as on a busy machine, is waited for', async () => {
  const { address, namespace } = await testTemporal();
  const [host = '', port] = address.split(':');
  const late = createServer((near) => {
    const far = connect(Number(port), host);
    near.pipe(far);
    // an answer takes longer than the first attempt has
    far.on('data', (bytes) => setTimeout(() => near.write(bytes), 600));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const)
      one.on('error', () => {}).on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => late.listen(0, '127.0.0.1', resolve));
  try {
    await requireTemporal(`127.0.0.1:${(late.address() as AddressInfo).port}`, namespace, 60_000);
  } finally {
    late.close();
  }
});
