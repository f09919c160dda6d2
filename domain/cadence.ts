import type { ModelName } from './models.ts';

/**
 * How often models are retrained, by how many leads come a week. The schedule fires weekly; a firing trains the models whose turn it
 * is and that have something new to learn.
 *
 * `from` is where the guide lets a cadence begin. Leaving it for a slower one takes a tenth less than that: a business at 98 to 103
 * leads a week becomes weekly at its first 100 and stays so until it falls below 90.
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
/** Leads are counted over so many weeks. */
export const measuredWeeks = 4;

export type CadenceFacts = {
  readonly firedAt: Date;
  /** Mean of the last four weeks. */
  readonly leadsAWeek: number;
  /** What the firing before decided; null for the first one. */
  readonly inForce: CadenceName | null;
  readonly models: readonly ModelFacts[];
};

export type ModelFacts = {
  readonly model: ModelName;
  /** When its last completed run began; null: never trained. */
  readonly trainedAt: Date | null;
  /** Labels that are not, or not the same, in what that run was trained on; null: that is not known any more. */
  readonly changes: number | null;
  /** Why its newest labels can't be trusted, as a sentence without its point; null: they can. */
  readonly gap: string | null;
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
 * Firings come weekly but not to the minute (jitter, a server that was down): times are compared in rounded weeks. Weekly means at
 * every firing, also days after a run by hand.
 */
function judgeModel(facts: ModelFacts, cadence: CadenceName, firedAt: Date, minimumChanges: number): ModelVerdict {
  const { model, trainedAt, changes, gap } = facts;
  const verdict = (train: boolean, reason: string): ModelVerdict => ({ model, train, changes, reason });
  if (gap !== null) return verdict(false, `${gap}, and its newest labels reach into that time`);
  if (trainedAt === null) return verdict(true, 'it never was before');
  const last = `its run of ${trainedAt.toISOString().slice(0, 10)}`;
  const elapsed = Math.round((firedAt.getTime() - trainedAt.getTime()) / weekMilliseconds);
  const left = weeksOf(cadence) - Math.max(elapsed, 0);
  if (cadence !== 'weekly' && left > 0) return verdict(false, `${last} is due again in ${weeks(left)}`);
  if (changes === null) return verdict(true, `what ${last} was trained on is gone, so that nothing tells it to wait`);
  const news = `${changes} ${changes === 1 ? 'label is' : 'labels are'} new or changed since ${last}`;
  return changes < minimumChanges ? verdict(false, `${news}, fewer than ${minimumChanges}`) : verdict(true, news);
}

function describe(cadence: CadenceName, leadsAWeek: number): string {
  const { name, weeks: every, from } = cadences.find((each) => each.name === cadence) ?? cadences[2];
  const rate = `${Math.round(leadsAWeek * 10) / 10} new leads a week over the last ${measuredWeeks} weeks`;
  const rhythm = every === 1 ? 'weekly' : `${name}, every ${weeks(every)}`;
  const held = leadsAWeek < from ? `, as before: it is left below ${from * holdShare}` : '';
  return `At ${rate} training is ${rhythm}${held}.`;
}

function weeksOf(cadence: CadenceName): number {
  return cadences.find(({ name }) => name === cadence)?.weeks ?? 1;
}

function weeks(count: number): string {
  return count === 1 ? '1 week' : `${count} weeks`;
}
