import type { ModelName } from '../domain/models.ts';
import { featuresNamed } from '../models/features.ts';
import { predictedValue } from '../models/output.ts';
import { servingQuery } from '../models/queries/feature-query.ts';
import type { Database } from '../store/database/database.ts';
import { type Answer, type AnswerOf, type Circumstances, wordAnswers } from './answers/answer.ts';
import { type Reading, readingOfLive } from './answers/reading.ts';
import { type FeatureRow, featuresOf } from './answers/score-rows.ts';
import { type Row, type Served, serveRows } from './answers/serve-rows.ts';
import type { LiveModel, LiveModels } from './live/live-models.ts';
import { type ModelTest, testPredictions } from './live/test-model.ts';
import { queryInBusinessTime } from './subjects/business-time.ts';
import { type PlannedMessageRequest, planMessages, rowsOfAnyMessage } from './subjects/plan-messages.ts';
import { anyMessage } from './subjects/planned-rows.ts';
import { readRecipients } from './subjects/recipients.ts';
import { eligibleSubjects, findSubjects, type Subject, subjectsNotFound } from './subjects/subjects.ts';

/** What a process that predicts needs of this; `now` always comes from outside. Answers come in the order of what was asked. */
export type Predictions = {
  /** By external ids: of leads, else of contacts. @throws PerennialError `subject_not_found`, `model_not_found` */
  predictById(model: ModelName, externalIds: readonly string[], now: Date): Promise<Answer[]>;
  /**
   * Rows of features that the caller computed; needs no database.
   * @param read makes the rows of what is asked, told what serves at that moment.
   * @throws PerennialError `model_not_found`, and what `read` throws
   */
  predictRows(model: ModelName, read: (features: RowFeatures) => readonly Row[], now: Date): Promise<Answer[]>;
  /** @throws PerennialError `subject_not_found` for an unknown contact or campaign, `model_not_found` */
  predictMessages(requests: readonly PlannedMessageRequest[], now: Date): Promise<AnswerOf<'engagement'>[]>;
  /** Those with the highest score or probability among what is worth predicting now, highest first. */
  top(model: ModelName, limit: number, now: Date): Promise<Answer[]>;
  testModel(model: ModelName, now: Date): Promise<ModelTest>;
};

/** What rows of features must say to be answered, by name. */
export type RowFeatures = {
  /** In the order of a row. */
  readonly names: readonly string[];
  /** What the champion reads: a row says each of these, null where it is missing. What only a challenger reads may be left out. */
  readonly required: ReadonlySet<string>;
};

export type PredictionsDependencies = {
  readonly database: Database;
  readonly live: LiveModels;
  /** IANA name, as the models were trained with; for contacts whose own zone isn't known. */
  readonly businessTimezone?: string;
  /** Told of every answer before its words are found. */
  readonly record?: (model: ModelName, served: readonly Served[]) => void;
};

/** At least so many subjects are ranked for `top`, the best known. */
const rankedSubjects = 5_000;

