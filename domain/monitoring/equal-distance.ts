const day = 86_400_000;
const week = 7 * day;

/** When a version's training rows were drawn. */
export type TrainedOn = {
  readonly asOf: Date;
  readonly horizonDays: number;
  /** null: all rows are as of one moment, `asOf`. */
  readonly windowDays: number | null;
};

/** Rows read with a horizon of 0, as of a moment. */
export type EarlierRows = {
  readonly asOf: Date;
  /** Their distance from the training rows over that of today's rows: 1 where history reaches back far enough. */
  readonly distance: number;
};

export type EqualDistance = {
  /** As of when today's rows are read. */
  readonly today: Date;
  /** The best comparison first; the next ones are for a business whose history doesn't reach back that far. */
  readonly earlier: readonly EarlierRows[];
};

const distances = [1, 0.75, 0.5, 0.25] as const;

/**
 * Training rows are older than today's, if only because labels need time. In that time tenure grows, silences lengthen and windows move
 * on, though nobody behaves differently. So today's rows, some time after the training rows, are held against rows that lie as long
 * before them: what the undisturbed business moved in that time is no drift.
 *
 * @param now where the data is complete.
 * @param rowDays days of rows that are read: the week before a moment. Rows of a single moment have none.
 */
export function equalDistance({ asOf, horizonDays, windowDays }: TrainedOn, now: Date, rowDays: number): EqualDistance {
  const at = (time: number) => new Date(time);
  if (windowDays === null) {
    // whole weeks, because features as of a single moment vary within the week
    const passed = Math.max(0, Math.floor((now.getTime() - asOf.getTime()) / week)) * week;
    const back = (share: number) => Math.max(week, Math.round((share * passed) / week) * week);
    return {
      today: at(asOf.getTime() + passed),
      earlier: distances.map((share) => ({
        asOf: at(asOf.getTime() - back(share)),
        distance: passed === 0 ? 1 : Math.min(1, back(share) / passed),
      })),
    };
  }
  const end = asOf.getTime() - horizonDays * day;
  const start = end - windowDays * day;
  const passed = Math.max(0, now.getTime() - end);
  const half = (windowDays * day) / 2;
  return {
    today: now,
    earlier: distances.map((share) => ({
      asOf: at(start - share * passed + rowDays * day),
      // from the middle of the training rows, because all of them are the reference
      distance: (half + share * passed) / (half + passed),
    })),
  };
}
