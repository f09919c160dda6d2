/**
 * Downloads the Temporal CLI by the SDK's own means into the folder given: starting a test environment fetches it first. Run as a
 * process by `temporal-binary.ts`; its last line on stderr says what went wrong.
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
