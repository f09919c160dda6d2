import assert from 'node:assert/strict';
import { it } from 'node:test';
import { connectTemporal } from '../../control/connect-temporal.ts';
import { freePorts } from '../../stack/ports.ts';

for (const patience of [1_000, undefined]) {
  it(`a call that waits for its next attempt fails when the connection is closed, ${patience === undefined ? "a worker's" : "the API's"} too`, async () => {
    const [port] = await freePorts(1);
    const { connection } = await connectTemporal(`127.0.0.1:${port}`, 'default', { patience, lazily: true });
    // its first attempt fails at once, for nobody listens
    const asked = connection.workflowService.getSystemInfo({});
    const refused = assert.rejects(asked, /closed/);
    await connection.close();
    await refused;
  });
}
