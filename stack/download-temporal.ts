/**
 * Downloads the Temporal CLI by the SDK's own means into the folder given: starting a test environment fetches it first. Run as a
 * process by `temporal-binary.ts`.
 */

import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';

const downloadDir = process.argv[2];
Runtime.install({ logger: new DefaultLogger('ERROR') });
const environment = await TestWorkflowEnvironment.createLocal({
  server: { executable: { type: 'cached-download', downloadDir } },
});
await environment.teardown();
