/** `destinationId`: a UUID. What is delivered stays in the tables. */
export type DeliverEventsInput = { readonly destinationId: string };

/** What one round of deliveries did. */
export type DeliveryDone = {
  readonly delivered: number;
  readonly failed: number;
  /** ms until there is something to deliver; null: nothing waits, or the destination is paused or gone. */
  readonly wait: number | null;
};
