import type { Command } from 'commander';
import type { ModelName } from '../../../domain/models.ts';
import { traceAnswer } from '../../../ingest/trace/trace-answer.ts';
import { oneModel } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { traceLines } from '../../print/serving/trace.ts';
import { openReading } from '../../session/session.ts';

export function addTraceCommand(program: Command, cli: Cli): void {
  program
    .command('trace')
    .description('What stands behind a prediction or a version: gate, run, training set, and how its rows came.')
    .argument('<id>', 'id of a prediction, or name of a version')
    .option('--model <model>', 'whose version it is, where several models have one of this name', oneModel)
    .action((id: string, { model, ...options }: { model?: ModelName }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const session = await openReading(surroundings);
        try {
          const trace = await traceAnswer(session.database, id, model);
          output.lines(traceLines(trace, output.width));
          output.data(trace);
        } finally {
          await session.close();
        }
      }),
    );
}
