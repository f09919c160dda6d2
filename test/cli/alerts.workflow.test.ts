import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { listMails } from '../../store/alerts/mails.ts';
import { mailSettings, startSmtpServer, type TestSmtpServer } from '../mail/smtp-server.ts';
import { type RunningPipeline, startPipeline, workerEnvironment } from '../workflows/running-pipeline.ts';
import { runOnce } from './run-cli.ts';

describe('perennial alerts test, where a worker runs', () => {
  let pipeline: RunningPipeline;
  let server: TestSmtpServer;
  before(async () => {
    server = await startSmtpServer();
    pipeline = await startPipeline({ seed: null, workers: false, env: mailSettings(server) });
    await pipeline.startWorkers(['orchestration']);
  });
  after(async () => {
    await pipeline.close();
    await server.close();
  });

  const test = () => {
    const { PATH: _path, ...connected } = workerEnvironment(pipeline);
    // the worker knows the mail server; this command need not know it
    const env = { ...(connected as Record<string, string>), ALERT_TO: 'operator@example.org' };
    return runOnce(['alerts', 'test'], { env });
  };

  it('goes through outbox, workflow and worker, and reports each hop', async () => {
    const { code, stdout, stderr } = await test();
    assert.equal(code, 0, stderr);
    for (const hop of [
      /^OK Outbox: mail \d+ to operator@example\.org$/m,
      /^OK Temporal: workflow \S+$/m,
      /^OK Delivered to operator@example\.org: sent by the worker at \S+, attempt 1$/m,
    ]) {
      assert.match(stdout, hop);
    }
    assert.equal(server.received.length, 1);
    assert.equal((await listMails(pipeline.database))[0]?.state, 'sent');
  });

  it("ends with the worker's own error while the server is away", async () => {
    await server.close();
    const { code, stderr } = await test();
    assert.notEqual(code, 0);
    assert.match(stderr, /The worker could not deliver the mail to operator@example\.org: .*ECONNREFUSED/);
  });
});
