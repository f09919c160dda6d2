import type { ArmNumbers } from '../../domain/experiment/experiment.ts';
import { percent, signedPercent } from '../../domain/experiment/wording.ts';
import type { Experiment, ExperimentLook } from '../../store/experiments/experiments.ts';

/** A look in the words of the Temporal Web UI: split, both arms, lift with its interval, days left. */
export function describeLook({ id, mode, config }: Experiment, { number, numbers, decision }: ExperimentLook): string {
  const { phase, challengerShare, champion, challenger, phaseDay } = numbers;
  const share = Math.round(challengerShare * 100);
  return [
    `**${id}** (${mode}, ${config.rule}): phase ${phase}, look ${number}, day ${phaseDay.toFixed(0)}, ${days(decision.daysLeft)} left`,
    '',
    '| arm | share | exposed | matured | converted | rate |',
    '|---|---|---|---|---|---|',
    arm('champion', 100 - share, champion),
    arm('challenger', share, challenger),
    '',
    liftLine(decision),
    ...(decision.paired === null ? [] : [pairedLine(decision.paired, numbers.paired?.units ?? 0)]),
    decision.sampleRatioP === null ? '' : `Sample ratio: p = ${decision.sampleRatioP.toPrecision(2)}`,
    '',
    `**${decision.action}**: ${decision.reason}`,
  ].join('\n');
}

function arm(name: string, share: number, { exposed, units, conversions }: ArmNumbers): string {
  const rate = units === 0 ? '-' : percent(conversions / units, 2);
  return `| ${name} | ${share}% | ${exposed} | ${units} | ${conversions} | ${rate} |`;
}

function liftLine({ lift }: ExperimentLook['decision']): string {
  if (lift === null) return 'Lift: not defined yet';
  return `Lift ${signedPercent(lift.observed)} (95% interval ${signedPercent(lift.low)} to ${signedPercent(lift.high)}), chance to win ${percent(lift.chanceToWin)}`;
}

function pairedLine({ mean, low, high }: { mean: number; low: number; high: number }, units: number): string {
  return `Loss against the champion ${mean.toFixed(4)} (95% interval ${low.toFixed(4)} to ${high.toFixed(4)}) on ${units} matured subjects`;
}

function days(left: number): string {
  const whole = Math.max(0, Math.ceil(left));
  return `${whole} day${whole === 1 ? '' : 's'}`;
}
