import type { ModelName } from '../domain/models.ts';
import { churnOutput } from '../models/churn/output.ts';
import { engagementOutput } from '../models/engagement/output.ts';
import { leadScoringOutput } from '../models/lead-scoring/output.ts';
import type { Prediction } from '../models/output.ts';
import { explainFeatures } from './explain-features.ts';
import type { Served } from './serve-rows.ts';
import { createTurns } from './turns.ts';

/** A prediction in the guide's words, and where it comes from. `id` is '' for a row that was given without one. */
export type Answer = AnswerOf<ModelName>;
export type AnswerOf<Model extends ModelName> = Extract<Prediction, { model: Model }> & { readonly served: Served };

/** What the words depend on beside the model. */
export type Circumstances = {
  readonly optedIn: boolean;
  /** Engagement: the message belongs to a campaign. */
  readonly inCampaign: boolean;
  /** Engagement: the best slot; null where the contact's week isn't known. */
  readonly best: Parameters<typeof engagementOutput>[0]['best'];
};

/** Explains and words, giving other requests their turn in between. */
export async function wordAnswers<Model extends ModelName>(
  model: Model,
  served: readonly Served[],
  circumstances: (served: Served, at: number) => Circumstances,
): Promise<AnswerOf<Model>[]> {
  const turn = createTurns();
  const answers: AnswerOf<Model>[] = [];
  for (const [at, one] of served.entries()) {
    const prediction = word(model, one, circumstances(one, at)) as Extract<Prediction, { model: Model }>;
    answers.push({ ...prediction, served: one });
    await turn();
  }
  return answers;
}

function word(model: ModelName, served: Served, { optedIn, inCampaign, best }: Circumstances): Prediction {
  const { contributions } = explainFeatures(served.by.predictor, served.features);
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
