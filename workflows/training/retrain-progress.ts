import type { ModelProgress, RetrainInput, RetrainProgress } from '../../contract/messages.ts';
import type { ModelName } from '../../domain/models.ts';
import { modelTitles } from '../../domain/models.ts';
import type { RunState } from '../../domain/runs.ts';
import { describeMetrics, ModelProgressState } from './model-progress.ts';

const closing: Readonly<Record<RunState, string>> = {
  running: 'Training',
  completed: 'Training complete',
  failed: 'Training ended with a failure',
  cancelled: 'Training was cancelled',
};

/** The progress of all models; each model counts equally. Of those under way, the first in order speaks for the retrain. */
export class RetrainProgressState {
  readonly #input: RetrainInput;
  readonly #models = new Map<ModelName, ModelProgress>();
  readonly #open = new Set<ModelName>();
  #state: RunState = 'running';

  constructor(input: RetrainInput) {
    this.#input = input;
  }

  begin(model: ModelName): void {
    this.#open.add(model);
    this.#models.set(model, new ModelProgressState(`${this.#input.retrainId}/${model}`, model).snapshot);
  }

  end(model: ModelName): void {
    this.#open.delete(model);
  }

  know(progress: ModelProgress): void {
    this.#models.set(progress.model, progress);
  }

  close(state: RunState): void {
    this.#state = state;
    this.#open.clear();
  }

  get snapshot(): RetrainProgress {
    const known = [...this.#models.values()];
    const done = known.reduce((sum, model) => sum + (model.state === 'running' ? model.progress : 100), 0);
    const first = this.#input.models.find((model) => this.#open.has(model)) ?? null;
    const current = first === null ? undefined : this.#models.get(first);
    return {
      retrainId: this.#input.retrainId,
      state: this.#state,
      currentModel: first,
      progress: this.#state === 'completed' ? 100 : Math.floor(done / this.#input.models.length),
      message: current === undefined ? closing[this.#state] : current.message,
      startedAt: this.#input.requestedAt,
      models: known,
    };
  }
}

/** The retrain as Markdown for the Web UI's current details. */
export function describeRetrainProgress(progress: RetrainProgress): string {
  const rows = progress.models.map((model) => {
    const figures = model.metrics === null ? model.message : `${describeMetrics(model.metrics)}. ${model.message}`;
    return `| ${modelTitles[model.model].toLowerCase()} | ${model.state} | ${model.progress}% | ${figures} |`;
  });
  return [
    `**${progress.state}, ${progress.progress}%**`,
    '',
    '| model | state | done | |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
