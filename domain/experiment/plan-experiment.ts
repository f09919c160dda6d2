import { alwaysValidWidth } from '../statistics/always-valid.ts';
import { normalQuantile } from '../statistics/normal.ts';
import type { ExperimentMode, ExperimentPlan, GateConfig } from './experiment.ts';
import { count, percent, signedPercent } from './wording.ts';

export type Traffic = {
  /** Units exposed per day, both arms together. */
  readonly unitsPerDay: number;
  /** Share of units that convert under the champion, 0-1; null where none has matured. */
  readonly baseRate: number | null;
};

/**
 * Whether conversions can decide in one of the phases that fit into the longest experiment. Phases are never pooled, and a
 * contact is one unit per phase, so a phase must bring its sample by itself. Where none can, both models' errors on the same
 * subjects decide.
 */
export function planExperiment({ config, ...traffic }: { readonly config: GateConfig } & Traffic): ExperimentPlan {
  const { unitsPerDay, baseRate } = traffic;
  const phases = phasesOf(config, traffic);
  const deciding = phases.find(({ needed, expected }) => needed !== null && needed <= expected);
  const told = deciding ?? phases.reduce((most, phase) => (phase.expected > most.expected ? phase : most));
  const mode = deciding === undefined ? 'paired' : 'live';
  const days =
    deciding === undefined
      ? null
      : deciding.before + Math.ceil((deciding.needed ?? 0) / (deciding.share * unitsPerDay)) + config.attributionDays;
  return {
    mode,
    reason: reasonOf(config, traffic, told),
    unitsPerDay,
    baseRate,
    neededUnits: told.needed,
    expectedUnits: told.expected,
    plannedTotal: plannedTotal(config, config.shares[0], mode, traffic),
    neededDays: days === null ? null : Math.max(days, config.minimumDays),
  };
}

/** A phase as planned: days before it begins, the challenger units that it needs (null: unknown) and brings. */
type PlannedPhase = {
  readonly share: number;
  readonly before: number;
  readonly needed: number | null;
  readonly expected: number;
};

function phasesOf(config: GateConfig, { unitsPerDay, baseRate }: Traffic): PlannedPhase[] {
  const { shares, phaseDays, attributionDays, maximumDays } = config;
  return shares.map((share, at) => {
    const before = at * (phaseDays + attributionDays);
    const matured = Math.max(0, Math.min(phaseDays, maximumDays - before) - attributionDays);
    return {
      share,
      before,
      needed: neededChallengerUnits(config, share, baseRate),
      expected: Math.floor(share * unitsPerDay * matured),
    };
  });
}

/**
 * N* of a phase with this challenger's share: the matured units of both arms when it is likely to be decided, but no more
 * than it can bring. In paired mode the one phase lasts as long as the experiment, and its interval is to be narrowest
 * half-way.
 */
export function plannedTotal(config: GateConfig, share: number, mode: ExperimentMode, traffic: Traffic): number {
  const { unitsPerDay, baseRate } = traffic;
  if (mode === 'paired') {
    const longest = unitsPerDay * Math.max(0, config.maximumDays - config.attributionDays);
    return Math.max(config.paired.minimumUnits, Math.round(longest / 2));
  }
  const wholePhase = unitsPerDay * Math.max(0, config.phaseDays - config.attributionDays);
  const needed = neededChallengerUnits(config, share, baseRate);
  return Math.max(1, Math.round(Math.min(wholePhase, needed === null ? wholePhase : needed / share)));
}

/**
 * Challenger units at which the detectable lift is found with the planned power, by the delta method's standard error; null
 * where that can't be planned: no rate is known, the lift would need a rate of 1 or more, or it isn't above the minimum
 * lift. Rule `evidence` needs the always-valid interval above 0 at N*, which costs ((3.04 + z) / (1.96 + z))^2 times the
 * sample of one fixed look: 1.9 at power 0.8.
 */
export function neededChallengerUnits(config: GateConfig, share: number, baseRate: number | null): number | null {
  const { detectableLift, minimumLift, power, rule, alpha, minimumConversions } = config;
  const lifted = (baseRate ?? 0) * (1 + detectableLift);
  if (baseRate === null || baseRate <= 0 || lifted >= 1 || detectableLift <= minimumLift) return null;
  const z = normalQuantile(power);
  const width = rule === 'evidence' ? alwaysValidWidth(1, alpha) : 0;
  const standardError = Math.min(detectableLift / (width + z), (detectableLift - minimumLift) / z);
  const challenger = (lifted * (1 - lifted)) / baseRate ** 2;
  const champion = (baseRate * (1 - baseRate) * lifted ** 2) / baseRate ** 4;
  const units = (challenger + (champion * share) / (1 - share)) / standardError ** 2;
  return Math.ceil(Math.max(units, minimumConversions / baseRate));
}

function reasonOf(
  config: GateConfig,
  { unitsPerDay, baseRate }: Traffic,
  { share, needed, expected }: PlannedPhase,
): string {
  const lift = signedPercent(config.detectableLift, 0);
  if (baseRate === null || baseRate <= 0)
    return `Paired: the champion's conversion rate is not known yet (${count(unitsPerDay)} units a day), so both models' errors on the same subjects decide.`;
  if (needed === null)
    return `Paired: a lift of ${lift} can't be planned for at a conversion rate of ${percent(baseRate)}, so both models' errors on the same subjects decide.`;
  const figures = `a lift of ${lift} at a conversion rate of ${percent(baseRate)} needs ${count(needed)} matured challenger units in a phase, and ${count(unitsPerDay)} units a day bring ${count(expected)} at a share of ${percent(share, 0)}`;
  return needed <= expected
    ? `Live: ${figures}.`
    : `Paired: ${figures}, too few, so both models' errors on the same subjects decide.`;
}
