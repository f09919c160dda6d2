import type { Recovery } from '../../control/recovery.ts';

/** For steps that are tried without Temporal: nothing was left behind. */
export const noRecovery: Pick<Recovery, 'settleCommands' | 'reviveGates'> = {
  settleCommands: async () => [],
  reviveGates: async () => [],
};
