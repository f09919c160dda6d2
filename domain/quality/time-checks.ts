import { driftLimit } from '../monitoring/drift.ts';
import type { QualityFacts } from './facts.ts';
import type { Judgement } from './finding.ts';
import { qualityLimits as limits } from './limits.ts';
import { percent } from './words.ts';

/** How the rows stand to what was before and to what comes after. */

export function judgeGap({ gap }: QualityFacts): Judgement {
  if (gap === null) return { status: 'ok', message: 'data arrived throughout', value: 0, limit: 0 };
  const message = `${gap}: labels that reach into that time may be wrong`;
  return { status: 'warning', message, value: 1, limit: 0, remedy: 'Import what is missing, then train again.' };
}

/** Only a change beyond what two samples of this size differ by anyway counts. */
export function judgeDrift({ profile }: QualityFacts): Judgement | null {
  const measured = profile?.drift ?? null;
  if (measured === null) return null;
  const limit = driftLimit;
  const value = Math.max(0, ...measured.map((each) => each.value ?? 0));
  const drifted = measured.filter((each) => (each.value ?? 0) > Math.max(limit, each.noise ?? 0));
  if (drifted.length === 0) {
    return { status: 'ok', message: "features are distributed as in the champion's training set", value, limit };
  }
  const named = drifted.map(({ segment }) => segment.replace('feature=', '')).join(', ');
  const message = `changed since the champion's training set: ${named}`;
  const remedy = 'If the business has changed, this training learns it. If not, check what was imported since.';
  return { status: 'warning', message, value, limit, remedy };
}

export function judgeHorizon({ conversions, horizonDays }: QualityFacts): Judgement | null {
  if (conversions === null) return null;
  const { followed, within, mostDays } = conversions;
  const limit = limits.withinHorizon;
  if (followed < limits.timedConversions || within === null || mostDays === null) {
    const message = `${followed} dated conversions of leads watched for three horizons: too few to judge the horizon of ${horizonDays} days`;
    return { status: 'ok', message, value: null, limit };
  }
  const value = within;
  const proposed = Math.ceil(mostDays);
  const found = `${percent(value)} of the conversions come within the horizon of ${horizonDays} days`;
  if (value >= limit) return { status: 'ok', message: found, value, limit };
  const message = `${found}; ${percent(limits.proposedWithin)} take up to ${proposed} days`;
  return { status: 'warning', message, value, limit, remedy: `Train with a longer one: --horizon ${proposed}.` };
}