export function createPredictions(dependencies: PredictionsDependencies): Predictions {
  const { database, live, businessTimezone = 'UTC', record = () => {} } = dependencies;
  const query = queryInBusinessTime(database, businessTimezone);

  async function predictMessages(
    requests: readonly PlannedMessageRequest[],
    now: Date,
  ): Promise<AnswerOf<'engagement'>[]> {
    const serving = live.of('engagement');
    const ids = [...new Set(requests.map(({ contactId }) => contactId))];
    const recipients = await readRecipients(query, ids, now);
    const unknown = ids.filter((id) => !recipients.has(id));
    const known = requests.flatMap((request) => {
      const recipient = recipients.get(request.contactId);
      return recipient === undefined ? [] : [{ ...request, recipient }];
    });
    if (unknown.length > 0) throw subjectsNotFound('engagement', unknown);
    return planMessages(query, serving, known, now, (served) => record('engagement', served));
  }

  async function predictSubjects(model: ModelName, subjects: readonly Subject[], now: Date): Promise<Answer[]> {
    const serving = live.of(model);
    if (isOfMessages(serving)) {
      return predictMessages(
        subjects.map(({ id }) => ({ contactId: id, message: anyMessage })),
        now,
      );
    }
    const rows = await subjectRows(database, readingOfLive(serving), subjects, now);
    const contacts = rows.map(({ contact }) => contact);
    // advice goes by what the contact wants now, whenever the features were read
    const recipients = await readRecipients(query, contacts, now);
    const served = serveRows(serving, rows, now);
    record(model, served);
    return wordAnswers(model, served, (_, at) => ({
      optedIn: recipients.get(contacts[at])?.optedIn ?? false,
      ...noMessage,
    }));
  }

  /** Answers without words, which nobody is shown and no log keeps. Engagement: of any message sent now. */
  async function rank(model: ModelName, subjects: readonly Subject[], now: Date): Promise<number[]> {
    const serving = live.of(model);
    const reading = readingOfLive(serving);
    if (!isOfMessages(serving)) return values(serving, await subjectRows(database, reading, subjects, now), now);
    const keys = subjects.map(({ key }) => key);
    const rows = await rowsOfAnyMessage(query, reading, keys, now);
    return values(
      serving,
      rows.map((features, at) => ({ subject: subjects[at].id, features })),
      now,
    );
  }

  return {
    predictMessages,

    async predictById(model, externalIds, now) {
      live.of(model);
      const subjects = await findSubjects(database, model, [...new Set(externalIds)]);
      const answers = await predictSubjects(model, subjects, now);
      if (answers.length === externalIds.length) return answers;
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      return externalIds.flatMap((id) => byId.get(id) ?? []);
    },

    async predictRows(model, read, now) {
      const serving = live.of(model);
      const rows = read(rowFeaturesOf(serving));
      const served = serveRows(serving, rows, now);
      record(model, served);
      const optIn = readingOfLive(serving).names.indexOf('opted_in');
      return wordAnswers(model, served, (_, at) => ({ optedIn: rows[at].features[optIn] !== 0, ...noMessage }));
    },

    async top(model, limit, now) {
      const subjects = await eligibleSubjects(database, model, Math.max(limit, rankedSubjects), now);
      const outputs = await rank(model, subjects, now);
      const ranked = subjects.map((subject, at) => ({ subject, output: outputs[at] }));
      const best = ranked.toSorted((a, b) => b.output - a.output).slice(0, limit);
      const answers = await predictSubjects(
        model,
        best.map(({ subject }) => subject),
        now,
      );
      return answers.toSorted((a, b) => predictedValue(b) - predictedValue(a));
    },

    async testModel(model, now) {
      live.of(model);
      return testPredictions({ database, model, now, rank, predict: predictSubjects });
    },
  };
}

const noMessage: Pick<Circumstances, 'inCampaign' | 'best'> = { inCampaign: false, best: null };

function rowFeaturesOf(serving: LiveModel): RowFeatures {
  const { names } = readingOfLive(serving);
  return { names, required: new Set(serving.champion.predictor.description.featureNames) };
}

/** Engagement is asked about a message to a contact, the others about who is named. */
function isOfMessages({ champion }: LiveModel): boolean {
  return champion.definition.subject === 'message';
}

/** In the order of the subjects. @throws PerennialError `subject_not_found` for one that doesn't exist yet at `now`. */
async function subjectRows(
  database: Database,
  reading: Reading,
  subjects: readonly Subject[],
  now: Date,
): Promise<(Row & { readonly contact: string })[]> {
  const rows = await knownRows(database, reading, subjects, now);
  if (rows.length === subjects.length) return rows;
  const known = new Set(rows.map(({ subject }) => subject));
  const unborn = subjects.filter(({ id }) => !known.has(id));
  throw subjectsNotFound(
    reading.definition.name,
    unborn.map(({ id }) => id),
  );
}

/** Of those that exist, in the order of the subjects. */
export async function knownRows(
  database: Database,
  reading: Reading,
  subjects: readonly Subject[],
  now: Date,
  signal?: AbortSignal,
): Promise<(Row & { readonly subject: string; readonly contact: string })[]> {
  const { definition, names } = reading;
  const keys = subjects.map(({ key }) => key);
  const sql = servingQuery(definition, featuresNamed(definition, names));
  const rows = await database.query<FeatureRow>(sql, [now, keys], { signal });
  const byKey = new Map(rows.map((row) => [row.subject_id, row]));
  return subjects.flatMap(({ key, id }) => {
    const row = byKey.get(key);
    return row === undefined ? [] : [{ subject: id, contact: row.contact, features: featuresOf(names, row) }];
  });
}

function values(live: LiveModel, rows: readonly Row[], now: Date): number[] {
  return serveRows(live, rows, now).map(({ value }) => value);
}
