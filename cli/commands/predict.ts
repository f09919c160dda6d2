import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { readLiveModels } from '../../serving/live-models.ts';
import { createPredictions } from '../../serving/predict.ts';
import { oneModel, wholeNumber } from '../arguments.ts';
import type { Cli } from '../cli.ts';
import { untilInterrupted } from '../interruption.ts';
import { plural } from '../print/format.ts';
import { predictionCsv } from '../print/prediction-csv.ts';
import { predictionTable } from '../print/predictions.ts';
import { openWorking } from '../session.ts';

export function addPredictCommand(program: Command, cli: Cli): void {
  program
    .command('predict')
    .description('Predicts for the given leads or contacts, or shows those that matter most now.')
    .argument('<model>', 'lead_scoring, churn or engagement', oneModel)
    .argument('[ids...]', 'external ids: of leads for lead_scoring, else of contacts (default: the top ones)')
    .option('--top <count>', 'without ids: how many', wholeNumber(1, 10_000), 20)
    .option('--csv <file>', 'also write them with all fields to a CSV file')
    .action((model: ModelName, ids: string[], { top, csv, ...options }) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const session = await openWorking(surroundings, output);
        try {
          const asked = ids.flatMap((text) => text.split(',')).filter((id) => id !== '');
          const { businessTimezone } = session.config;
          const live = await readLiveModels(session);
          const serving = createPredictions({ database: session.database, live, businessTimezone });
          const now = new Date();
          const work = asked.length === 0 ? serving.top(model, top, now) : serving.predictById(model, asked, now);
          const predictions = await untilInterrupted(interrupted, work);
          if (predictions.length === 0) throw nobody(model);
          output.lines(predictionTable(predictions));
          if (csv !== undefined) {
            writeFileSync(csv, predictionCsv(predictions));
            output.lines(['', `OK Wrote ${plural(predictions.length, 'row')} to ${csv}`]);
          }
          output.data(predictions.map(({ id, output: fields }) => ({ id, ...fields })));
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

function nobody(model: ModelName): PerennialError {
  const what = model === 'lead_scoring' ? 'no open lead' : 'no contact';
  const remedy = 'Import data (npx perennial import), or simulate some (npx perennial generate).';
  return new PerennialError('subject_not_found', `There is ${what} to predict for.`, remedy, { model });
}
