import type {
  AdvanceStep,
  CandidateResult,
  CandidateStep,
  SnapshotStep,
  TrainingPlan,
} from '../../contract/step-types.ts';

export type Climb = {
  readonly step: SnapshotStep;
  readonly plan: TrainingPlan;
  /** `summary` is what the Web UI shows beside the step. */
  readonly train: (step: CandidateStep, summary: string) => Promise<CandidateResult>;
  /** Selects the candidates of a finished rung that go on. It is a step, so the workflow follows the recorded choice. */
  readonly advance: (step: AdvanceStep) => Promise<readonly number[]>;
  /** Runs the candidates of a rung in parallel. Returns their results in order, or throws the first error once all have ended. */
  readonly together: <Result>(parts: readonly (() => Promise<Result>)[]) => Promise<Result[]>;
  /** Called after each candidate with the share (0-1) of the whole search's work that is done. */
  readonly onFinished: (share: number, message: string) => void;
};

/**
 * Runs the search rung by rung. The candidates of a rung run in parallel, and the next rung begins when all have ended.
 * Returns the results of each rung.
 */
export async function climbRungs({
  step,
  plan,
  train,
  advance,
  together,
  onFinished,
}: Climb): Promise<CandidateResult[][]> {
  const { engine, rungs, candidates } = plan;
  const work = rungs.reduce((sum, rung) => sum + rung.candidates * rung.share, 0);
  let done = 0;
  let entrants: readonly number[] = candidates.map((_, index) => index);
  const results: CandidateResult[][] = [];
  for (const [rung, { share }] of rungs.entries()) {
    const next = rungs[rung + 1];
    const place = rungs.length === 1 ? '' : `, rung ${rung + 1} of ${rungs.length}`;
    const budget = share === 1 ? '' : ` with ${Math.round(100 * share)}% of its trees`;
    let finished = 0;
    const ofRung = await together(
      entrants.map((index) => async () => {
        const result = await train(
          { ...step, engine, rung, index, parameters: candidates[index], share, last: next === undefined },
          `candidate ${index + 1} of ${candidates.length}${place}${budget}, ${step.options.cvFolds} folds`,
        );
        finished++;
        done += share;
        onFinished(done / work, `Candidate ${finished} of ${entrants.length} cross-validated${place}`);
        return result;
      }),
    );
    results.push(ofRung);
    if (next !== undefined) entrants = await advance({ results: ofRung, count: next.candidates });
  }
  return results;
}
