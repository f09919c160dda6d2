import type { ModelProgress, ProgressSignal } from '../../contract/messages.ts';
import { shortMetricName } from '../../domain/metric-titles.ts';
import type { ModelName } from '../../domain/models.ts';
import { modelTitles } from '../../domain/models.ts';
import { progressOf, type RunState, type StageName, stages } from '../../domain/runs.ts';
import type { Metrics } from '../../domain/targets.ts';

/** The state of a model's run so far. Its progress never decreases: a retried step starts its own share at 0 again. */
export class ModelProgressState {
  #state: ModelProgress;

  constructor(runId: string, model: ModelName) {
    this.#state = {
      runId,
      model,
      state: 'running',
      stage: null,
      progress: 0,
      message: 'Waiting for a worker',
      trainingSamples: null,
      testingSamples: null,
      metrics: null,
    };
  }

  get snapshot(): ModelProgress {
    return this.#state;
  }

  advance(signal: ProgressSignal): void {
    const progress = Math.max(this.#state.progress, progressOf(signal.stage, signal.share));
    this.#state = { ...this.#state, stage: signal.stage, progress, message: signal.message };
  }

  /** Whether the signal begins another stage. */
  opens(stage: StageName): boolean {
    return this.#state.stage !== stage;
  }

  know(facts: Partial<Pick<ModelProgress, 'trainingSamples' | 'testingSamples' | 'moments' | 'metrics'>>): void {
    this.#state = { ...this.#state, ...facts };
  }

  close(state: RunState, message: string): void {
    this.#state = { ...this.#state, state, message, progress: state === 'completed' ? 100 : this.#state.progress };
  }
}

/** The run as Markdown for the Web UI's current details. */
export function describeModelProgress(progress: ModelProgress): string {
  const at = stages.findIndex((stage) => stage.name === progress.stage);
  const rows = stages.map((stage, index) => {
    const finished = progress.state === 'completed' || index < at;
    const mark = finished
      ? 'done'
      : index === at
        ? `${progress.state === 'running' ? 'now' : progress.state}: ${progress.message}`
        : '';
    return `| ${stage.name} | ${mark} |`;
  });
  const lines = [
    `**${modelTitles[progress.model]}**, ${progress.progress}%, ${progress.state}`,
    '',
    '| stage | |',
    '|---|---|',
    ...rows,
  ];
  if (progress.trainingSamples !== null) {
    lines.push('', `${progress.trainingSamples} training and ${progress.testingSamples} testing samples`);
  }
  if (progress.metrics !== null) lines.push('', describeMetrics(progress.metrics));
  return lines.join('\n');
}

export function describeMetrics(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${shortMetricName(name)} ${value === null ? 'undefined' : value.toFixed(3)}`)
    .join(', ');
}
