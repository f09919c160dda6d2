import type { Parameters } from '../../../engine/data/parameters.ts';
import { sampleCandidates } from '../../../engine/search/search-space.ts';
import { searchSpace } from '../../../models/search-space.ts';
import { type RecipeName, recipes } from './tables.ts';

export const groups = ['boosting', 'forest', 'logistic', 'search', 'predict'] as const;
export type Group = (typeof groups)[number];

export type Contestant = {
  readonly name: string;
  readonly place: 'ours' | 'peers';
  /** `engine/estimator.ts` or `bench/peers/learners.py`. */
  readonly learner: string;
  /** The learner's own words, where they aren't the engine's. */
  readonly parameters?: Parameters;
  readonly halving?: true;
};

/**
 * `fit`: one fit. `search`: the guide's job. `each`, `many`: predictions of one row and of the whole holdout in a call, by a
 * whole model, which is trained untimed.
 */
export type Action = 'fit' | 'search' | 'each' | 'many';

export type Case = {
  readonly group: Group;
  readonly work: string;
  readonly action: Action;
  readonly table: RecipeName;
  readonly rows: number;
  readonly holdoutRows: number;
  /** One for each candidate; elsewhere than in a search there is one. */
  readonly candidates: readonly Parameters[];
  /** Times that each contestant does it; the median counts. */
  readonly rounds: number;
  /** Different tables, one a round in turn; scores are means over them. Small tables need many: one alone may favour either side. */
  readonly tables: number;
  readonly ours: Contestant;
  readonly judged: Contestant;
  /** The greatest ratio of our time to the judged peer's; null: for information. */
  readonly bar: number | null;
  /** Shown, not judged. */
  readonly beside: readonly Contestant[];
};

const perennial = (learner: string): Contestant => ({ name: 'Perennial', place: 'ours', learner });
const peer = (name: string, learner: string): Contestant => ({ name, place: 'peers', learner });

const xgboost = peer('xgboost', 'xgboost');
const lightgbm = peer('lightgbm', 'lightgbm');
const histogramBoosting = peer('scikit-learn HistGradientBoosting', 'hist-gradient-boosting');
const randomForest = peer('scikit-learn RandomForest', 'random-forest');
const logisticRegression = peer('scikit-learn LogisticRegression', 'logistic-regression');

/** Leaf-wise to 31 leaves, as LightGBM grows them; depth 5 is what comes nearest in a library that grows level by level. */
const boostingParameters = { learning_rate: 0.1, max_leaves: 31, max_depth: 0, reg_lambda: 1, min_child_weight: 1 };
const mlXgboost = (iterations: number): Contestant => ({
  ...{ name: 'ml-xgboost', place: 'ours', learner: 'ml-xgboost' },
  parameters: { iterations, eta: 0.1, max_depth: 5, min_child_weight: 1, subsample: 1, colsample_bytree: 1 },
});
const mlRandomForest: Contestant = {
  ...{ name: 'ml-random-forest', place: 'ours', learner: 'ml-random-forest' },
  parameters: { nEstimators: 100, maxFeatures: 0.18, maxDepth: 30, minNumSamples: 2 },
};

export function allCases(reduced: boolean): readonly Case[] {
  const cases = [...boostingCases(), ...forestCases(), ...logisticCases(), ...searchCases(), ...predictionCases()];
  return reduced ? cases.map(reduce) : cases;
}

/** Enough to see that everything works; ratios and scores on so few rows say little, and are not judged. */
function reduce(full: Case): Case {
  return {
    ...full,
    work: `${full.work} (${count(Math.min(full.rows, 400))})`,
    rows: Math.min(full.rows, 400),
    holdoutRows: Math.min(full.holdoutRows, 2_000),
    candidates: full.candidates.slice(0, 3).map(withFewTrees),
    beside: full.beside.map((each) => ({ ...each, parameters: each.parameters && withFewTrees(each.parameters) })),
    rounds: Math.min(full.rounds, 2),
    tables: Math.min(full.tables, 2),
    bar: null,
  };
}

function withFewTrees(parameters: Parameters): Parameters {
  const reduced = { ...parameters };
  for (const trees of ['n_estimators', 'iterations', 'nEstimators']) {
    if (reduced[trees] !== undefined) reduced[trees] = Math.min(reduced[trees], 10);
  }
  return reduced;
}

