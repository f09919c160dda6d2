import type { ModelName } from '../../domain/models.ts';
import { churnOutput } from '../../models/churn/output.ts';
import { engagementOutput } from '../../models/engagement/output.ts';
import type { Contribution } from '../../models/factors.ts';
import { leadScoringOutput } from '../../models/lead-scoring/output.ts';
import type { Prediction } from '../../models/output.ts';
import { workInBlocks } from '../turns.ts';
import { type ExplainedFeatures, explainBatch } from './explain-features.ts';
import type { Served } from './serve-rows.ts';

/** A prediction in the guide's words, and its origin. `id` is '' for a row that came without one. */
export type Answer = AnswerOf<ModelName>;
export type AnswerOf<Model extends ModelName> = Extract<Prediction, { model: Model }> & { readonly served: Served };

/** What the wording depends on besides the model. */
export type Circumstances = {
  readonly optedIn: boolean;
  /** Engagement: the message belongs to a campaign. */
  readonly inCampaign: boolean;
  /** Engagement: the best slot; null where the contact's week isn't known. */
  readonly best: Parameters<typeof engagementOutput>[0]['best'];
};

/** Explains answers and puts them into words; other requests get their turn in between. */
export async function wordAnswers<Model extends ModelName>(
  model: Model,
  served: readonly Served[],
  circumstances: (served: Served, at: number) => Circumstances,
): Promise<AnswerOf<Model>[]> {
  const answers: AnswerOf<Model>[] = [];
  await workInBlocks(served.length, (from, to) => {
    const block = served.slice(from, to);
    const explained = explainBlock(block);
    for (const [at, one] of block.entries()) {
      const prediction = word(model, one, explained[at].contributions, circumstances(one, from + at));
      answers.push({ ...(prediction as Extract<Prediction, { model: Model }>), served: one });
    }
  });
  return answers;
}

/** Explains each row with the model that answered it, in the order of the rows. */
function explainBlock(block: readonly Served[]): ExplainedFeatures[] {
  const explained: ExplainedFeatures[] = [];
  for (const [predictor, places] of Map.groupBy(block.keys(), (at) => block[at].by.predictor)) {
    const rows = places.map((place) => block[place].features);
    for (const [at, row] of explainBatch(predictor, rows).entries()) explained[places[at]] = row;
  }
  return explained;
}

function word(
  model: ModelName,
  served: Served,
  contributions: readonly Contribution[],
  { optedIn, inCampaign, best }: Circumstances,
): Prediction {
  const { value, confidence } = served;
  const id = served.subject ?? '';
  switch (model) {
    case 'lead_scoring':
      return { model, id, output: leadScoringOutput({ score: value, confidence, optedIn, contributions }) };
    case 'churn':
      return { model, id, output: churnOutput({ probability: value, confidence, optedIn, contributions }) };
    case 'engagement': {
      const output = engagementOutput({ probability: value, confidence, optedIn, contributions, inCampaign, best });
      return { model, id, output };
    }
  }
}
