/** ms between two orders of one source, and until an order that nobody took is repeated. */
const interval = { orders: 1_000, retry: 5_000 } as const;

export type DrainWaker = {
  /** Something waits of the source. Returns at once. */
  wake(source: string): void;
  close(): void;
};

/** Orders that what waits is read: at most once a second, and again until a server has the order. */
export function createWaker(
  order: (source: string) => Promise<void>,
  onFailure: (source: string, error: unknown) => void,
  times: Readonly<Record<keyof typeof interval, number>> = interval,
): DrainWaker {
  /** Sources that were ordered lately; null while the order is on its way. */
  const resting = new Map<string, NodeJS.Timeout | null>();
  /** Of these, the ones that something came of since. */
  const asked = new Set<string>();
  let closed = false;

  async function send(source: string): Promise<void> {
    resting.set(source, null);
    asked.delete(source);
    let wait: number = times.orders;
    try {
      await order(source);
    } catch (error) {
      onFailure(source, error);
      asked.add(source);
      wait = times.retry;
    }
    if (!closed) resting.set(source, setTimeout(() => wakeUp(source), wait).unref());
  }

  function wakeUp(source: string): void {
    resting.delete(source);
    if (asked.has(source)) void send(source);
  }

  return {
    wake(source) {
      if (closed) return;
      asked.add(source);
      if (!resting.has(source)) void send(source);
    },
    close() {
      closed = true;
      for (const timer of resting.values()) if (timer !== null) clearTimeout(timer);
    },
  };
}
