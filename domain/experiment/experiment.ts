import type { ModelName } from '../models.ts';

/**
 * An experiment lets a challenger serve a share of the subjects beside the champion until the evidence decides. A model has at most
 * one under way and one waiting:
 *
 *   waiting -> running <-> paused | frozen -> ended
 *
 * Frozen: its numbers can't be trusted (see `invalid` below), so nothing more is decided until a person decides. The
 * challenger serves only while the experiment runs, between a phase's start and its close; otherwise the champion serves
 * everybody.
 */
export const experimentStates = ['waiting', 'running', 'paused', 'frozen', 'ended'] as const;
export type ExperimentState = (typeof experimentStates)[number];

export const experimentOutcomes = ['promoted', 'champion_kept', 'rolled_back', 'superseded'] as const;
export type ExperimentOutcome = (typeof experimentOutcomes)[number];

export type Arm = 'champion' | 'challenger';
/** live: conversions of both arms decide. paired: both models' errors on the same matured subjects decide, for small businesses. */
export type ExperimentMode = 'live' | 'paired';
/** evidence: lift and always-valid interval. observed: the guide's literal rule, on the observed lift alone. */
export type DecisionRule = 'evidence' | 'observed';

/** The rules of an experiment, fixed when it is opened. Shares are 0-1; days are `dayMs` long, which only tests shorten. */
export type GateConfig = {
  readonly rule: DecisionRule;
  /** Relative lift of the conversion rate that a challenger must show: 0.05 is 5%. */
  readonly minimumLift: number;
  /** Two-sided: 0.05 is a 95% interval. */
  readonly alpha: number;
  /** Below this p-value the split is not what was planned. */
  readonly sampleRatioAlpha: number;
  /** Maximum share of subjects that may have been served by both arms. */
  readonly maximumCrossed: number;
  /** The challenger's share, phase by phase. */
  readonly shares: readonly number[];
  readonly dayMs: number;
  readonly lookEveryDays: number;
  /** Days of a phase before anything but harm is decided; whole weeks. */
  readonly minimumDays: number;
  /** Maximum days of a phase: after them an inconclusive one ramps up, and the last one keeps the champion. */
  readonly phaseDays: number;
  /** Maximum days of the experiment, washouts included. */
  readonly maximumDays: number;
  /** How long a frozen experiment waits for a person before the champion is kept. */
  readonly frozenDays: number;
  /** Conversions of each arm before a live experiment is decided. */
  readonly minimumConversions: number;
  /** From exposure to outcome; only subjects exposed at least this long ago count. Also the washout between phases. */
  readonly attributionDays: number;
  /** The relative lift for which the sample is planned, and the power to find it. */
  readonly detectableLift: number;
  readonly power: number;
  readonly paired: {
    /** The most by which the challenger's loss may be higher: points of score, or Brier score. */
    readonly margin: number;
    readonly minimumUnits: number;
  };
  readonly guardrails: {
    /** How far the challenger's share of failed predictions may exceed the champion's. */
    readonly errorRate: number;
    /** Challenger's mean milliseconds, as a multiple of the champion's. */
    readonly latencyRatio: number;
    /** One-sided p-value at which more opt-outs in the challenger's arm end the experiment. */
    readonly optOutAlpha: number;
    /** Population stability index between the arms' served values, beyond the noise of the sample. */
    readonly scoreDistribution: number;
  };
};

/** What is known about an arm in one phase at one moment. */
export type ArmNumbers = {
  /** First exposures, matured or not. */
  readonly exposed: number;
  /** Those exposed longer ago than the attribution window, and how many of them converted within it. */
  readonly units: number;
  readonly conversions: number;
  /** Matured units that opted out of messages after their exposure. */
  readonly optOuts: number;
  readonly predictions: number;
  readonly errors: number;
  /** Mean over predictions; null without predictions. */
  readonly milliseconds: number | null;
};

