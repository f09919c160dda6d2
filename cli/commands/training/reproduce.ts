import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import type { Cli } from '../../cli.ts';
import { exitCodes } from '../../exit-codes.ts';
import { reproductionLines } from '../../print/training/reproduction.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openWorkingTraining } from '../../session/session.ts';

export function addReproduceCommand(program: Command, cli: Cli): void {
  program
    .command('reproduce')
    .description('Trains a past run again from its recorded snapshot, and says whether the model has the same bytes.')
    .argument('<run>', 'its id, see npx perennial trace')
    .option('--anyway', 'also with other code, or on another machine')
    .action((runId: string, { anyway = false, ...options }: { anyway?: boolean }) =>
      cli.run(options, async ({ output, surroundings, interrupted }) => {
        const session = await openWorkingTraining(surroundings, output);
        try {
          const { reproduction, lost } = session;
          await reproduction.start(runId, { anyway, act: cliAct('reproduceRun', runId) });
          const stop = () => void reproduction.cancel(runId).catch(() => {});
          interrupted.addEventListener('abort', stop, { once: true });
          const left = new Promise<never>((_, leave) => {
            lost.addEventListener('abort', () => leave(lost.reason), { once: true });
          });
          const result = await Promise.race([reproduction.waitFor(runId), left]);
          interrupted.removeEventListener('abort', stop);
          if (result.verdict === 'refused')
            throw new PerennialError('not_reproducible', result.message, result.remedy, { why: result.why });
          output.lines(reproductionLines(result));
          output.data(result);
          return result.verdict === 'same_bytes' ? exitCodes.ok.code : exitCodes.failure.code;
        } finally {
          await session.close();
        }
      }),
    );
}
