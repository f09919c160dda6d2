/** Which labels a model learns from: those whose windows closed in so many days before as-of, and why in so many where it isn't usual. */
export type TrainingWindow = { readonly days: number | null; readonly reason: string | null };

const day = 86_400_000;

/**
 * The model's usual window, unless a person asks for another, or the world is known to have changed within it: then what came since, for
 * the rows of before teach what no longer holds.
 *
 * @param facts.usual null: the model's rows are all of one moment, as-of, and there is nothing to choose.
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
  return { days, reason: `since the change of ${date(changedAt)}, from when on labels contradict the model before` };
}

/** The usual window all the same, where too little has come since the change. */
export function wholeWindow(usual: number | null, changedAt: Date, found: number): TrainingWindow {
  return {
    days: usual,
    reason: `since the change of ${date(changedAt)} only ${found} labels came, too few to learn from`,
  };
}

function date(at: Date): string {
  return at.toISOString().slice(0, 10);
}
