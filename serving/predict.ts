import type { ModelName } from '../domain/models.ts';
import { featuresNamed } from '../models/features.ts';
import { predictedValue } from '../models/output.ts';
import { namedQuery, servingQuery } from '../models/queries/feature-query.ts';
import type { Database } from '../store/database/database.ts';
import { type Answer, type AnswerOf, type Circumstances, wordAnswers } from './answers/answer.ts';
import type { ClockRow } from './answers/hold-answer.ts';
import { type Reading, readingOfLive } from './answers/reading.ts';
import { type FeatureRow, rawRowOf } from './answers/score-rows.ts';
import { type Row, type Served, serveRows } from './answers/serve-rows.ts';
import type { LiveModel, LiveModels } from './live/live-models.ts';
import { type ModelTest, testPredictions } from './live/test-model.ts';
import { readInBusinessTime } from './subjects/business-time.ts';
import { followContacts } from './subjects/followed-contacts.ts';
import { planMessages } from './subjects/plan-messages.ts';
import { anyMessage } from './subjects/planned-rows.ts';
import {
  type PlannedMessageRequest,
  type ReadMessage,
  readMessages,
  rowsOfAnyMessage,
} from './subjects/read-messages.ts';
import { eligibleSubjects, requireFollowed, type Subject, subjectsNotFound } from './subjects/subjects.ts';

/** Predictions for other parts of the program. Callers always pass `now`. Answers come in the order of the request. */
export type Predictions = {
  /** By external ids, of leads or contacts depending on the model. @throws PerennialError `subject_not_found`, `model_not_found` */
  predictById(model: ModelName, externalIds: readonly string[], now: Date): Promise<Answer[]>;
  /**
   * Answers rows of features that the caller computed, without a database.
   *
   * @param read makes the rows, from the features that the serving models read.
   * @throws PerennialError `model_not_found`, and errors of `read`
   */
  predictRows(model: ModelName, read: (features: RowFeatures) => readonly Row[], now: Date): Promise<Answer[]>;
  /** @throws PerennialError `subject_not_found` for an unknown contact or campaign, `model_not_found` */
  predictMessages(requests: readonly PlannedMessageRequest[], now: Date): Promise<AnswerOf<'engagement'>[]>;
  /** The highest scores or probabilities among the subjects worth predicting now, highest first. */
  top(model: ModelName, limit: number, now: Date): Promise<Answer[]>;
  testModel(model: ModelName, now: Date): Promise<ModelTest>;
};

/** The features that rows must contain, by name. */
export type RowFeatures = {
  /** In a row's order. */
  readonly names: readonly string[];
  /** Features of the champion: each row has them, null where missing. Features that only a challenger reads may be left out. */
  readonly required: ReadonlySet<string>;
  /** Names of attributes, any of which may be left out. */
  readonly attributes: readonly string[];
};

export type PredictionsDependencies = {
  readonly database: Database;
  readonly live: LiveModels;
  /** IANA name, as used in training; for contacts without a known zone. */
  readonly businessTimezone?: string;
  /** Days of silence after which an old lead isn't listed; default: that of the configuration. */
  readonly leadIdleDays?: number;
  /** Called with every answer before it is put into words. */
  readonly record?: (model: ModelName, served: readonly Served[]) => void;
};

/** At least this many subjects are ranked for `top`, starting with the best known. */
const rankedSubjects = 5_000;

export function createPredictions(dependencies: PredictionsDependencies): Predictions {
  const { database, live, businessTimezone = 'UTC', leadIdleDays, record = () => {} } = dependencies;
  const read = readInBusinessTime(database, businessTimezone);

  /** Each request with the id of the contact that answers to it. */
  async function readKnown(requests: readonly PlannedMessageRequest[], now: Date): Promise<readonly ReadMessage[]> {
    const messages = await readMessages(read, live.of('engagement'), requests, now);
    const known = messages.filter((message) => message !== null);
    if (known.length === requests.length) return known;
    const missing = requests.map(({ contactId }) => contactId).filter((_, at) => messages[at] === null);
    const followed = await requireFollowed(database, 'engagement', missing);
    const again = requests.map((each) => ({ ...each, contactId: followed.get(each.contactId) ?? each.contactId }));
    return readKnown(again, now);
  }

  function answerMessages(messages: readonly ReadMessage[], now: Date): Promise<AnswerOf<'engagement'>[]> {
    return planMessages(live.of('engagement'), messages, now, (served) => record('engagement', served));
  }

  /** One answer for each subject, though it may be asked for by several ids. */
  async function predictSubjects(model: ModelName, ids: readonly string[], now: Date): Promise<Answer[]> {
    const serving = live.of(model);
    if (isOfMessages(serving)) {
      const messages = await readKnown(
        ids.map((contactId) => ({ contactId, message: anyMessage })),
        now,
      );
      return answerMessages([...new Map(messages.map((each) => [each.contactId, each])).values()], now);
    }
    const rows = await namedRows(database, readingOfLive(serving), ids, now);
    const served = serveRows(serving, rows, now);
    record(model, served);
    return wordAnswers(model, served, (_, at) => ({ optedIn: rows[at].wantsMessages, ...noMessage }));
  }

  /** Outputs without words, which nobody sees and no log stores. Engagement: for any message sent now. */
  async function rank(model: ModelName, subjects: readonly Subject[], now: Date): Promise<number[]> {
    const serving = live.of(model);
    const reading = readingOfLive(serving);
    if (!isOfMessages(serving)) return values(serving, await subjectRows(database, reading, subjects, now), now);
    const ids = subjects.map(({ id }) => id);
    const rows = await rowsOfAnyMessage(read, reading, ids, now);
    return values(
      serving,
      rows.map((row, at) => ({ subject: subjects[at].id, ...row })),
      now,
    );
  }

  return {
    predictMessages: async (requests, now) => answerMessages(await readKnown(requests, now), now),

    async predictById(model, externalIds, now) {
      const asked = [...new Set(externalIds)];
      const answers = await predictSubjects(model, asked, now);
      if (answers.length === externalIds.length) return answers;
      const byId = new Map(answers.map((answer) => [answer.id, answer]));
      const others = asked.filter((id) => !byId.has(id));
      const followed = await followContacts(database, others);
      return externalIds.flatMap((id) => byId.get(followed.get(id) ?? id) ?? []);
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
      const subjects = await eligibleSubjects(database, model, Math.max(limit, rankedSubjects), now, leadIdleDays);
      const outputs = await rank(model, subjects, now);
      const ranked = subjects.map((subject, at) => ({ subject, output: outputs[at] }));
      const best = ranked.toSorted((a, b) => b.output - a.output).slice(0, limit);
      const answers = await predictSubjects(
        model,
        best.map(({ subject }) => subject.id),
        now,
      );
      return answers.toSorted((a, b) => predictedValue(b) - predictedValue(a));
    },

    async testModel(model, now) {
      live.of(model);
      const predict = (ofModel: ModelName, subjects: readonly Subject[], at: Date) =>
        predictSubjects(
          ofModel,
          subjects.map(({ id }) => id),
          at,
        );
      return testPredictions({ database, model, now, rank, predict });
    },
  };
}

