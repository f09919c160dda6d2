import type { Command } from 'commander';
import { isPerennialError } from '../../../domain/errors.ts';
import type { Cli } from '../../cli.ts';
import { cancelledLines } from '../../print/training/cancel.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openReadingOfTraining } from '../../session/session.ts';

export function addCancelCommand(program: Command, cli: Cli): void {
  program
    .command('cancel')
    .description('Cancels the training in progress and waits until it has stopped.')
    .alias('stop')
    .action((options) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openReadingOfTraining(surroundings);
        try {
          const { training } = session;
          const { retrainId } = await training.cancel(cliAct('stopTraining'));
          output.lines([`Cancelling ${retrainId}...`]);
          const cancelled = await endsCancelled(
            training.waitFor(retrainId, undefined, AbortSignal.any([interrupted, session.lost])),
          );
          output.lines(cancelledLines(cancelled));
          output.data({ retrain_id: retrainId, cancelled });
        } finally {
          await session.close();
        }
      }),
    );
}

/** False when the run reached its end before the request reached it. */
async function endsCancelled(ending: Promise<unknown>): Promise<boolean> {
  try {
    await ending;
    return false;
  } catch (error) {
    if (isPerennialError(error) && error.code === 'cancelled') return true;
    throw error;
  }
}
