import type { ModelName } from '../domain/models.ts';
import { churnOutput } from '../models/churn/output.ts';
import type { EngagementOutput } from '../models/engagement/output.ts';
import { servingQuery } from '../models/feature-query.ts';
import { leadScoringOutput } from '../models/lead-scoring/output.ts';
import { type Prediction, predictedValue } from '../models/output.ts';
import { modelDefinition } from '../models/registry.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database.ts';
import { queryInBusinessTime } from './business-time.ts';
import { createChampions } from './champions.ts';
import { anyMessage, type PlannedMessage, planMessage, plannedRows } from './plan-message.ts';
import { readRecipients } from './recipients.ts';
import { explainRow, type FeatureRow, type Scored, scoreRows } from './score-rows.ts';
import { eligibleSubjects, findSubjects, type Subject, subjectsNotFound } from './subjects.ts';
import { type ModelTest, testPredictions } from './test-model.ts';

export type PlannedMessageRequest = {
  /** External id. */
  readonly contactId: string;
  readonly message: PlannedMessage;
  readonly sendAt?: Date | null;
};

/** What a process that predicts needs of this; `now` always comes from outside. */
export type Predictions = {
  /** In the order of the external ids: of leads, else of contacts. @throws PerennialError `subject_not_found`, `model_not_found` */
  predictById(model: ModelName, externalIds: readonly string[], now: Date): Promise<Prediction[]>;
  /** Those with the highest score or probability among what is worth predicting now, highest first. */
  top(model: ModelName, limit: number, now: Date): Promise<Prediction[]>;
  /** @throws PerennialError `subject_not_found` for an unknown contact or campaign, `model_not_found` */
  predictEngagement(request: PlannedMessageRequest, now: Date): Promise<EngagementOutput>;
  testModel(model: ModelName, now: Date): Promise<ModelTest>;
};

/** At least so many subjects are ranked for `top`, the best known. */
const rankedSubjects = 5_000;

export function createPredictions(dependencies: {
  readonly database: Database;
  readonly blobs: Blobs;
  /** IANA name, as the models were trained with; for contacts whose own zone isn't known. */
  readonly businessTimezone?: string;
}): Predictions {
  const { database, businessTimezone = 'UTC' } = dependencies;
  const query = queryInBusinessTime(database, businessTimezone);
  const championOf = createChampions(dependencies);

  /** Outputs without reasons, in the order of the subjects. Engagement: of any message sent now. */
  async function score(model: ModelName, subjects: readonly Subject[], now: Date): Promise<Scored[]> {
    const keys = subjects.map(({ key }) => key);
    const rows =
      model === 'engagement'
        ? await plannedRows(
            query,
            keys.map((contact) => ({ contact, moment: now, plannedAt: now })),
            anyMessage,
          )
        : await database.query<FeatureRow>(servingQuery(modelDefinition(model)), [now, keys]);
    const { predictor } = await championOf(model);
    if (model === 'engagement') return scoreRows(predictor, rows);
    const byKey = new Map(rows.map((row) => [row.subject_id, row]));
    const unborn = subjects.filter(({ key }) => !byKey.has(key));
    if (unborn.length > 0)
      throw subjectsNotFound(
        model,
        unborn.map(({ id }) => id),
      );
    return scoreRows(
      predictor,
      keys.map((key) => byKey.get(key)).filter((row) => row !== undefined),
    );
  }

  async function predict(model: ModelName, subjects: readonly Subject[], now: Date): Promise<Prediction[]> {
    const predictions: Prediction[] = [];
    if (model === 'engagement') {
      const champion = () => championOf(model);
      const recipients = await readRecipients(
        query,
        subjects.map(({ id }) => id),
        now,
      );
      for (const { id } of subjects) {
        const recipient = recipients.get(id);
        if (recipient === undefined) throw subjectsNotFound(model, [id]);
        const output = await planMessage({ query, champion }, recipient, anyMessage, null, now);
        predictions.push({ model, id, output });
      }
      return predictions;
    }
    const scored = await score(model, subjects, now);
    // advice goes by what the contact wants now, whenever the features were read
    const recipients = await readRecipients(
      query,
      scored.map(({ row }) => row.contact),
      now,
    );
    const { predictor } = await championOf(model);
    for (const [at, one] of scored.entries()) {
      const { id } = subjects[at];
      const shared = {
        confidence: one.confidence,
        optedIn: recipients.get(one.row.contact)?.optedIn ?? false,
        contributions: await explainRow(predictor, one),
      };
      if (model === 'lead_scoring')
        predictions.push({ model, id, output: leadScoringOutput({ score: one.output, ...shared }) });
      else predictions.push({ model, id, output: churnOutput({ probability: one.output, ...shared }) });
    }
    return predictions;
  }

  return {
    async predictById(model, externalIds, now) {
      await championOf(model);
      return predict(model, await findSubjects(database, model, externalIds), now);
    },

    async top(model, limit, now) {
      await championOf(model);
      const subjects = await eligibleSubjects(database, model, Math.max(limit, rankedSubjects), now);
      const outputs = (await score(model, subjects, now)).map(({ output }) => output);
      const ranked = subjects.map((subject, at) => ({ subject, output: outputs[at] }));
      const best = ranked.toSorted((a, b) => b.output - a.output).slice(0, limit);
      const predictions = await predict(
        model,
        best.map(({ subject }) => subject),
        now,
      );
      return predictions.toSorted((a, b) => predictedValue(b) - predictedValue(a));
    },

    async predictEngagement({ contactId, message, sendAt = null }, now) {
      const champion = () => championOf('engagement');
      await champion();
      const recipient = (await readRecipients(query, [contactId], now)).get(contactId);
      if (recipient === undefined) throw subjectsNotFound('engagement', [contactId]);
      return planMessage({ query, champion }, recipient, message, sendAt, now);
    },

    async testModel(model, now) {
      await championOf(model);
      return testPredictions({ database, model, now, score, predict });
    },
  };
}
