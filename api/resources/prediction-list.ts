import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { qualityTier, riskLevel } from '../../domain/tiers.ts';
import { dayOf, timeOf } from '../../models/engagement/local-time.ts';
import { rounded } from '../../models/rounded.ts';
import type { Answer } from '../../serving/answers/answer.ts';
import type { PredictionList as Listed, ListedAnswer } from '../../serving/answers/list-predictions.ts';
import type { BatchOrder } from '../../store/predictions/prediction-batches.ts';
import {
  type ListedPrediction,
  type PredictionList,
  predictionListQuerySchema,
  predictionListSchema,
} from '../contracts/prediction-list.ts';
import { answerPage } from '../http/cursors.ts';
import { defineOperation, type Operation } from '../http/operation.ts';
import type { Ports } from '../ports.ts';
import { presentPerson } from './people.ts';

export function predictionListOperations({ predictions }: Pick<Ports, 'predictions'>): Operation[] {
  return [
    defineOperation({
      method: 'get',
      path: '/api/v1/predictions',
      operationId: 'listPredictions',
      tag: 'Predictions',
      summary: 'Which leads to call, who is leaving, whom to write to: the latest daily scores of everybody',
      query: predictionListQuerySchema,
      success: { status: 200, description: 'A page of the latest batch.', schema: predictionListSchema },
      refusals: ['model_not_found'],
      handle: async ({ query: { offset, ...query } }) => {
        const { model, sort, owner, q, unhandled, cursor } = query;
        if (cursor !== undefined && offset !== undefined) throw eitherOr();
        const order = { sort: sort.replace('-', '') as BatchOrder, descending: sort.startsWith('-') };
        const filter = { owner, text: q, unhandled: unhandled === 'true' };
        let list: Listed | null = null;
        const { next_cursor } = await answerPage('predictions', query, async (page) => {
          list = await predictions.list(model, { ...order, ...page, offset, ...filter }, new Date());
          return { rows: [], next: list?.next ?? null };
        });
        return { ...present(model, list), next_cursor };
      },
    }),
  ];
}

function present(model: ModelName, list: Listed | null): Omit<PredictionList, 'next_cursor'> {
  if (list === null) {
    const note = `Nobody was scored yet: it happens daily at 04:00 UTC, or now by npx perennial predict ${model} --all.`;
    return { model, batch: null, total: 0, predictions: [], note };
  }
  const { batch, version, total, open, predictions } = list;
  return {
    model,
    batch: {
      id: batch.id,
      version,
      as_of: batch.scoredAt.toISOString(),
      finished_at: batch.finishedAt.toISOString(),
      subjects: batch.subjects,
      left_out: batch.subjects - open,
    },
    total,
    predictions: predictions.map((each) => presentOne(model, each)),
    note: null,
  };
}

function eitherOr(): PerennialError {
  return new PerennialError(
    'invalid_input',
    'query.offset counts from the beginning of the list, query.cursor goes on behind a page.',
    'Send query.cursor alone.',
    { problems: [{ at: 'query.offset', problem: 'goes with no cursor' }] },
  );
}

function presentOne(model: ModelName, listed: ListedAnswer): ListedPrediction {
  const { prediction, version, recipient, best, person, words, previous } = listed;
  const { id, subject, value, confidence, arm, createdAt } = prediction;
  const zone = recipient?.zone ?? null;
  const known = best !== null && zone !== null;
  const ofModel = {
    lead_scoring: () => ({ quality_tier: qualityTier(rounded(value, 1)).name }),
    churn: () => ({ risk_level: riskLevel(rounded(value, 2)).name }),
    engagement: () => ({
      optimal_send_time: known ? timeOf(best, zone) : null,
      best_day: known ? dayOf(best, zone) : null,
      time_zone: zone,
    }),
  };
  return {
    prediction_id: id,
    id: subject,
    ...presentPerson(person),
    value,
    ...ofModel[model](),
    confidence,
    change: previous === null ? null : value - previous,
    ...reasonsOf(words),
    version,
    arm,
    opted_in: recipient?.optedIn ?? false,
    scored_at: createdAt.toISOString(),
  };
}

function reasonsOf(words: Answer | null): Pick<ListedPrediction, 'factors' | 'recommendations'> {
  if (words === null) return { factors: { positive: [], negative: [] }, recommendations: [] };
  switch (words.model) {
    case 'lead_scoring':
      return { factors: words.output.factors, recommendations: [words.output.recommendation] };
    case 'churn': {
      const { risk_factors: positive, recommendations } = words.output;
      return { factors: { positive, negative: [] }, recommendations };
    }
    case 'engagement':
      return { factors: words.output.engagement_factors, recommendations: words.output.recommendations };
  }
}
