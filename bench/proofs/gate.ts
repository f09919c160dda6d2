import { type DecisionRule, type GateConfig, gateConfig } from '../../domain/experiment/experiment.ts';
import { createRandom, hashSeed, type Random } from '../../engine/random.ts';
import { holds, mean, print } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { type Harm, runGuardedYear } from './gate/guarded-year.ts';
import { type Ending, runLive, type World } from './gate/live-experiment.ts';
import { type PairedWorld, runPaired } from './gate/paired-experiment.ts';
import { endingCells, endings, percent, printHead, printRow, type Tally, tallyOf } from './gate/tally.ts';

const seed = 20_261_122;
const bars = { falsePromotions: 0.01, power: 0.9, falseAlarms: 0.01 } as const;
const lifts = [0, 0.05, 0.1, 0.15, 0.2, -0.2];
const crm: Omit<World, 'lift'> = { unitsPerDay: 10_000, baseRate: 0.05, optOutRate: 0.005, errorRate: 0.001 };
/** About the fewest subjects that conversions are let decide on. */
const fewest: Omit<World, 'lift'> = { ...crm, unitsPerDay: 200, baseRate: 0.2 };
const smallBusiness: Omit<PairedWorld, 'challenger'> = { unitsPerWeek: 100, champion: 8, correlation: 0.8 };
const powerDays = 28;

/** Simulated experiments, each decided look by look by the product's own `decideGate` with its default configuration. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const repetitions = reduced ? 300 : 4_000;
  const { shares } = gateConfig('lead_scoring');
  const first = liveTable('first share alone', crm, [0.1], ['evidence', 'observed'], repetitions);
  const ramp = liveTable('whole ramp', crm, shares, ['evidence'], repetitions);
  const small = liveTable('whole ramp of fewer subjects', fewest, shares, ['evidence'], repetitions);
  const paired = pairedTable(repetitions);
  const alarms = guardTable(reduced ? 50 : 1_000);
  print('\nFigures');
  const passed = [
    atMost(
      'false promotions at no true difference, first share, daily looks',
      first(0).share('promote'),
      bars.falsePromotions,
    ),
    atMost(
      'false promotions at no true difference, whole ramp, daily looks',
      ramp(0).share('promote'),
      bars.falsePromotions,
    ),
    atMost('the same, of fewer subjects', small(0).share('promote'), bars.falsePromotions),
    atMost(
      'harmful challengers promoted',
      Math.max(...[first, ramp, small].map((table) => table(-0.2).share('promote'))),
      0,
    ),
    holds(
      `promoted by day ${powerDays} at a true +20%, attribution window included, at least ${percent(bars.power)}`,
      percent(first(0.2).promotedBy(powerDays)),
      first(0.2).promotedBy(powerDays) >= bars.power,
    ),
    atMost('paired: promoted though worse by the margin', paired(1).share('promote'), bars.falsePromotions),
    atMost('false alarms of guardrails and split in a year of daily looks', alarms, bars.falseAlarms),
  ];
  return { passed: passed.every(Boolean) };
}

function atMost(name: string, share: number, bar: number): boolean {
  return holds(`${name}, at most ${percent(bar)}`, percent(share), share <= bar);
}

function repeat<Result>(name: string, times: number, one: (random: Random) => Result): Result[] {
  return Array.from({ length: times }, (_, at) => one(createRandom(hashSeed(seed, name, at))));
}

/** Rule by rule and lift by lift; answers the tallies of rule `evidence`. No true difference is repeated five times as often. */
function liveTable(
  title: string,
  world: Omit<World, 'lift'>,
  shares: readonly number[],
  rules: readonly DecisionRule[],
  repetitions: number,
) {
  const days = gateConfig('lead_scoring');
  print(
    `Live, ${title} (${world.unitsPerDay} units a day, ${percent(world.baseRate)} convert; ${shares.map(percent).join(', ')}; ${days.phaseDays - days.attributionDays} days of mature cohorts a phase, ${days.attributionDays} days of attribution)`,
  );
  printHead(
    'rule',
    'true lift',
    'experiments',
    ...endings,
    `promoted by day ${powerDays}`,
    'observed when promoted',
    'fixed split test failed',
  );
  const evidence = new Map<number, Tally>();
  for (const rule of rules) {
    for (const lift of lifts) {
      const config = gateConfig('lead_scoring', { rule, shares });
      const times = lift === 0 ? 5 * repetitions : repetitions;
      const ended = repeat(`${title} ${lift}`, times, (random) => runLive(random, { ...world, lift }, config));
      const tally = tallyOf(ended);
      if (rule === 'evidence') evidence.set(lift, tally);
      printRow(
        rule,
        signed(lift),
        String(times),
        ...endingCells(tally),
        percent(tally.promotedBy(powerDays)),
        ...aside(ended),
      );
    }
  }
  print();
  return (lift: number) => found(evidence, lift);
}

