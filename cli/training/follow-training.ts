import type { ModelProgress, RetrainResult } from '../../contract/messages.ts';
import type { ModelName } from '../../domain/models.ts';
import type { EngineName } from '../../engine/engine-names.ts';
import { adviceLines, lowAccuracyAdvice } from '../print/advice.ts';
import {
  failedLines,
  type ModelEnding,
  samplesLines,
  searchLines,
  type TrainedModel,
  trainedLines,
  trainingHeading,
  trainingSummary,
} from '../print/training/training.ts';
import type { Bar, Output } from '../session/output.ts';

/** What is known about a model's training before it starts. */
export type PlannedTraining = {
  readonly features: number;
  /** What else is learnt from. */
  readonly beside?: readonly string[];
  readonly engine: EngineName;
  readonly cvFolds: number;
  /** Candidates at each rung of the search. */
  readonly rungs: readonly number[];
};

export type FollowOptions = {
  readonly output: Output;
  readonly planned: (model: ModelName) => PlannedTraining;
  readonly trained: (runId: string) => Promise<TrainedModel>;
};

export type TrainingFollower = {
  /** May be called any number of times with the newest progress; prints what is new. Never throws: `finish` does. */
  progress(progress: { readonly models: readonly ModelProgress[] }): void;
  /** Prints what progress didn't show, and the summary. */
  finish(result: RetrainResult): Promise<void>;
  /** Ends the bar in progress when there is no result. */
  abandon(): Promise<void>;
};

/** How far a model's block has been printed. Models train side by side; their blocks come in order, each ended before the next begins. */
type Block = { announced: boolean; sampled: boolean; ended: boolean; bar: Bar | undefined };

/** Prints a retrain as it goes, as the guide does: a block for each model, a bar while it trains, its performance. */
export function createTrainingFollower({ output, planned, trained }: FollowOptions): TrainingFollower {
  const blocks = new Map<ModelName, Block>();
  /** Printing waits for rows of the database, so progress that comes meanwhile queues here. */
  let queue: Promise<void> = Promise.resolve();

  function blockOf(model: ModelName): Block {
    const block = blocks.get(model) ?? { announced: false, sampled: false, ended: false, bar: undefined };
    blocks.set(model, block);
    return block;
  }

  function announce(model: ModelName, block: Block) {
    if (block.announced) return;
    block.announced = true;
    output.lines(trainingHeading(model));
  }

  function showSamples(
    model: ModelName,
    block: Block,
    { trainingSamples: training, testingSamples: testing, moments }: ModelProgress,
  ) {
    if (block.sampled || training === null) return;
    block.sampled = true;
    const { features, beside } = planned(model);
    output.lines(samplesLines({ training, testing: testing ?? 0, features, beside, ...(moments && { moments }) }));
    output.lines(searchLines(planned(model)));
    block.bar = output.startBar();
  }

  async function end(model: ModelName, block: Block, lines: () => readonly string[] | Promise<readonly string[]>) {
    if (block.ended) return;
    block.ended = true;
    announce(model, block);
    block.bar?.stop();
    output.lines(await lines());
  }

  /** The last progress that was heard may be from before the end. */
  async function complete(model: ModelName, runId: string) {
    const block = blockOf(model);
    if (!block.ended) block.bar?.complete();
    await end(model, block, async () => {
      const result = await trained(runId);
      const advice = lowAccuracyAdvice(result.model, result.metrics);
      return [...trainedLines(result), ...adviceLines(advice)];
    });
  }

  async function showModel(progress: ModelProgress) {
    const { model, state } = progress;
    const block = blockOf(model);
    if (block.ended || (state === 'running' && progress.stage === null)) return; // waits for its turn
    announce(model, block);
    showSamples(model, block, progress);
    // one that failed or was cancelled has no progress any more
    if (state === 'running' || state === 'completed') block.bar?.update(progress.progress / 100, progress.message);
    if (state === 'completed') await complete(model, progress.runId);
  }

  return {
    progress({ models }) {
      queue = queue.then(async () => {
        for (const model of models) {
          await showModel(model);
          if (model.state === 'running') return;
        }
      });
      queue.catch(() => {}); // finish() awaits it too
    },
    async finish(result) {
      await queue;
      for (const each of result.models) {
        if (each.state === 'completed') {
          const { model, runId } = each.result;
          await complete(model, runId);
        } else {
          await end(each.model, blockOf(each.model), () => failedLines(each.model, each.state, each.failure));
        }
      }
      output.lines(trainingSummary(result.models.map(toEnding)));
    },
    async abandon() {
      await queue;
      for (const { bar } of blocks.values()) bar?.stop();
    },
  };
}

function toEnding(each: RetrainResult['models'][number]): ModelEnding {
  return each.state === 'completed'
    ? { model: each.result.model, ending: each.result.outcome }
    : { model: each.model, ending: each.state };
}
