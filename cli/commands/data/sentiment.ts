import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { sentimentLine } from '../../print/data/sentiment.ts';
import { openReadingOfTraining, openWorkingTraining } from '../../session/session.ts';

type Options = { status?: boolean; cancel?: boolean; json?: boolean };

/** `data sentiment`: starts measuring, or joins the one under way. Ctrl-C leaves it at work: `--cancel` ends it. */
export function addSentimentCommand(data: Command, cli: Cli): void {
  data
    .command('sentiment')
    .description('Measures the sentiment of what contacts wrote, where the business gives none. Goes on where it was.')
    .option('--status', 'only say how far it is')
    .option('--cancel', 'end the one under way; what it measured stays')
    .action(({ status, cancel, ...options }: Options) =>
      cli.run(options, async ({ output, surroundings, interrupted }) => {
        const only = status === true || cancel === true;
        const session = await (only ? openReadingOfTraining(surroundings) : openWorkingTraining(surroundings, output));
        try {
          const { sentiment } = session;
          if (cancel === true) {
            const cancelled = await sentiment.cancel();
            output.lines([cancelled ? 'OK Cancelled. What was measured stays.' : 'Nothing is being measured.']);
            output.data({ cancelled });
            return;
          }
          if (status === true) {
            const progress = await sentiment.progress();
            output.lines([progress === null ? 'Nothing has been measured yet.' : sentimentLine(progress)]);
            output.data(progress);
            return;
          }
          await sentiment.fill();
          const bar = output.startBar();
          const left = new Promise<null>((leave) => {
            for (const signal of [interrupted, session.lost])
              signal.addEventListener('abort', () => leave(null), { once: true });
          });
          const ended = await Promise.race([
            sentiment.waitFor(({ read, total }) => bar.update(total === null || total === 0 ? 0 : read / total)),
            left,
          ]);
          if (ended === null) bar.stop();
          else bar.complete();
          session.lost.throwIfAborted();
          output.lines([ended === null ? 'It goes on in the background (--cancel ends it).' : sentimentLine(ended)]);
          output.data(ended);
        } finally {
          await session.close();
        }
      }),
    );
}
