import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type RetentionInput, type RetentionResult, workflowTypes } from '../../contract/messages.ts';
import { type Config, readConfig } from '../../stack/config.ts';
import { requireTemporal } from '../../stack/temporal/temporal-server.ts';
import { createLogger } from '../../telemetry/log.ts';
import { startWorkers } from '../../workers/start-workers.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { type SecuredTemporal, secureTemporal } from '../stack/secured-temporal.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

describe('a Temporal server behind', () => {
  let pipeline: RunningPipeline;
  const home = temporaryFolder();

  before(async () => {
    pipeline = await startPipeline({ seed: null, workers: false });
  });
  after(() => pipeline.close());

  function configured({ environment }: SecuredTemporal, changes: Record<string, string> = {}): Config {
    const { temporal, config } = pipeline;
    return readConfig({
      PERENNIAL_HOME: home,
      PERENNIAL_INSTALLATION: config.temporal.installation,
      TEMPORAL_NAMESPACE: temporal.namespace,
      ...environment,
      ...changes,
    });
  }

  /** Worker and client alike go through it. */
  async function runWorkflow(config: Config, workflowId: string): Promise<RetentionResult> {
    const temporalAddress = config.temporal.address ?? '';
    const log = createLogger('test-worker', 'error');
    const workers = await startWorkers({
      ...{ config, databaseUrl: pipeline.databaseUrl, temporalAddress, log },
      queues: ['orchestration'],
    });
    try {
      const { client, installation } = workers.composition.controls;
      return await client.workflow.execute<(input: RetentionInput) => Promise<RetentionResult>>(
        workflowTypes.retention,
        { workflowId, taskQueue: installation.taskQueue('orchestration'), args: [{ limits: testLimits }] },
      );
    } finally {
      await workers.stop();
    }
  }

  const kinds = [
    ['tls', 'TLS'],
    ['certificate', "a client's certificate"],
    ['key', 'an API key'],
  ] as const;
  for (const [asks, words] of kinds) {
    it(`${words} runs workflows`, async () => {
      const secured = await secureTemporal(pipeline.temporal.address, { asks });
      try {
        assert.ok((await runWorkflow(configured(secured), `behind-${asks}`)).tables.length > 0);
      } finally {
        await secured.close();
      }
    });
  }

  it('an API key is unavailable to whoever has another key, and the remedy names the variable', async () => {
    const secured = await secureTemporal(pipeline.temporal.address, { asks: 'key' });
    try {
      const { address = '', namespace, security } = configured(secured, { TEMPORAL_API_KEY: 'guessed' }).temporal;
      await assert.rejects(requireTemporal(address, namespace, 300, { security }), {
        code: 'temporal_unavailable',
        remedy: /TEMPORAL_API_KEY/,
      });
    } finally {
      await secured.close();
    }
  });
});