function boostingCases(): Case[] {
  const sizes = [
    { rows: 1_000, trees: 200, bar: 0.5, rounds: 11, tables: 11 },
    { rows: 10_000, trees: 100, bar: 0.9, rounds: 7, tables: 3 },
    { rows: 100_000, trees: 100, bar: 1, rounds: 5, tables: 1 },
    { rows: 1_000_000, trees: 20, bar: 1, rounds: 3, tables: 1 },
  ];
  const fits = sizes.map(
    ({ rows, trees, bar, rounds, tables }): Case => ({
      ...{ group: 'boosting', action: 'fit', table: 'scores', holdoutRows: 20_000, rows, rounds, tables, bar },
      work: `${count(rows)} rows x ${trees} trees`,
      candidates: [{ ...boostingParameters, n_estimators: trees }],
      ours: perennial('boosting'),
      judged: xgboost,
      beside: [lightgbm, histogramBoosting, ...(rows === 1_000 ? [mlXgboost(trees)] : [])],
    }),
  );
  const classes: Case = {
    ...{ group: 'boosting', action: 'fit', table: 'conversions', holdoutRows: 20_000, rows: 10_000 },
    ...{ rounds: 7, tables: 3, bar: null },
    work: '10k rows x 100 trees, two classes',
    candidates: [{ ...boostingParameters, n_estimators: 100 }],
    ours: perennial('boosting'),
    judged: xgboost,
    beside: [lightgbm, histogramBoosting],
  };
  return [...fits, classes];
}

function forestCases(): Case[] {
  const sizes = [
    { rows: 500, bar: 0.8, rounds: 11, tables: 11 },
    { rows: 10_000, bar: 0.6, rounds: 5, tables: 3 },
    { rows: 100_000, bar: 0.25, rounds: 3, tables: 1 },
  ];
  return sizes.map(({ rows, bar, rounds, tables }) => ({
    ...{ group: 'forest', action: 'fit', table: 'departures', holdoutRows: 20_000, rows, rounds, tables, bar },
    work: `${count(rows)} rows x 100 trees`,
    candidates: [{ n_estimators: 100 }],
    ours: perennial('forest'),
    judged: randomForest,
    beside: rows === 500 ? [mlRandomForest] : [],
  }));
}

function logisticCases(): Case[] {
  const sizes = [
    { rows: 1_000, bar: 0.5, rounds: 21, tables: 11 },
    { rows: 100_000, bar: 0.8, rounds: 7, tables: 1 },
  ];
  return sizes.map(({ rows, bar, rounds, tables }) => ({
    ...{ group: 'logistic', action: 'fit', table: 'replies', holdoutRows: 20_000, rows, rounds, tables, bar },
    work: `${count(rows)} rows`,
    candidates: [{ C: 1 }],
    ours: perennial('logistic'),
    judged: logisticRegression,
    beside: [],
  }));
}

/** What the three models are made of. */
const models = [
  { model: 'lead scoring', learner: 'boosting', table: 'scores', judged: xgboost },
  { model: 'churn', learner: 'forest', table: 'departures', judged: randomForest },
  { model: 'engagement', learner: 'logistic', table: 'replies', judged: logisticRegression },
] as const;

function searchCases(): Case[] {
  const sizes = [
    { rows: 120, rounds: 21 },
    { rows: 1_000, rounds: 7 },
    { rows: 10_000, rounds: 3 },
  ];
  return models.flatMap(({ model, learner, table, judged }) =>
    sizes.map(
      ({ rows, rounds }): Case => ({
        ...{ group: 'search', action: 'search', table, holdoutRows: 10_000, rows, rounds, tables: rounds, bar: 0.5 },
        work: `${model}, ${count(rows)} rows`,
        candidates: sampleCandidates(searchSpace(learner, recipes[table].task, rows), 20, 1),
        ours: perennial(learner),
        judged,
        beside:
          learner === 'logistic'
            ? []
            : [{ ...perennial(learner), name: 'Perennial, successive halving', halving: true }],
      }),
    ),
  );
}

const parametersOfPredictors: Readonly<Record<(typeof models)[number]['learner'], Parameters>> = {
  boosting: { ...boostingParameters, n_estimators: 100 },
  forest: { n_estimators: 100 },
  logistic: { C: 1 },
};

function predictionCases(): Case[] {
  const actions = [
    { action: 'each', what: 'one prediction', bar: 0.02 },
    { action: 'many', what: '100k predictions in one call', bar: 1 },
  ] as const;
  return actions.flatMap(({ action, what, bar }) =>
    models.map(
      ({ model, learner, table, judged }): Case => ({
        ...{ group: 'predict', action, table, rows: 10_000, holdoutRows: 100_000, rounds: 5, tables: 1, bar },
        work: `${what}, ${model}`,
        candidates: [parametersOfPredictors[learner]],
        ours: perennial(learner),
        judged,
        beside: [],
      }),
    ),
  );
}

function count(rows: number): string {
  if (rows >= 1_000_000) return `${rows / 1_000_000}M`;
  return rows >= 1_000 ? `${rows / 1_000}k` : String(rows);
}