/** One look at one phase: everything that the decision may depend on, stored in this form. */
export type PhaseNumbers = {
  readonly phase: number;
  readonly challengerShare: number;
  /** Units of both arms expected at the decision: N* of the always-valid interval, frozen at the phase's start. */
  readonly plannedTotal: number;
  /** Days since the start of the phase, and of the experiment. */
  readonly phaseDay: number;
  readonly experimentDay: number;
  readonly champion: ArmNumbers;
  readonly challenger: ArmNumbers;
  /** Units that were served by both arms. */
  readonly crossed: number;
  /** Matured subjects on which both models answered: challenger's loss minus the champion's. */
  readonly paired: { readonly units: number; readonly mean: number; readonly standardDeviation: number } | null;
  /** The arms' served values, compared in ten bins; null with too few of them. */
  readonly scores: { readonly psi: number; readonly noise: number } | null;
  /** Matured cohorts by week of exposure, for the novelty check. */
  readonly weeks: readonly {
    readonly week: number;
    readonly champion: { readonly units: number; readonly conversions: number };
    readonly challenger: { readonly units: number; readonly conversions: number };
  }[];
};

/**
 * invalid: freeze. roll_back: the challenger does harm. continue: look again. ramp: next phase with a larger share. promote: the
 * challenger becomes champion. keep: the champion stays.
 */
export const gateActions = ['invalid', 'roll_back', 'continue', 'ramp', 'promote', 'keep'] as const;
export type GateAction = (typeof gateActions)[number];

/** The outcomes of the actions that end an experiment without a new champion. */
export const endings = {
  keep: 'champion_kept',
  roll_back: 'rolled_back',
  superseded: 'superseded',
} as const satisfies Readonly<Record<string, ExperimentOutcome>>;

export type GateDecision = {
  readonly action: GateAction;
  /** One sentence with its figures, for people. */
  readonly reason: string;
  readonly sampleRatioP: number | null;
  /** Relative lift of the challenger's conversion rate; null while it is undefined. */
  readonly lift: {
    readonly observed: number;
    readonly low: number;
    readonly high: number;
    readonly p: number;
    /** Probability that the challenger converts better, by Beta-Binomial posteriors. */
    readonly chanceToWin: number;
  } | null;
  /** Challenger's loss minus the champion's, always-valid; null in live mode and while it is undefined. */
  readonly paired: { readonly mean: number; readonly low: number; readonly high: number } | null;
  readonly guardrail: 'error_rate' | 'latency' | 'opt_out_rate' | 'score_distribution' | null;
  /** Days until the phase must end. */
  readonly daysLeft: number;
};

/** How many units the decision needs, and how many the traffic brings. */
export type ExperimentPlan = {
  readonly mode: ExperimentMode;
  readonly reason: string;
  readonly unitsPerDay: number;
  readonly baseRate: number | null;
  /** Challenger units needed in live mode; null where no base rate is known. */
  readonly neededUnits: number | null;
  /** Matured challenger units by the end of the longest experiment, at the first share. */
  readonly expectedUnits: number;
  /** At the planned decision, both arms. */
  readonly plannedTotal: number;
  /** null: not within the longest experiment. */
  readonly neededDays: number | null;
};

/** What counts as a conversion of each model's unit: a lead converts, a contact stays active, a message is answered. */
export const attributionDays: Readonly<Record<ModelName, number>> = { lead_scoring: 14, churn: 30, engagement: 1 };

/** The mean loss by which a challenger may be worse: of absolute errors of a score, of squared errors of a probability. */
const pairedMargin: Readonly<Record<ModelName, number>> = { lead_scoring: 1, churn: 0.01, engagement: 0.01 };

const dayMs = 86_400_000;

export function gateConfig(model: ModelName, changes: Partial<GateConfig> = {}): GateConfig {
  return {
    rule: 'evidence',
    minimumLift: 0.05,
    alpha: 0.05,
    sampleRatioAlpha: 0.001,
    maximumCrossed: 0.01,
    shares: [0.1, 0.25, 0.5],
    dayMs,
    lookEveryDays: 1,
    minimumDays: 14,
    phaseDays: 28 + attributionDays[model],
    maximumDays: 84 + 5 * attributionDays[model],
    frozenDays: 7,
    minimumConversions: 100,
    attributionDays: attributionDays[model],
    detectableLift: 0.2,
    power: 0.8,
    paired: { margin: pairedMargin[model], minimumUnits: 100 },
    guardrails: { errorRate: 0.01, latencyRatio: 3, optOutAlpha: 0.001, scoreDistribution: 0.25 },
    ...changes,
  };
}
