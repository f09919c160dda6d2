/**
 * Downloads the Temporal CLI into the given folder by the SDK's own means: starting a test environment fetches it first.
 * `temporal-binary.ts` runs this as a process; its last line on stderr says what went wrong.
 */
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';

const downloadDir = process.argv[2];
Runtime.install({ logger: new DefaultLogger('ERROR', () => {}) });
try {
  const executable = { type: 'cached-download', downloadDir } as const;
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  await environment.teardown();
} catch (error) {
  console.error((error as Error).message.replaceAll('\n', ' '));
  process.exitCode = 1;
}
