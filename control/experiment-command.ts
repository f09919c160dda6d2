import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AbGateAnswer, AbGateCommand, AbGateCommandName } from '../contract/messages.ts';
import type { Act } from '../domain/access/actor.ts';
import type { CommandKind } from '../domain/commands.ts';
import { isPerennialError, PerennialError } from '../domain/errors.ts';
import { underWayStates } from '../domain/experiment/transitions.ts';
import type { StoredCommand } from '../store/commands/commands.ts';
import type { Database } from '../store/database/database.ts';
import { type Experiment, readEvents, readExperiment } from '../store/experiments/experiments.ts';
import { type Carrier, carryOut } from './commands/carry-out.ts';
import type { GateControl } from './gate-control.ts';

type Dependencies = { readonly database: Database; readonly gate: GateControl };

/**
 * Carries out a person's command on the experiment that they saw: if it has ended, the command doesn't apply to its
 * successor.
 *
 * @throws PerennialError `experiment_not_found`, `experiment_conflict`, `temporal_unavailable`
 */
export async function commandExperiment(
  dependencies: Dependencies,
  id: string,
  name: AbGateCommandName,
  { actor, reason, act }: Pick<AbGateCommand, 'actor' | 'reason'> & { readonly act?: Act | undefined },
): Promise<AbGateAnswer> {
  const { database } = dependencies;
  requireUnderWay(await readExperiment(database, id));
  const kind = `gate.${name}` as const;
  const command = { id: randomUUID(), kind, target: id, arguments: {}, actor, reason, act };
  return await carryOut(database, command, experimentCarrier(dependencies, name));
}

/** How a command on an experiment is carried out: as an update of its gate, under the command's id. */
export function experimentCarrier({ database, gate }: Dependencies, name: AbGateCommandName): Carrier<AbGateAnswer> {
  return {
    async execute({ id, target, actor, reason }) {
      const { model } = await readExperiment(database, target);
      const command: AbGateCommand = { id, actor, reason, experimentId: target };
      try {
        return await gate.command(model, name, command);
      } catch (error) {
        if (!isPerennialError(error) || error.code !== 'experiment_not_found') throw error;
        // its workflow is gone, though the rows say that the experiment is under way
        requireUnderWay(await readExperiment(database, target));
        await gate.candidate(model);
        return await onceItStands(() => gate.command(model, name, command));
      }
    },

    async tookEffect(command) {
      const event = (await readEvents(database, command.target)).find((each) => recordsCommand(each, command));
      return event === undefined
        ? null
        : { experimentId: command.target, message: `It was carried out: ${event.type}.` };
    },
  };
}

/** ms in which a gate that was just revived finds its experiment; until then it refuses every command. */
const revival = { patience: 1_500, interval: 100 };

async function onceItStands<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (const deadline = performance.now() + revival.patience; ; await sleep(revival.interval)) {
    try {
      return await ask();
    } catch (error) {
      const isEarly = isPerennialError(error) && error.code === 'experiment_conflict';
      if (!isEarly || performance.now() > deadline) throw error;
    }
  }
}

/** What ends an experiment has a key of its own, because an experiment ends once. */
const endedBy: Readonly<Partial<Record<CommandKind, string>>> = {
  'gate.promote': 'promoted',
  'gate.rollBack': 'rolled_back',
};

function recordsCommand(
  event: { readonly key: string; readonly type: string; readonly actor: string; readonly reason: string },
  { id, kind, actor, reason }: StoredCommand,
): boolean {
  if (event.key === id) return true;
  return event.type === endedBy[kind] && event.actor === actor && event.reason === reason;
}

function requireUnderWay({ id, state }: Experiment): void {
  if (underWayStates.some((each) => each === state)) return;
  throw new PerennialError(
    'experiment_conflict',
    state === 'ended' ? `Experiment ${id} has ended.` : `Experiment ${id} waits for the current one to end.`,
    'npx perennial gate list shows which one runs.',
    { experiment: id, state },
  );
}
