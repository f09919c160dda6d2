import type { ExperimentDetails } from '../../api/ports.ts';
import { decideGate } from '../../domain/experiment/decide-gate.ts';
import {
  type ArmNumbers,
  type ExperimentMode,
  type ExperimentOutcome,
  type ExperimentState,
  gateConfig,
  type PhaseNumbers,
} from '../../domain/experiment/experiment.ts';
import { planExperiment } from '../../domain/experiment/plan-experiment.ts';
import type { ModelName } from '../../domain/models.ts';

const day = 86_400_000;

type Wanted = {
  readonly model: ModelName;
  readonly version: string;
  readonly state: ExperimentState;
  readonly unitsPerDay: number;
  /** Conversion rates of champion and challenger; the base of the plan is the champion's. */
  readonly rates: readonly [number, number];
  /** Days of each phase that began. */
  readonly phaseDays: readonly number[];
  /** When it came. */
  readonly createdAt: Date;
  readonly outcome?: ExperimentOutcome;
  readonly endedBy?: string;
  readonly reason?: string;
};

/** An experiment whose looks are decided by the real rules, from even traffic. */
export function experimentOf(wanted: Wanted): ExperimentDetails {
  const { model, version, state, unitsPerDay, rates, phaseDays, createdAt, outcome = null, endedBy = null } = wanted;
  const id = `${model}-${version}`;
  const config = gateConfig(model);
  const plan = planExperiment({ config, unitsPerDay, baseRate: rates[0] });
  const began = state !== 'waiting';
  const of = { experimentId: id };
  let startedAt = createdAt.getTime();
  const phases = phaseDays.map((days, at) => {
    const start = startedAt;
    const last = at === phaseDays.length - 1;
    startedAt += (days + config.attributionDays) * day;
    const closedAt = last && state === 'running' ? null : new Date(start + days * day);
    const [number, challengerShare] = [at + 1, config.shares[at] ?? 0.5];
    const salt = `${id}/${number}`;
    return {
      ...of,
      number,
      challengerShare,
      salt,
      plannedTotal: plan.plannedTotal,
      startedAt: new Date(start),
      closedAt,
    };
  });
  const looks = phases.flatMap(({ number, challengerShare, startedAt: start }, at) =>
    Array.from({ length: phaseDays[at] ?? 0 }, (_, before) => {
      const phaseDay = before + 1;
      const taken = new Date(start.getTime() + phaseDay * day);
      const numbers: PhaseNumbers = {
        ...{ phase: number, challengerShare, plannedTotal: plan.plannedTotal, phaseDay, crossed: 0, weeks: [] },
        ...{ experimentDay: (taken.getTime() - createdAt.getTime()) / day, scores: { psi: 0.02, noise: 0.03 } },
        champion: arm(unitsPerDay * (1 - challengerShare), phaseDay, config.attributionDays, rates[0]),
        challenger: arm(unitsPerDay * challengerShare, phaseDay, config.attributionDays, rates[1]),
        paired: pairedOf(plan.mode, config.paired.margin, unitsPerDay * Math.max(0, phaseDay - config.attributionDays)),
      };
      const decision = decideGate(numbers, config, plan.mode);
      const { action, reason } = decision;
      return { ...of, phase: number, number: phaseDay, at: taken, numbers, decision, action, reason };
    }),
  );
  const ended = state === 'ended';
  const endedAt = ended ? (looks.at(-1)?.at ?? createdAt) : null;
  const reason = ended ? (wanted.reason ?? looks.at(-1)?.reason ?? '') : null;
  const event = { ...of, actor: 'gate', details: {} };
  return {
    experiment: {
      ...{ id, model, state, outcome, config, reason, createdAt, endedAt, scoreMap: null },
      ...{ championVersionId: 1, challengerVersionId: 2 },
      mode: began ? plan.mode : null,
      plan: began ? plan : null,
      startedAt: began ? createdAt : null,
    },
    ...{ champion: '2026-08-02.1', challenger: version, endedBy: ended ? (endedBy ?? 'gate') : null },
    ...{ phases, looks, excluded: new Map([[1, 2]]) },
    events: [
      { ...event, id: 1, key: `${id}/1`, type: 'started', reason: plan.reason, createdAt },
      ...(state === 'paused' || state === 'frozen'
        ? [
            {
              ...{ ...event, id: 2, key: `${id}/2`, createdAt: new Date(createdAt.getTime() + 3 * day) },
              ...{ type: state === 'paused' ? 'paused' : 'gate_invalid', actor: state === 'paused' ? 'Max' : 'gate' },
              reason: wanted.reason ?? 'We move to a new phone system this week.',
            },
          ]
        : []),
      ...(endedAt === null || outcome === null
        ? []
        : [
            {
              ...{ ...event, id: 3, key: `${id}/3`, type: outcome, actor: endedBy ?? 'gate' },
              ...{ reason: reason ?? '', createdAt: endedAt },
            },
          ]),
    ],
  };
}

function arm(unitsPerDay: number, days: number, attributionDays: number, rate: number): ArmNumbers {
  const exposed = Math.round(unitsPerDay * days);
  const units = Math.round(unitsPerDay * Math.max(0, days - attributionDays));
  return {
    ...{ exposed, units, conversions: Math.round(units * rate), optOuts: Math.round(units * 0.002) },
    ...{ predictions: exposed * 2, errors: Math.round(exposed * 0.001), milliseconds: 1.4 },
  };
}

function pairedOf(mode: ExperimentMode, margin: number, units: number): PhaseNumbers['paired'] {
  if (mode === 'live' || units < 2) return null;
  return { units: Math.round(units), mean: margin * (Math.sin(units / 17) / 3 - 0.4), standardDeviation: 3 * margin };
}

/** One of each kind: live in its second phase, paused, waiting, and each of the endings. `now`: of the last look. */
export function someExperiments(now: Date): ExperimentDetails[] {
  const ago = (days: number) => new Date(now.getTime() - days * day);
  const past = { model: 'lead_scoring', state: 'ended', unitsPerDay: 3_000, phaseDays: [22] } as const;
  return [
    experimentOf({
      ...{ model: 'lead_scoring', version: '2026-11-22.2', state: 'waiting', unitsPerDay: 400, rates: [0.12, 0.13] },
      ...{ phaseDays: [], createdAt: ago(1) },
    }),
    experimentOf({
      ...{ model: 'lead_scoring', version: '2026-10-04.1', state: 'running', unitsPerDay: 1_000, rates: [0.12, 0.134] },
      ...{ phaseDays: [42, 20], createdAt: ago(42 + 14 + 20) },
    }),
    experimentOf({
      ...{ model: 'churn', version: '2026-11-08.1', state: 'paused', unitsPerDay: 6, rates: [0.7, 0.72] },
      ...{ phaseDays: [45], createdAt: ago(45) },
    }),
    experimentOf({
      ...{ ...past, version: '2026-08-30.1', outcome: 'promoted', rates: [0.12, 0.16], createdAt: ago(90) },
    }),
    experimentOf({
      ...{ ...past, version: '2026-08-16.1', outcome: 'rolled_back', rates: [0.12, 0.07], createdAt: ago(120) },
      ...{ endedBy: 'Anna', reason: 'Sales complained: good leads came last.' },
    }),
  ];
}
