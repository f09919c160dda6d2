import type { ModelName } from '../domain/models.ts';
import type { EngineName, Task } from '../engine/estimator.ts';

/** One input of a model: NULL in SQL is a missing value. `group` is the guide's heading it belongs to. */
export type Feature = {
  readonly name: string;
  readonly group: string;
  readonly description: string;
  readonly unit: string;
};

/**
 * A model is data and SQL. Training and serving run the same `featuresSql` over different subjects, so a subject gets the same
 * row in both.
 */
export type ModelDefinition = {
  readonly name: ModelName;
  readonly task: Task;
  /** The learner that the guide names; `--engine` may swap it. */
  readonly engine: EngineName;
  readonly subject: 'lead' | 'contact' | 'message';
  readonly features: readonly Feature[];
  /**
   * SELECT of training subjects: (subject_id bigint, contact_id bigint, moment timestamptz, label double precision, ... whatever
   * featuresSql needs). Parameters: $1 as-of timestamptz, $2 horizon in days, $3 window in days, $4 population filter in days (0 = off).
   * Only subjects whose label window is closed at the as-of moment (churn: whose window of `horizon` days after as-of has passed by now).
   */
  readonly trainingSubjectsSql: string;
  /** SELECT of the same columns for given subjects, label null. Parameters: $1 moment 'now' timestamptz, $2 bigint[] of subject ids. */
  readonly servingSubjectsSql: string;
  /** SELECT of subjects worth predicting now, best known first: (subject_id). Parameters: $1 now, $2 limit. */
  readonly eligibleSubjectsSql: string;
  /**
   * CTEs and final SELECT that follow `with subjects as materialized (<subjects>)`: subject_id, contact (external id, the grouping
   * key), moment, label, synthetic boolean, then one double precision column per feature in the order of `features`.
   * Reads rows dated before `moment` only. No parameters.
   */
  readonly featuresSql: string;
  readonly minimum: { readonly samples: number; readonly perClass?: number };
  /** Days of history from which training subjects are taken. */
  readonly windowDays: number;
  readonly horizonDays: number;
  readonly populationDays: number;
};
