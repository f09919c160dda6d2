import { join } from 'node:path';
import type { StartWorkers } from './cli.ts';
import { runCli } from './program.ts';

/** `npx perennial`: cli/perennial.mjs finds a Node that runs TypeScript and starts this file with it. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0); // `perennial history | head`: nobody reads the rest
  throw error;
});

const exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  startWorkers,
});
// Everything of ours is closed, and a library's timer must not keep the process alive. Output is flushed first (Windows).
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)));

/** Workers of both queues in this process. Their log goes to a file, because the screen shows the training's progress. */
async function startWorkers(options: Parameters<StartWorkers>[0]): ReturnType<StartWorkers> {
  // loaded only for training, because loading them takes long
  const [workers, { createLogger }, { openLogFile }] = await Promise.all([
    import('../workers/start-workers.ts'),
    import('../telemetry/log.ts'),
    import('../telemetry/log-file.ts'),
  ]);
  const file = openLogFile(join(options.config.home, 'logs', 'workers.log'));
  return await workers.startWorkers({ ...options, log: createLogger('workers', options.config.logLevel, file) });
}
