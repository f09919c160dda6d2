import type { ModelName } from '../../domain/models.ts';
import type { Served } from '../../serving/answers/serve-rows.ts';
import { openLiveModels } from '../../serving/live/open-live-models.ts';
import { createPredictions } from '../../serving/predict.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { openDatabase } from '../../store/database/database.ts';
import type { Expected, ExpectedPrediction } from './expected.ts';
import type { Upgraded } from './upgraded.ts';

/**
 * The same questions as of the same moments, which the API can't be asked for: it answers as of now. In the order of `expected`, with
 * every bit of what the prediction log would keep.
 */
export async function askAgain(
  { databaseUrl, config }: Upgraded,
  { predictions, message, madeAt }: Expected,
): Promise<Omit<ExpectedPrediction, 'id' | 'at'>[]> {
  const database = await openDatabase(databaseUrl, { applicationName: 'test' });
  // as of then: a challenger that nobody has looked at since isn't served
  const clock = () => new Date(madeAt);
  const live = await openLiveModels({ database, blobs: openBlobs(config.artifactsFolder), clock });
  const found = new Map<string, Omit<ExpectedPrediction, 'id' | 'at'>>();
  const { predictById, predictMessages } = createPredictions({ database, live, record });

  function record(model: ModelName, served: readonly Served[]): void {
    for (const { subject, by, arm, value, modelOutput, confidence } of served) {
      const { name: version } = by.version;
      const known = { model, subject: subject ?? '', version, arm, value, output: modelOutput, confidence };
      found.set(keyOf(known), known);
    }
  }

  try {
    // one request a model, so that all its predictions have one moment
    for (const [model, asked] of Map.groupBy(predictions, (each) => each.model)) {
      const at = new Date(asked[0]?.at ?? '');
      const subjects = asked.map(({ subject }) => subject);
      if (model === 'engagement') {
        const planned = { message: message.message, sendAt: new Date(message.send_at) };
        await predictMessages(
          subjects.map((contactId) => ({ contactId, ...planned })),
          at,
        );
      } else await predictById(model, subjects, at);
    }
    return predictions.flatMap((each) => found.get(keyOf(each)) ?? []);
  } finally {
    await live.close();
    await database.close();
  }
}

function keyOf({ model, subject }: { readonly model: ModelName; readonly subject: string }): string {
  return `${model} ${subject}`;
}
