import type { ModelName } from '../domain/models.ts';
import type { EngineName } from '../engine/engine-names.ts';
import type { Task } from '../engine/task.ts';
import type { ModelClock, Move } from './clock.ts';

/** Words for an operator, or a function that makes them from the feature's value. */
export type Phrase = string | ((value: number) => string);

/** One input of a model. `group` is the guide's heading it belongs to. */
export type Feature = {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly unit: string;
  /** Expression over the names that the model's `historySql` provides; NULL is a missing value. */
  readonly sql: string;
  /** What a value above the pivot says about the subject. Whether that is good or bad follows from the model's attribution. */
  readonly high: Phrase;
  /** What a value at or below the pivot says. */
  readonly low: Phrase;
  /** Default: the usual value among the rows that the model compares with. */
  readonly pivot?: number;
  /**
   * What everybody takes a high value for: a reason for a higher output, or against it; a low value is the opposite. Where the model's
   * attribution says otherwise, the words would puzzle, so they are no short reason. Left out: it reads either way.
   */
  readonly speaks?: 'for' | 'against';
  /** How the clock alone moves it, while none of the subject's rows change; left out: not at all. */
  readonly moves?: Move;
  /**
   * Engagement: what decides the value for one contact, as known at one moment, while the time of sending moves through a week. Left out:
   * it is the same in all of it.
   */
  readonly follows?: 'hour' | 'day';
  /** Not one of the guide's features, whose number is printed, but beside them: this is what to call it. */
  readonly beside?: string;
  /**
   * No longer learnt from. It stays here, with the history that it reads, while a version that may serve reads it: `perennial doctor`
   * says when it may go.
   */
  readonly retired?: true;
};

/**
 * A model is data and SQL. Training and serving run the same features over different subjects, so a subject gets the same row in
 * both. `feature-query.ts` puts the parts together.
 */
export type ModelDefinition = {
  readonly name: ModelName;
  readonly task: Task;
  /** The learner that the guide names; `--engine` may replace it. */
  readonly engine: EngineName;
  readonly subject: 'lead' | 'contact' | 'message';
  /** In the order of new trainings, which learn from all that aren't retired. */
  readonly features: readonly Feature[];
  /**
   * SELECT of training subjects: (subject_id bigint, subject text: its external id, contact_id bigint, moment timestamptz, label double
   * precision, synthetic boolean, ... whatever historySql needs). Parameters: $1 as-of timestamptz, $2 horizon in days, $3 window in days, $4 population filter in
   * days (0 = off). Days are 24 hours. Only subjects whose label window is closed at the as-of moment. Where it opens there, the caller
   * makes sure that it has passed (`label-window.ts`).
   */
  readonly trainingSubjectsSql: string;
  /**
   * Labels may come from several sources (`domain/lead-labels.ts`), one a run. SELECT of (way, leads, rated) of the same subjects, whatever
   * the source, with the same parameters. Left out: there is one source.
   */
  readonly labelCountsSql?: string;
  /**
   * A subject has rows of several moments. SELECT of the rows of each subject's first moment, as `trainingSubjectsSql`: every subject has
   * one. Counts of samples are counts of subjects then. Left out: a subject has one row.
   */
  readonly firstSubjectsSql?: string;
  /** Versions that don't read this feature learnt the first moment alone, and are served as of it: `servingSubjects` for them. */
  readonly firstServing?: { readonly unlessRead: string; readonly subjects: ServingSubjects };
  readonly servingSubjects: ServingSubjects;
  /**
   * SELECT of the subjects worth predicting now, best known first: (subject_id). Parameters: $1 now, $2 limit, $3 idle days of leads. For engagement these
   * are contacts for whom a message may be planned.
   */
  readonly eligibleSubjectsSql: string;
  /** The same among the subjects of these contacts: $4 bigint[] of ids. */
  readonly eligibleAmongSql: string;
  /** What tells how long an answer holds. */
  readonly clock: ModelClock;
  /** What follows `FROM subjects AS s JOIN contacts AS c`: joins that read only rows dated before `s.moment`. No parameters. */
  readonly historySql: string;
  /** The same values at a cost that doesn't grow with the business, for some subjects and not all. Left out: `historySql` is so. */
  readonly servingHistorySql?: string;
  /** Regression: the label's range; outputs are kept within it. */
  readonly labelRange?: readonly [number, number];
  readonly minimum: { readonly samples: number; readonly perClass?: number };
  /**
   * Days in which the label windows of training subjects closed; null: all subjects are of one moment, as-of, and their label windows
   * open there (`label-window.ts`).
   */
  readonly windowDays: number | null;
  readonly horizonDays: number;
  readonly populationDays: number;
  /**
   * Subjects of both arms of an experiment compete for the same people's time: a challenger's outputs are mapped to the champion's
   * distribution, so that both arms offer equal shares of hot, warm and cold. Left out: they don't.
   */
  readonly armsCompete?: true;
};

/** SELECTs of the same columns as training subjects for given subjects that exist at the moment, label null. Parameter $1: now timestamptz. */
export type ServingSubjects = {
  /** $2: bigint[] of subject ids. */
  readonly byKey: string;
  /** $2: text[] of external ids. */
  readonly named: string;
};

/** Of one release: handed down from the composition root, so that tests can run another release on the same database. */
export type Definitions = Readonly<Record<ModelName, ModelDefinition>>;
