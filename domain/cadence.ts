import type { ModelName } from './models.ts';

/**
 * How often models are retrained depends on the number of new leads per week. The schedule fires weekly; a firing trains the
 * models whose turn it is and that have something new to learn.
 *
 * A cadence begins at `from` leads a week, as in the guide. It changes to a slower one only a tenth below that: a business
 * at 98 to 103 leads a week becomes weekly at its first 100 and stays weekly until it falls below 90.
 */
export const cadences = [
  { name: 'weekly', weeks: 1, from: 100 },
  { name: 'biweekly', weeks: 2, from: 50 },
  { name: 'monthly', weeks: 4, from: 0 },
] as const;
export type CadenceName = (typeof cadences)[number]['name'];

/** Share of `from` below which a cadence is left. */
const holdShare = 0.9;
const weekMilliseconds = 7 * 86_400_000;
/** Number of weeks over which leads are counted. */
export const measuredWeeks = 4;

export type CadenceFacts = {
  readonly firedAt: Date;
  /** Mean of the last four weeks. */
  readonly leadsAWeek: number;
  /** What the previous firing decided; null for the first one. */
  readonly inForce: CadenceName | null;
  readonly models: readonly ModelFacts[];
};

export type ModelFacts = {
  readonly model: ModelName;
  /** When its last completed run began; null: never trained. */
  readonly trainedAt: Date | null;
  /** Labels that are missing from that run's training set, or differ in it; null: the training set is no longer known. */
  readonly changes: number | null;
  /** Why its newest labels can't be trusted, as a sentence without its full stop; null: they can. */
  readonly gap: string | null;
  /** Since when labels contradict what it learnt, while its usual window reaches back to that. Left out or null: they don't. */
  readonly changedAt?: Date | null;
};

export type CadenceVerdict = {
  readonly cadence: CadenceName;
  readonly leadsAWeek: number;
  /** The cadence and each model's turn, in sentences. */
  readonly reason: string;
  readonly models: readonly ModelVerdict[];
};

export type ModelVerdict = {
  readonly model: ModelName;
  readonly train: boolean;
  readonly changes: number | null;
  readonly reason: string;
};

export function decideCadence(facts: CadenceFacts, minimumChanges: number): CadenceVerdict {
  const { leadsAWeek, inForce } = facts;
  const cadence = chooseCadence(leadsAWeek, inForce);
  const models = facts.models.map((model) => judgeModel(model, cadence, facts.firedAt, minimumChanges));
  const turns = models.map(({ model, train, reason }) => `${model} is ${train ? '' : 'not '}trained: ${reason}.`);
  return { cadence, leadsAWeek, reason: [describe(cadence, leadsAWeek), ...turns].join(' '), models };
}

export function chooseCadence(leadsAWeek: number, inForce: CadenceName | null): CadenceName {
  const reached = cadences.find(({ from }) => leadsAWeek >= from) ?? cadences[2];
  const held = cadences.find(({ name }) => name === inForce);
  const holds = held !== undefined && held.from > reached.from && leadsAWeek >= held.from * holdShare;
  return holds ? held.name : reached.name;
}

/**
 * While a change is recent, a model is trained weekly whatever the cadence: each week adds much to the little that is known since.
 *
 * Firings come weekly but not to the minute (jitter, a server that was down), so times are compared in rounded weeks. Weekly
 * means at every firing, even days after a manual run.
 */
function judgeModel(facts: ModelFacts, cadence: CadenceName, firedAt: Date, minimumChanges: number): ModelVerdict {
  const { model, trainedAt, changes, gap, changedAt = null } = facts;
  const verdict = (train: boolean, reason: string): ModelVerdict => ({ model, train, changes, reason });
  if (gap !== null) return verdict(false, `${gap}, and its newest labels reach into that time`);
  if (trainedAt === null) return verdict(true, 'it never was before');
  const last = `its run of ${trainedAt.toISOString().slice(0, 10)}`;
  const elapsed = Math.round((firedAt.getTime() - trainedAt.getTime()) / weekMilliseconds);
  const left = weeksOf(cadence) - Math.max(elapsed, 0);
  if (changedAt === null && cadence !== 'weekly' && left > 0)
    return verdict(false, `${last} is due again in ${weeks(left)}`);
  if (changes === null) return verdict(true, `the training set of ${last} is gone, so nothing tells it to wait`);
  const news = `${changes} ${changes === 1 ? 'label is' : 'labels are'} new or changed since ${last}`;
  if (changes < minimumChanges) return verdict(false, `${news}, fewer than ${minimumChanges}`);
  if (changedAt === null) return verdict(true, news);
  return verdict(true, `${news}, and the world changed about ${changedAt.toISOString().slice(0, 10)}`);
}

function describe(cadence: CadenceName, leadsAWeek: number): string {
  const { name, weeks: every, from } = cadences.find((each) => each.name === cadence) ?? cadences[2];
  const rate = `${Math.round(leadsAWeek * 10) / 10} new leads a week over the last ${measuredWeeks} weeks`;
  const rhythm = every === 1 ? 'weekly' : `${name}, every ${weeks(every)}`;
  const held = leadsAWeek < from ? `, as before: it stays ${name} down to ${from * holdShare}` : '';
  return `At ${rate} training is ${rhythm}${held}.`;
}

function weeksOf(cadence: CadenceName): number {
  return cadences.find(({ name }) => name === cadence)?.weeks ?? 1;
}

function weeks(count: number): string {
  return count === 1 ? '1 week' : `${count} weeks`;
}
