import { z } from 'zod';
import type { ModelName } from '../../domain/models.ts';
import { confidenceWords } from '../../models/confidence-words.ts';
import { sumByGroup } from '../../models/feature-groups.ts';
import type { Answer } from '../../serving/answers/answer.ts';
import type { ExplainedPrediction } from '../../serving/answers/explain-prediction.ts';
import type { Row } from '../../serving/answers/serve-rows.ts';
import type { RowFeatures } from '../../serving/predict.ts';
import type { PlannedMessageRequest } from '../../serving/subjects/read-messages.ts';
import {
  churnPredictionsSchema,
  engagementPredictionsSchema,
  explanationSchema,
  leadScoringPredictionsSchema,
  type PredictionExplanation,
  plannedMessagesSchema,
  predictionParamsSchema,
  predictionsBodyLimit,
  rowsSchema,
  rowsSchemas,
  subjectIdsSchema,
} from '../contracts/predictions.ts';
import { defineOperation, type Operation, parseInput } from '../http/operation.ts';
import type { Ports } from '../ports.ts';
import { presentPerson } from './people.ts';
import { predictionListOperations } from './prediction-list.ts';
import { readRows } from './read-rows.ts';

export function predictionOperations({ predictions }: Pick<Ports, 'predictions'>): Operation[] {
  const byId = (model: ModelName) => async (body: unknown, now: Date) =>
    predictions.predictById(model, parseInput(subjectIdsSchema, body, 'body').ids, now);

  return [
    askModel(predictions, {
      model: 'lead_scoring',
      operationId: 'scoreLeads',
      summary: 'Score leads from 0 to 100, with quality tier, recommendation and reasons',
      others: subjectIdsSchema,
      askOthers: byId('lead_scoring'),
      answer: leadScoringPredictionsSchema,
    }),
    askModel(predictions, {
      model: 'churn',
      operationId: 'predictChurn',
      summary: 'Predict which contacts leave, with risk level, recommendations and reasons',
      others: subjectIdsSchema,
      askOthers: byId('churn'),
      answer: churnPredictionsSchema,
    }),
    askModel(predictions, {
      model: 'engagement',
      operationId: 'predictEngagement',
      summary: 'Predict whether planned messages are answered, and when to send them',
      others: plannedMessagesSchema,
      askOthers: async (body, now) => {
        const { messages } = parseInput(plannedMessagesSchema, body, 'body');
        return predictions.predictMessages(messages.map(toRequest), now);
      },
      answer: engagementPredictionsSchema,
    }),
    ...predictionListOperations({ predictions }),
    defineOperation({
      method: 'get',
      path: '/api/v1/predictions/{prediction_id}',
      operationId: 'explainPrediction',
      tag: 'Predictions',
      summary: 'Explain one prediction: what each feature contributed',
      params: predictionParamsSchema,
      success: { status: 200, description: 'Base value and contributions.', schema: explanationSchema },
      refusals: ['prediction_not_found'],
      handle: async ({ params }) => presentExplanation(await predictions.explain(params.prediction_id)),
    }),
  ];
}

/** Takes either rows of features or what the model's own SQL computes them for. */
function askModel(
  predictions: Ports['predictions'],
  ask: {
    readonly model: ModelName;
    readonly operationId: string;
    readonly summary: string;
    readonly others: z.ZodType;
    readonly askOthers: (body: unknown, now: Date) => Promise<readonly Answer[]>;
    readonly answer: z.ZodType;
  },
): Operation {
  const { model, operationId, summary, others, askOthers, answer } = ask;
  async function answers(body: unknown): Promise<readonly Answer[]> {
    const now = new Date();
    if (typeof body !== 'object' || body === null || !('rows' in body)) return askOthers(body ?? {}, now);
    return predictions.predictRows(model, (features) => requireRows(body, features), now);
  }

  function requireRows(body: unknown, features: RowFeatures): Row[] {
    const read = readRows(body, features);
    if ('rows' in read) return read.rows;
    parseInput(rowsSchema(features), read.wrong, 'body');
    throw new RangeError('a body of rows that its schema accepts could not be read');
  }

  return {
    method: 'post',
    path: `/api/v1/predictions/${model}`,
    operationId,
    tag: 'Predictions',
    summary,
    body: z.union([others, rowsSchemas[model]]),
    bodyLimit: predictionsBodyLimit,
    answers: { 200: { description: 'One for each that was asked for, in this order.', schema: answer } },
    refusals: ['model_not_found', 'subject_not_found', 'unknown_features'],
    respond: async ({ body }) => ({ status: 200, body: { predictions: (await answers(body)).map(present) } }),
  };
}

function present({ served, output }: Answer) {
  return {
    prediction_id: served.id,
    id: served.subject,
    model: served.by.version.model,
    version: served.by.version.name,
    arm: served.arm,
    ...output,
  };
}

function toRequest(planned: z.output<typeof plannedMessagesSchema>['messages'][number]): PlannedMessageRequest {
  const { contact_id: contactId, message, send_at: sendAt } = planned;
  const { text = null, ...known } = message;
  return { contactId, message: { ...known, text }, sendAt: sendAt == null ? null : new Date(sendAt) };
}

function presentExplanation({
  prediction,
  version,
  shadowVersion,
  person,
  ...explained
}: ExplainedPrediction): PredictionExplanation {
  return {
    prediction_id: prediction.id,
    id: prediction.subject === '' ? null : prediction.subject,
    ...presentPerson(person),
    model: prediction.model,
    version,
    created_at: prediction.createdAt.toISOString(),
    experiment_id: prediction.experimentId,
    arm: prediction.arm,
    value: prediction.value,
    model_output: prediction.modelOutput,
    confidence: prediction.confidence,
    confidence_meaning: confidenceWords(prediction.model, prediction.value, prediction.confidence),
    base_value: explained.base,
    contributions: explained.contributions.map(({ value, text, typical: _, ...said }) => ({
      ...said,
      value: text === undefined ? value : text,
    })),
    groups: sumByGroup(explained.contributions),
    sum: explained.contributions.reduce((sum, { contribution }) => sum + contribution, explained.base),
    shadow: shadowVersion === null ? null : { version: shadowVersion, output: prediction.shadowOutput },
    error: prediction.error,
  };
}
