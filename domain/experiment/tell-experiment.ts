import type { ModelName } from '../models.ts';
import { tooFew } from './decide-live.ts';
import { tooEarly } from './duration.ts';
import type {
  ArmNumbers,
  ExperimentMode,
  ExperimentOutcome,
  ExperimentState,
  GateConfig,
  GateDecision,
  PhaseNumbers,
} from './experiment.ts';
import { guardedUntil } from './guarded-until.ts';
import { spanInWords } from './time-left.ts';
import { modelUnits } from './units.ts';
import { splitInDoubt } from './validity.ts';
import { count, percent, signedPercent } from './wording.ts';

/** An experiment as its rows have it. */
export type ToldExperiment = {
  readonly model: ModelName;
  readonly state: ExperimentState;
  readonly outcome: ExperimentOutcome | null;
  readonly mode: ExperimentMode | null;
  readonly config: GateConfig;
  readonly reason: string | null;
  /** The latest phase; null: it waits, or ended while it did. */
  readonly phase: { readonly challengerShare: number; readonly startedAt: Date; readonly closedAt: Date | null } | null;
  /** The last look at that phase or an earlier one. */
  readonly look: { readonly at: Date; readonly numbers: PhaseNumbers; readonly decision: GateDecision } | null;
  /** What somebody said who paused it last, or why it was frozen. */
  readonly why: string | null;
};

/** The verdict for people who know no statistics: how it stands, and what happens next. */
export type Telling = {
  readonly tone: 'good' | 'bad' | 'warn' | 'live' | '';
  readonly sentence: string;
  readonly next: string;
};

/** When it is looked at next, or when the next phase begins; null while nothing happens by itself. */
export function nextMoment({ state, config, phase, look }: ToldExperiment): Date | null {
  if (state !== 'running' || phase === null) return null;
  const { dayMs, lookEveryDays, attributionDays } = config;
  if (phase.closedAt !== null) return new Date(phase.closedAt.getTime() + attributionDays * dayMs);
  const from = Math.max(phase.startedAt.getTime(), look?.at.getTime() ?? 0);
  return new Date(from + lookEveryDays * dayMs);
}

export function tellExperiment(told: ToldExperiment, now: Date): Telling {
  switch (told.state) {
    case 'waiting':
      return {
        tone: '',
        sentence: 'It waits for its turn.',
        next: 'It begins as soon as the experiment before it has ended; a newer challenger would take its place.',
      };
    case 'running':
      return running(told, now);
    case 'paused':
      return {
        tone: 'warn',
        sentence: `Paused${told.why === null ? '' : `: ${told.why}`}`,
        next: 'The champion serves everybody. Resume it, or roll it back.',
      };
    case 'frozen':
      return {
        tone: 'bad',
        sentence: `Its numbers can't be trusted${told.why === null ? '.' : `: ${told.why}`}`,
        next: `The champion serves everybody. Resume it, which begins a new phase, or roll it back. If nobody decides within ${spanInWords(told.config.frozenDays)}, the champion is kept.`,
      };
    case 'ended':
      return ended(told);
  }
}

const endings: Readonly<Record<ExperimentOutcome, { readonly tone: Telling['tone']; readonly sentence: string }>> = {
  promoted: { tone: 'good', sentence: 'The challenger won: it serves everybody.' },
  champion_kept: { tone: '', sentence: 'The champion was kept.' },
  rolled_back: { tone: 'bad', sentence: 'The challenger was rolled back: the champion serves everybody.' },
  superseded: { tone: '', sentence: 'It ended without a verdict.' },
};

function ended({ outcome, reason }: ToldExperiment): Telling {
  const { tone, sentence } = endings[outcome ?? 'superseded'];
  return { tone, sentence, next: reason ?? '' };
}

function running(told: ToldExperiment, now: Date): Telling {
  const { config, phase, look } = told;
  const standing = standingOf(told);
  if (phase === null) return { tone: 'live', sentence: 'It is about to begin.', next: '' };
  if (phase.closedAt !== null) {
    const next = `Between two phases the champion serves everybody for ${spanInWords(config.attributionDays)}, so that one phase doesn't count in the other.`;
    return { ...standing, next };
  }
  const guarded = guardedUntil(config, phase.startedAt, look?.at ?? null);
  if (now > guarded)
    return {
      tone: 'bad',
      sentence: 'Nobody has looked at it for too long, so the champion serves everybody.',
      next: 'It goes on by itself with the next look. If none comes, see whether Temporal and a worker run.',
    };
  return {
    ...standing,
    next: look === null ? 'The first look comes a day after the start.' : next(told, look.numbers),
  };
}

