/**
 * How features move while none of the subject's rows change. Ages grow, messages leave windows of 30 days to a year, and 24 hours after a
 * message it is settled that nobody answered it. A scoring that reads a subject also reads these few facts, and then knows between which
 * values each feature lies until it looks again.
 */

/** Columns beside the features, by name; the lateral joins of a history, and `coming` below, bring what they read. */
export type ModelClock = {
  readonly facts: Readonly<Record<string, string>>;
  /** Hours of the windows that messages leave. */
  readonly windows: readonly number[];
  /**
   * Days from now on in which the subject stays worth a prediction, by its facts; left out: as long as its rows don't change.
   * `idleDays`: how long a silent lead is listed.
   */
  /** The feature that rows of others move: SELECT of (key, value) as of $3, the key of a subject `s`, and how far it may move. */
  readonly shared?: {
    readonly feature: string;
    readonly valuesSql: string;
    readonly keySql: string;
    readonly band: number;
  };
  readonly listedDays?: (fact: Passing['fact'], idleDays: number) => number;
};

/** The time that passes, and what is known of it. */
export type Passing = {
  readonly days: number;
  /** NaN where it is missing. */
  fact(name: string): number;
  /** Messages that leave the window of so many hours meanwhile. */
  leaving(hours: number): number;
  /** Messages of ours whose 24 hours end meanwhile. */
  settling(): number;
};

/** Between these a feature stays; null: who knows. */
export type Range = readonly [low: number, high: number];
export type Move = (value: number, passing: Passing) => Range | null;

/** Days that one look reaches: nobody's answer holds for longer. */
export const farthestDays = 14;

const dayHours = 24;

export function windowName(hours: number): string {
  return `leave_${hours}`;
}

/**
 * Joins `coming`: by window, in how many days messages leave it, and in how many the 24 hours of ours end. Only those of the days to come
 * are read, each by the index of the contact's messages.
 */
export function comingOf(windows: readonly number[]): string {
  const moments = (from: string, until: string, more = '') => `array(
      select extract(epoch from m.sent_at - (${from}))::double precision / 86400 from messages as m
      where m.contact_id = s.contact_id and m.sent_at >= ${from} and m.sent_at < ${until}${more} order by 1)`;
  const ahead = `interval '${farthestDays * dayHours} hours'`;
  const leaving = windows.map((hours) => {
    const edge = `s.moment - interval '${hours} hours'`;
    return `${moments(edge, `least(${edge} + ${ahead}, s.moment)`)} as ${windowName(hours)}`;
  });
  const settling = moments(`s.moment - interval '${dayHours} hours'`, 's.moment', ` and m.direction = 'outbound'`);
  return `
cross join lateral (
  select ${[...leaving, `${settling} as settling`].join(',\n    ')}
) as coming`;
}

/** ln of something that holds 1 + an age, or such a logarithm minus a constant. @param fact the age. @param perDay of its unit. */
export function grows(fact: string, { perDay = 1, most = Infinity }: { perDay?: number; most?: number } = {}): Move {
  return (value, { days, fact: of }) => {
    const age = of(fact);
    if (Number.isNaN(age)) return null;
    if (age >= most) return [value, value];
    if (age + perDay * days >= most) return null;
    return [value, value + Math.log1p((perDay * days) / (1 + Math.max(0, age)))];
  };
}

/** ln(1 + messages of a window), or of a part of them. */
export function losesOf(hours: number): Move {
  return (value, { leaving }) => [Math.log1p(Math.max(0, Math.expm1(value) - leaving(hours))), value];
}

/** As it is, as long as no message leaves the window. @param settles and none of ours is settled. */
export function holdsIn(hours: number, { settles = false }: { settles?: boolean } = {}): Move {
  return (value, { leaving, settling }) => (leaving(hours) > 0 || (settles && settling() > 0) ? null : [value, value]);
}

/** As it is until the day that a fact names. */
export function holdsUntil(fact: string): Move {
  return (value, { days, fact: of }) => (of(fact) <= days ? null : [value, value]);
}

/** A mean that is pulled towards a prior (`smoothedMean`, `smoothedRate`). */
export type SmoothedMean = {
  /** How many there are now. */
  readonly count: number;
  /** Of the prior. */
  readonly weight?: number;
  /** Where each lies, and the prior. */
  readonly between: Range;
  /** Those that come, each of them at the lower end. */
  readonly joining?: number;
  readonly leaving: number;
};

/** @param trials fact: how many there are. @param settles: messages join that nobody answered. */
export function meanOf(
  trials: string,
  hours: number,
  between: Range,
  { settles = false, weight = 2 }: { settles?: boolean; weight?: number } = {},
): Move {
  return (value, { fact, leaving, settling }) =>
    moveMean(value, {
      ...{ count: fact(trials), weight, between },
      ...{ joining: settles ? settling() : 0, leaving: leaving(hours) },
    });
}

/**
 * Where the mean lies while they come and go. With W cases in all, those of the prior among them, k that leave move it by at most
 * (its distance from the other end) * k / (W - k), and those that join by (its distance from their end) * j / (W + j).
 */
export function moveMean(
  mean: number,
  { count, weight = 2, between, joining = 0, leaving }: SmoothedMean,
): Range | null {
  if (Number.isNaN(count)) return null;
  const [least, most] = between;
  const all = count + weight;
  const gone = Math.min(leaving, count);
  const lowered = mean - ((mean - least) * joining) / (all + joining);
  return [
    Math.max(least, lowered - ((most - lowered) * gone) / (all - gone)),
    Math.min(most, mean + ((mean - least) * gone) / (all - gone)),
  ];
}

export function difference(one: Range | null, other: Range | null): Range | null {
  return one === null || other === null ? null : [one[0] - other[1], one[1] - other[0]];
}
