/**
 * Which labels a model learns from: those whose windows closed within this many days before as-of. `reason` says why the
 * window isn't the usual one.
 */
export type TrainingWindow = { readonly days: number | null; readonly reason: string | null };

const day = 86_400_000;

/**
 * The model's usual window, unless a person asks for another or the world is known to have changed within it. After a change
 * only newer labels are used, because older rows teach what no longer holds.
 *
 * @param facts.usual null: all rows of the model are of one moment, as-of, so there is nothing to choose.
 */
export function chooseWindow(facts: {
  readonly usual: number | null;
  readonly asked: number | undefined;
  readonly changedAt: Date | null;
  readonly asOf: Date;
}): TrainingWindow {
  const { usual, asked, changedAt, asOf } = facts;
  if (usual === null) return { days: null, reason: null };
  if (asked !== undefined) return { days: asked, reason: 'as asked for' };
  if (changedAt === null) return { days: usual, reason: null };
  const days = Math.ceil((asOf.getTime() - changedAt.getTime()) / day);
  if (days >= usual || days <= 0) return { days: usual, reason: null };
  return { days, reason: `since the change of ${date(changedAt)}, after which labels contradict the earlier model` };
}

/** The usual window, used despite a change because too few labels have come since. */
export function wholeWindow(usual: number | null, changedAt: Date, found: number): TrainingWindow {
  return {
    days: usual,
    reason: `only ${found} labels have come since the change of ${date(changedAt)}, too few to learn from`,
  };
}

/** More days than any business has history. */
const allDays = 36_500;

/** All there is, where too few labels lie within the usual window: an export without dates, or a business of few leads. */
export function allHistory(usual: number, found: number): TrainingWindow {
  return { days: allDays, reason: `only ${found} labels lie within the usual ${usual} days, too few to learn from` };
}

function date(at: Date): string {
  return at.toISOString().slice(0, 10);
}
