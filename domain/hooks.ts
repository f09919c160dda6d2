import type { SecretReference } from './secret-reference.ts';

/** Systems that post what happens to `/hooks/<source>`. */
export const hookKinds = ['whatsapp', 'chatwoot', 'shopify', 'stripe', 'standard'] as const;
export type HookKind = (typeof hookKinds)[number];

/**
 * What became of a delivery. waiting: it is stored, and nobody has read it yet. taken: its rows went in, or are parked. unused: the event is
 * known, and says nothing that a table holds. unknown: the preset doesn't know the event. failed: it can't be read, or a row was refused.
 */
export const deliveryStates = ['waiting', 'taken', 'unused', 'unknown', 'failed'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** A sender that is let in. */
export type Hook = {
  readonly name: string;
  readonly kind: HookKind;
  /** What stands before its ids: `shopify` of shopify:#1001. */
  readonly ids: string;
  /** Of its signatures. */
  readonly secret: SecretReference;
  /** The word by which WhatsApp asks whether the address is ours. */
  readonly verifyToken: SecretReference | null;
  /** Paused: deliveries are stored, and wait. */
  readonly paused: boolean;
  readonly addedAt: Date;
};

/** Bytes of a body: Meta sends up to 3 MB. */
export const longestDelivery = 3 * 1024 * 1024;
