import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { PerennialError } from '../../../domain/errors.ts';
import type { ModelName } from '../../../domain/models.ts';
import type { Answer } from '../../../serving/answers/answer.ts';
import { readLiveModels } from '../../../serving/live/live-models.ts';
import { createPredictions } from '../../../serving/predict.ts';
import { subjectsByText } from '../../../serving/subjects/subjects-by-text.ts';
import { readPeople } from '../../../store/crm/people.ts';
import { oneModel, wholeNumber } from '../../arguments.ts';
import type { Cli } from '../../cli.ts';
import { personFields } from '../../person-fields.ts';
import { plural } from '../../print/format.ts';
import { predictionCsv } from '../../print/serving/prediction-csv.ts';
import { omittedLines, originLine, predictionTable, scoredLine } from '../../print/serving/predictions.ts';
import { untilInterrupted } from '../../session/interruption.ts';
import type { Output } from '../../session/output.ts';
import { openWorking, openWorkingTraining, type Session, type TrainingSession } from '../../session/session.ts';
import { type Ranked, readTop } from '../../top-predictions.ts';

type PredictFlags = { readonly top: number; readonly csv?: string; readonly now?: boolean; readonly all?: boolean };

export function addPredictCommand(program: Command, cli: Cli): void {
  program
    .command('predict')
    .description('Predicts for the given leads or contacts, or shows those that matter most today.')
    .argument('<model>', 'lead_scoring, churn or engagement', oneModel)
    .argument(
      '[people...]',
      'names, phones, e-mails or external ids: of leads for lead_scoring, otherwise of contacts (default: the top ones)',
    )
    .option('--top <count>', 'without names or ids: how many', wholeNumber(1, 10_000), 20)
    .option('--csv <file>', 'also write them with all fields to a CSV file')
    .option('--now', "without names or ids: score now (default: show today's daily scores if there are any)")
    .option('--all', 'first score everybody into a new batch, as happens daily at 04:00 UTC')
    .action((model: ModelName, ids: string[], { top, csv, now, all, ...options }: PredictFlags) =>
      cli.run(options, async ({ output, interrupted, surroundings }) => {
        const asked = ids.flatMap((text) => text.split(',')).filter((id) => id !== '');
        requireOneWay(asked, { now, all });
        const training = all === true ? await openWorkingTraining(surroundings, output) : null;
        const session = training ?? (await openWorking(surroundings, output));
        try {
          if (training !== null) await scoreAll(training, model, output, interrupted);
          const found = await untilInterrupted(interrupted, predict(session, model, asked, top, now ?? false));
          if (found.predictions.length === 0) throw nobody(model);
          const people = await readPeople(
            session.database,
            model,
            found.predictions.map(({ id }) => id),
          );
          output.lines([originLine(model, found), '', ...predictionTable(found.predictions, people, output.width)]);
          if (asked.length === 0) output.lines(omittedLines(model, session.config.leadIdleDays));
          if (csv !== undefined) {
            writeFileSync(csv, predictionCsv(found.predictions, people));
            output.lines(['', `OK Wrote ${plural(found.predictions.length, 'row')} to ${csv}`]);
          }
          output.data(
            found.predictions.map(({ id, served, output: fields }) => ({
              id,
              ...personFields(people.get(id)),
              version: served.by.version.name,
              ...fields,
            })),
          );
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}

function requireOneWay(ids: readonly string[], { now, all }: Pick<PredictFlags, 'now' | 'all'>): void {
  const ways = [
    ...(ids.length > 0 ? ['ids'] : []),
    ...(now === true ? ['--now'] : []),
    ...(all === true ? ['--all'] : []),
  ];
  if (ways.length < 2) return;
  throw new PerennialError(
    'invalid_input',
    `Both ${ways.slice(0, 2).join(' and ')} were given.`,
    'Give ids to ask about some, --all to score everybody first, or --now to ignore the daily scores.',
    { given: ways },
  );
}

async function predict(
  session: Session,
  model: ModelName,
  texts: readonly string[],
  top: number,
  now: boolean,
): Promise<Ranked> {
  const { database, config } = session;
  const { businessTimezone, leadIdleDays } = config;
  const live = await readLiveModels(session);
  if (texts.length === 0)
    return readTop({ database, live, businessTimezone, leadIdleDays }, model, top, { now: new Date(), fresh: now });
  const { version } = live.of(model).champion;
  const moment = new Date();
  const ids = await subjectsByText(database, model, texts);
  const predictions: Answer[] = await createPredictions({ database, live, businessTimezone }).predictById(
    model,
    ids,
    moment,
  );
  return { version, moment, daily: false, predictions };
}

async function scoreAll(
  { scoring, lost }: TrainingSession,
  model: ModelName,
  output: Output,
  interrupted: AbortSignal,
): Promise<void> {
  output.note('Scoring everybody ...');
  const work = scoring.score([model], interrupted);
  const [result] = (await untilInterrupted(lost, work)).models;
  if (result.state === 'skipped')
    throw new PerennialError('model_not_found', result.reason, `Train models first: npx perennial train ${model}`);
  output.lines([scoredLine(result), '']);
}

function nobody(model: ModelName): PerennialError {
  const what = model === 'lead_scoring' ? 'no open lead' : 'no contact';
  const remedy = 'Import data (npx perennial import), or simulate some (npx perennial generate).';
  return new PerennialError('subject_not_found', `There is ${what} to predict for.`, remedy, { model });
}
