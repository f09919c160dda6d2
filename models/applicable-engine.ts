import { PerennialError } from '../domain/errors.ts';
import type { ModelName } from '../domain/models.ts';
import type { EngineName } from '../engine/engine-names.ts';
import { estimator } from '../engine/estimators.ts';
import { modelDefinition } from './registry.ts';

/** The engine that a model is trained with: the one asked for, otherwise its own. Throws `engine_not_applicable`. */
export function applicableEngine(model: ModelName, asked: EngineName | undefined): EngineName {
  const { engine, task } = modelDefinition(model);
  const chosen = asked ?? engine;
  if (estimator(chosen).tasks.includes(task)) return chosen;
  throw new PerennialError(
    'engine_not_applicable',
    `The engine ${chosen} can't do ${task}, which ${model} needs.`,
    `Leave the engine out to use ${engine}, or train the other models by name.`,
    { model, engine: chosen, task },
  );
}
