import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { TrainingStatus } from '../../../control/status.ts';
import type { Cli } from '../../cli.ts';
import { statusLines, statusStep } from '../../print/training/status.ts';
import { visibleJson } from '../../print/visible-text.ts';
import { untilInterrupted } from '../../session/interruption.ts';
import type { Output } from '../../session/output.ts';
import { openReadingOfTraining, type TrainingSession } from '../../session/session.ts';

/** ms between two status requests of --watch. */
const watchInterval = 1000;

export function addStatusCommand(program: Command, cli: Cli): void {
  program
    .command('status')
    .description('Shows the training in progress, or the last one.')
    .option('--watch', 'follow it until it ends; with --json, print a line of JSON for each change')
    .action((options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openReadingOfTraining(surroundings);
        try {
          if (options.watch) return await watch(session, output, interrupted, surroundings.stdout);
          const status = await session.training.status();
          output.lines(statusLines(status, new Date()));
          output.data(status);
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

/** Ctrl-C ends watching, never the training. */
async function watch(
  { training, lost }: TrainingSession,
  output: Output,
  interrupted: AbortSignal,
  stdout: { write(text: string): unknown },
): Promise<undefined> {
  const bar = output.startBar();
  let shown: string | null = null;
  let status: TrainingStatus = await training.status();
  try {
    while (status.status === 'training' && !interrupted.aborted) {
      bar.update(status.progress / 100, status.message);
      if (output.json && statusStep(status) !== shown) stdout.write(`${visibleJson(status)}\n`);
      shown = statusStep(status);
      await sleep(watchInterval, undefined, { signal: AbortSignal.any([interrupted, lost]) }).catch(() => {});
      status = await untilInterrupted(lost, training.status());
    }
    if (status.status === 'completed') bar.complete();
  } finally {
    bar.stop();
  }
  if (output.json) stdout.write(`${visibleJson(status)}\n`);
  else output.lines(interrupted.aborted ? ['The training goes on.'] : statusLines(status, new Date()));
}
