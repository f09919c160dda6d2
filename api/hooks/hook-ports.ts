import type { ReadSecret } from '../../domain/secret-reference.ts';
import type { DeliveryKeeper } from './keep-deliveries.ts';
import type { KnownHook } from './known-hooks.ts';

export type HookPorts = {
  /** null: there is no such source. */
  readonly find: (name: string) => Promise<KnownHook | null>;
  readonly readSecret: ReadSecret;
  readonly keeper: DeliveryKeeper;
  /** Something was stored. */
  readonly wake: (source: string) => void;
  readonly clock: () => Date;
};
