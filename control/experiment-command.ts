import type { AbGateAnswer, AbGateCommand, AbGateCommandName } from '../contract/messages.ts';
import { PerennialError } from '../domain/errors.ts';
import type { Database } from '../store/database/database.ts';
import { readExperiment } from '../store/experiments/experiments.ts';
import type { GateControl } from './gate-control.ts';

/**
 * Carries out a person's command on the experiment that they saw: if it has ended, the command doesn't apply to its
 * successor.
 *
 * @throws PerennialError `experiment_not_found`, `experiment_conflict`, `temporal_unavailable`
 */
export async function commandExperiment(
  { database, gate }: { readonly database: Database; readonly gate: GateControl },
  id: string,
  name: AbGateCommandName,
  command: AbGateCommand,
): Promise<AbGateAnswer> {
  const { model, state } = await readExperiment(database, id);
  if (state === 'ended' || state === 'waiting') {
    throw new PerennialError(
      'experiment_conflict',
      state === 'ended' ? `Experiment ${id} has ended.` : `Experiment ${id} waits for the current one to end.`,
      'npx perennial gate list shows which one runs.',
      { experiment: id, state },
    );
  }
  return await gate.command(model, name, { ...command, experimentId: id });
}
