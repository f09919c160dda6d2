/** Why a receiver didn't take something. Worded for people, without secrets. */
export class DeliveryFailure extends Error {
  override readonly name = 'DeliveryFailure';
  /** ms that the receiver asked to be left alone for. */
  readonly retryAfter: number;
  /** It wants nothing any more (410), so the destination is paused. */
  readonly gone: boolean;

  constructor(
    message: string,
    { retryAfter = 0, gone = false, cause }: { retryAfter?: number; gone?: boolean; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.retryAfter = retryAfter;
    this.gone = gone;
  }
}