const noMessage: Pick<Circumstances, 'inCampaign' | 'best'> = { inCampaign: false, best: null };

function rowFeaturesOf(serving: LiveModel): RowFeatures {
  const { names, attributes } = readingOfLive(serving);
  return { names, required: new Set(serving.champion.predictor.description.featureNames), attributes };
}

/** Engagement predicts for a message to a contact; the other models predict for the named subject. */
function isOfMessages({ champion }: LiveModel): boolean {
  return champion.definition.subject === 'message';
}

type NamedRow = Row & { readonly subject: string; readonly wantsMessages: boolean };

/**
 * Rows of the subjects with these ids, in their order, in one round trip where all are found at once. A contact that is known by other
 * ids, because it was merged or because several systems name it, is found as that one, and a subject has one row.
 *
 * @throws PerennialError `subject_not_found` naming those that don't exist at `now`.
 */
async function namedRows(
  database: Database,
  { definition, names, attributes }: Reading,
  ids: readonly string[],
  now: Date,
): Promise<NamedRow[]> {
  const sql = namedQuery(definition, featuresNamed(definition, names), attributes);
  const found = new Map<string, NamedRow>();
  const readInto = async (asked: readonly string[]) => {
    const [rows] = await database.read([{ sql, parameters: [now, asked] }]);
    for (const row of rows as (FeatureRow & { subject: string; wants_messages: boolean })[]) {
      const { subject, wants_messages: wantsMessages } = row;
      found.set(subject, { subject, wantsMessages, ...rawRowOf(names, row) });
    }
  };
  await readInto(ids);
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length === 0) return ids.flatMap((id) => found.get(id) ?? []);
  const followed = await requireFollowed(database, definition.name, missing);
  await readInto([...followed.values()].filter((id) => !found.has(id)));
  const unborn = missing.filter((id) => !found.has(followed.get(id) ?? id));
  if (unborn.length > 0) throw subjectsNotFound(definition.name, unborn);
  return [...new Set(ids.map((id) => followed.get(id) ?? id))].flatMap((id) => found.get(id) ?? []);
}

/** In the order of the subjects. @throws PerennialError `subject_not_found` for a subject that doesn't exist at `now`. */
async function subjectRows(
  database: Database,
  reading: Reading,
  subjects: readonly Subject[],
  now: Date,
): Promise<Row[]> {
  const rows = await knownRows(database, reading, subjects, now);
  if (rows.length === subjects.length) return rows;
  const known = new Set(rows.map(({ subject }) => subject));
  const unborn = subjects.filter(({ id }) => !known.has(id));
  throw subjectsNotFound(
    reading.definition.name,
    unborn.map(({ id }) => id),
  );
}

export type KnownRow = Row & {
  readonly subject: string;
  /** By what the answer holds, where that was asked for. */
  readonly clock: ClockRow | null;
};

/** Rows of the subjects that exist, in the order of the subjects. */
export async function knownRows(
  database: Database,
  reading: Reading,
  subjects: readonly Subject[],
  now: Date,
  { signal, clock = false }: { readonly signal?: AbortSignal | undefined; readonly clock?: boolean } = {},
): Promise<KnownRow[]> {
  const { definition, names, attributes } = reading;
  const keys = subjects.map(({ key }) => key);
  const sql = servingQuery(definition, featuresNamed(definition, names), attributes, clock);
  const rows = await database.query<FeatureRow>(sql, [now, keys], { signal });
  const byKey = new Map(rows.map((row) => [row.subject_id, row]));
  return subjects.flatMap(({ key, id }) => {
    const row = byKey.get(key);
    return row === undefined ? [] : [{ subject: id, ...rawRowOf(names, row), clock: clock ? row : null }];
  });
}

function values(live: LiveModel, rows: readonly Row[], now: Date): number[] {
  return serveRows(live, rows, now).map(({ value }) => value);
}
