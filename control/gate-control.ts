import { type Client, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { type OwnInstallation, ownMemo } from '../contract/installation.ts';
import { limitsInput } from '../contract/limits.ts';
import {
  type AbGateAnswer,
  type AbGateCommand,
  type AbGateCommandName,
  type AbGateInput,
  signals,
  updates,
  workflowTypes,
} from '../contract/messages.ts';
import { searchAttributes } from '../contract/search-attributes.ts';
import { PerennialError } from '../domain/errors.ts';
import { defaultLimits, type Limits } from '../domain/limits.ts';
import { type ModelName, modelTitles } from '../domain/models.ts';
import { requireOwnInstallation } from './own-installation.ts';
import { temporalUnavailable } from './temporal-unavailable.ts';
import { wordedFailure } from './worded-failure.ts';

/** Controls experiments for the steps of a run, the API and the CLI. */
export type GateControl = {
  /** Tells the model's gate that a challenger waits, and starts the gate if none runs. Repeating it changes nothing. */
  candidate(model: ModelName): Promise<void>;
  /**
   * Resolves once the command was carried out.
   *
   * @throws PerennialError `experiment_not_found`, `experiment_conflict`, `installation_taken`, `temporal_unavailable`
   */
  command(model: ModelName, name: AbGateCommandName, command: AbGateCommand): Promise<AbGateAnswer>;
};

/** Starts a model's gate again if it has ended, failed or is unknown to Temporal. @returns whether it was */
export type ReviveGate = (model: ModelName) => Promise<boolean>;

export function createGateControl(dependencies: {
  readonly client: Client;
  readonly installation: OwnInstallation;
  readonly limits?: Limits;
}): GateControl & { readonly revive: ReviveGate } {
  const { client, installation, limits = defaultLimits } = dependencies;
  const control: GateControl = {
    async candidate(model) {
      const input: AbGateInput = { model, ...limitsInput(limits) };
      await requireOwnInstallation(client, installation);
      try {
        await client.workflow.signalWithStart(workflowTypes.abGate, {
          workflowId: installation.abGate(model),
          taskQueue: installation.taskQueue('orchestration'),
          args: [input],
          signal: signals.candidate,
          signalArgs: [],
          memo: ownMemo(installation),
          staticSummary: `experiments of the ${modelTitles[model].toLowerCase()}`,
          typedSearchAttributes: [{ key: searchAttributes.model, value: model }],
        });
      } catch (error) {
        throw temporalUnavailable(error);
      }
    },

    async command(model, name, command) {
      await requireOwnInstallation(client, installation);
      try {
        return await client.workflow
          .getHandle(installation.abGate(model))
          .executeUpdate<AbGateAnswer, [AbGateCommand]>(updates[name], {
            args: [command],
            ...(command.id === undefined ? {} : { updateId: command.id }),
          });
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) throw noExperiment(model);
        if (error instanceof WorkflowUpdateFailedError) throw refusalOf(error);
        throw temporalUnavailable(error);
      }
    },
  };
  return {
    ...control,
    async revive(model) {
      if (await isRunning(client, installation.abGate(model))) return false;
      await control.candidate(model);
      return true;
    },
  };
}

async function isRunning(client: Client, workflowId: string): Promise<boolean> {
  try {
    return (await client.workflow.getHandle(workflowId).describe()).status.name === 'RUNNING';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw temporalUnavailable(error);
  }
}

function noExperiment(model: ModelName): PerennialError {
  return new PerennialError(
    'experiment_not_found',
    `No experiment of ${model} is running.`,
    'npx perennial gate list shows past ones; a new one begins when a retrained model is no worse on its holdout.',
    { model },
  );
}

function refusalOf({ cause }: WorkflowUpdateFailedError): PerennialError {
  const message = `The command failed: ${cause?.message ?? 'unknown'}`;
  return wordedFailure(cause) ?? new PerennialError('internal', message, 'See the Temporal Web UI.');
}
