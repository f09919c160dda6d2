/**
 * Training once more what a run trained: the same snapshot, code, engine, seed and options give the same bytes. Where one of them is not as
 * it was, that is said, and nothing is trained.
 */
export const reproductionRefusals = [
  'not_trained',
  'adapted',
  'other_code',
  'other_build',
  'snapshot_gone',
  'person_erased',
] as const;
export type ReproductionRefusal = (typeof reproductionRefusals)[number];

/** refused: nothing was trained. */
export const reproductionVerdicts = ['same_bytes', 'different', 'refused'] as const;

export type Refusal = { readonly why: ReproductionRefusal; readonly message: string; readonly remedy: string };

export type ReproductionFacts = {
  readonly runId: string;
  /** The model of the run that is recorded; null: none came of it. */
  readonly artifactHash: string | null;
  /** Whether its champion was adapted to a change, instead of a search. */
  readonly adapted: boolean;
  /** What trained it, and what would train it now. */
  readonly code: { readonly recorded: string; readonly present: string };
  /** `recorded` null: by an earlier release. */
  readonly build: { readonly recorded: string | null; readonly present: string };
  readonly hasSnapshot: boolean;
  /** Whether people were taken out of it since, who were erased. */
  readonly wasScrubbed: boolean;
};

/** @param anyway trains with other code or on another machine too: what differs then is known. */
export function refuseReproduction(facts: ReproductionFacts, anyway: boolean): Refusal | null {
  const { runId, artifactHash, adapted, code, build, hasSnapshot, wasScrubbed } = facts;
  if (artifactHash === null) {
    return {
      why: 'not_trained',
      message: `Run ${runId} ended without a model, so there are no bytes to compare.`,
      remedy: 'npx perennial history lists runs with what came of them.',
    };
  }
  if (adapted) {
    return {
      why: 'adapted',
      message: `The model of run ${runId} is its champion, adapted to a change: it follows from what had been observed by then, not from the snapshot alone.`,
      remedy: 'The run of that champion can be reproduced: npx perennial trace names it.',
    };
  }
  if (!anyway && code.recorded !== code.present) {
    return {
      why: 'other_code',
      message: `Run ${runId} was trained by code ${code.recorded}, and this is ${code.present}.`,
      remedy: `Check out ${code.recorded} and reproduce it there, or try it with this code: --anyway.`,
    };
  }
  if (!anyway && build.recorded !== null && build.recorded !== build.present) {
    return {
      why: 'other_build',
      message: `Run ${runId} was trained on ${build.recorded}, and this is ${build.present}.`,
      remedy: 'Reproduce it by a worker on such a machine, or try it on this one: --anyway.',
    };
  }
  if (!hasSnapshot) {
    return {
      why: 'snapshot_gone',
      message: `The training set of run ${runId} is not there any more.`,
      remedy: 'Restore a backup that still has it, or reproduce a later run.',
    };
  }
  if (wasScrubbed) {
    return {
      why: 'person_erased',
      message: `People were erased since run ${runId}, and its training set holds them no more.`,
      remedy: 'Reproduce a run that began after the last erasure.',
    };
  }
  return null;
}

/** Metrics that aren't the same number, or that only one of both has. */
export function differingMetrics(
  recorded: Readonly<Record<string, number | null>>,
  again: Readonly<Record<string, number | null>>,
): string[] {
  const names = [...new Set([...Object.keys(recorded), ...Object.keys(again)])];
  return names.filter((name) => !Object.is(recorded[name] ?? null, again[name] ?? null));
}
