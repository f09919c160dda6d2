/** An event as receivers get it. */
export type OutgoingEvent = {
  /** UUID; the same at every attempt. */
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
  readonly happenedAt: Date;
};
