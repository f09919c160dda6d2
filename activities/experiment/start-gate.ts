import type { GateControl } from '../../control/gate-control.ts';
import type { ModelName } from '../../domain/models.ts';
import { beating } from '../heartbeat.ts';

export function createStartGateActivities(gate: GateControl) {
  return {
    /** The challenger is already in the waiting slot, so a repeated call changes nothing. */
    startGate({ model }: { readonly model: ModelName }): Promise<void> {
      return beating(() => gate.candidate(model));
    },
  };
}