function aside(ended: readonly Ending[]): string[] {
  const promoted = ended.filter(({ action }) => action === 'promote').map(({ observedLift }) => observedLift ?? 0);
  const failed = ended.filter(({ fixedRatioFailed }) => fixedRatioFailed).length / ended.length;
  return [promoted.length === 0 ? '-' : signed(mean(promoted)), percent(failed)];
}

/** By points of score that the challenger's mean absolute error lies above the champion's 8. */
function pairedTable(repetitions: number) {
  print(
    `Paired (${smallBusiness.unitsPerWeek} leads a week, mean absolute error of the champion ${smallBusiness.champion} points, margin 1)`,
  );
  printHead('rule', "challenger's error", 'experiments', ...endings);
  const evidence = new Map<number, Tally>();
  for (const rule of ['evidence', 'observed'] as const) {
    for (const worse of [-1, -0.5, 0, 0.25, 0.5, 1, 2]) {
      const config: GateConfig = gateConfig('lead_scoring', { rule });
      const world = { ...smallBusiness, challenger: smallBusiness.champion + worse };
      const tally = tallyOf(repeat(`paired ${worse}`, repetitions, (random) => runPaired(random, world, config)));
      if (rule === 'evidence') evidence.set(worse, tally);
      printRow(rule, `${worse > 0 ? '+' : ''}${worse}`, String(repetitions), ...endingCells(tally));
    }
  }
  print();
  return (worse: number) => found(evidence, worse);
}

/** @returns the largest share of false alarms in a year. */
function guardTable(repetitions: number): number {
  const harmless: Harm = {
    unitsPerDay: 10_000,
    errorRate: [0.005, 0.005],
    optOutRate: [0.005, 0.005],
    milliseconds: [5, 5],
  };
  const cases: readonly (readonly [string, Harm])[] = [
    ['none, 10,000 units a day', harmless],
    ['none, 14 units a day', { ...harmless, unitsPerDay: 14 }],
    ['opt-outs 1% for 0.5%', { ...harmless, optOutRate: [0.005, 0.01] }],
    ['failed predictions 3% for 0.5%', { ...harmless, errorRate: [0.005, 0.03] }],
    ['20 ms for 5 ms', { ...harmless, milliseconds: [5, 20] }],
  ];
  const forever = { minimumDays: 400, phaseDays: 400, maximumDays: 400 };
  print('Guardrails and split, a year of daily looks at a share of 10%');
  printHead('harm', 'years', 'rolled back', 'invalid', 'median day', 'fixed split test failed');
  let worst = 0;
  for (const [name, harm] of cases) {
    const years = repeat(name, repetitions, (random) =>
      runGuardedYear(random, harm, gateConfig('lead_scoring', forever)),
    );
    const share = (of: (year: (typeof years)[number]) => boolean) => years.filter(of).length / years.length;
    const alarmed = tallyOf(years.flatMap(({ action, day }) => (action === null ? [] : [{ action, day }])));
    const median = alarmed.experiments === 0 ? '-' : endingCells(alarmed).at(-1);
    printRow(
      name,
      String(repetitions),
      percent(share(({ action }) => action === 'roll_back')),
      percent(share(({ action }) => action === 'invalid')),
      String(median),
      percent(share(({ fixedRatioFailed }) => fixedRatioFailed)),
    );
    if (name.startsWith('none'))
      worst = Math.max(
        worst,
        share(({ action }) => action !== null),
      );
  }
  return worst;
}

function found(tallies: ReadonlyMap<number, Tally>, key: number): Tally {
  const tally = tallies.get(key);
  if (tally === undefined) throw new Error(`nothing was simulated at ${key}`);
  return tally;
}

function signed(lift: number): string {
  return `${lift > 0 ? '+' : ''}${(100 * lift).toFixed(Number.isInteger(Math.round(1e6 * lift) / 1e4) ? 0 : 1)}%`;
}