/** What it takes to be decided. */
function next(told: ToldExperiment, numbers: PhaseNumbers): string {
  const { config, mode } = told;
  const { minimumUnits, margin } = config.paired;
  const units = numbers.paired?.units ?? 0;
  const few =
    mode === 'paired'
      ? units < minimumUnits && `the errors on ${count(minimumUnits)} are needed, those on ${count(units)} are known`
      : tooFew(numbers, config);
  const early = days(told, numbers) || few || splitInDoubt(numbers, config);
  if (early) return `It goes on: ${early}.`;
  return mode === 'paired'
    ? `It is promoted when it errs no more than the champion and surely not by ${margin} more.`
    : `It is promoted when its lift is above ${percent(config.minimumLift, 0)} and surely above 0.`;
}

/** As `tooEarly` has it, in words of every day. */
function days({ model, config }: ToldExperiment, numbers: PhaseNumbers): string | null {
  if (tooEarly(numbers, config) === null) return null;
  const { minimumDays, attributionDays } = config;
  const day = Math.floor(numbers.phaseDay);
  if (day < minimumDays) return `this is day ${day} of at least ${minimumDays}`;
  return `what becomes of a ${modelUnits[model].one} counts after ${spanInWords(attributionDays)}, and not enough of them are old enough yet`;
}

function standingOf(told: ToldExperiment): Pick<Telling, 'tone' | 'sentence'> {
  const { model, look, mode } = told;
  if (look === null) return { tone: 'live', sentence: 'It has just begun: nothing is known yet.' };
  return mode === 'paired' ? pairedStanding(model, look) : liveStanding(model, look, told.config);
}

function liveStanding(
  model: ModelName,
  { numbers: { champion, challenger }, decision: { lift } }: NonNullable<ToldExperiment['look']>,
  { attributionDays }: GateConfig,
): Pick<Telling, 'tone' | 'sentence'> {
  const { many, converted } = modelUnits[model];
  if (lift === null) {
    const seen = count(champion.exposed + challenger.exposed);
    return {
      tone: 'live',
      sentence: `Too early to say: ${seen} ${many} are in it, and what becomes of one counts after ${spanInWords(attributionDays)}.`,
    };
  }
  const figures = (whose: string) =>
    `${rate(challenger)} of ${whose} ${count(challenger.units)} ${many} ${converted}, ${rate(champion)} of the champion's ${count(champion.units)}`;
  if (lift.low > 0) return { tone: 'good', sentence: `The challenger is better: ${figures('its')}.` };
  if (lift.high < 0) return { tone: 'bad', sentence: `The challenger is worse: ${figures('its')}.` };
  return {
    tone: 'live',
    sentence: `No winner yet: ${figures("the challenger's")}. Anything from ${signedPercent(lift.low, 0)} to ${signedPercent(lift.high, 0)} may be true.`,
  };
}

function pairedStanding(
  model: ModelName,
  { numbers, decision: { paired } }: NonNullable<ToldExperiment['look']>,
): Pick<Telling, 'tone' | 'sentence'> {
  const { many, one, loss } = modelUnits[model];
  const units = count(numbers.paired?.units ?? 0);
  if (paired === null)
    return { tone: 'live', sentence: `Too early to say: both models can be compared on ${units} ${many}.` };
  const digits = model === 'lead_scoring' ? 1 : 3;
  const by = `${Math.abs(paired.mean).toFixed(digits)} ${loss} a ${one}`;
  const on = `on ${units} ${many} that both answered for`;
  if (paired.high < 0) return { tone: 'good', sentence: `The challenger errs less: by ${by}, ${on}.` };
  if (paired.low > 0) return { tone: 'bad', sentence: `The challenger errs more: by ${by}, ${on}.` };
  return {
    tone: 'live',
    sentence: `No winner yet: so far the challenger errs ${paired.mean <= 0 ? 'less' : 'more'} by ${by}, ${on}, which may be chance.`,
  };
}

function rate({ units, conversions }: ArmNumbers): string {
  return units === 0 ? 'none' : percent(conversions / units);
}
