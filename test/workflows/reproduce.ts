import type { Reproduction } from '../../contract/reproduction-messages.ts';
import { createReproductionControl } from '../../control/reproduction-control.ts';
import { type RunningPipeline, testLimits } from './running-pipeline.ts';

/** Trains a run again, as somebody asks for it, and waits for the end. */
export async function reproduce(
  { client, database, installation }: Pick<RunningPipeline, 'client' | 'database' | 'installation'>,
  runId: string,
  anyway = false,
): Promise<Reproduction> {
  const control = createReproductionControl({ client, database, installation, limits: testLimits });
  const actor = { kind: 'cli', id: null, name: 'ana', role: 'admin' } as const;
  await control.start(runId, { anyway, act: { actor, operation: 'reproduceRun', target: runId } });
  const result = await control.waitFor(runId);
  const { state, result: told } = await control.status(runId);
  if (state !== 'done' || told?.verdict !== result.verdict) throw new Error(`It is ${state}, with ${told?.verdict}.`);
  return result;
}
