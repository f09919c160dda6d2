/**
 * A cache for large values that are costly to make. When they exceed `maximumBytes` together, the least recently used are
 * removed first. The newest stays even if it alone is larger, because its maker is about to use it repeatedly.
 */
export type ByteCache<Value> = {
  /**
   * The value of the key, made by `make` if there is none. While another caller makes it, this one waits; if that caller
   * fails or is cancelled, this one makes the value itself.
   */
  get(key: string, signal: AbortSignal, make: () => Promise<Value>): Promise<Value>;
  readonly bytes: number;
};

export function createByteCache<Value>(maximumBytes: number, byteLengthOf: (value: Value) => number): ByteCache<Value> {
  const making = new Map<string, Promise<Value>>();
  // In order of use: a Map keeps the order of insertion.
  const kept = new Map<string, Value>();
  let bytes = 0;

  function keep(key: string, value: Value): void {
    kept.set(key, value);
    bytes += byteLengthOf(value);
    for (const [oldest, dropped] of kept) {
      if (bytes <= maximumBytes || oldest === key) break;
      kept.delete(oldest);
      bytes -= byteLengthOf(dropped);
    }
  }

  function start(key: string, make: () => Promise<Value>): Promise<Value> {
    const made = make()
      .then((value) => {
        keep(key, value);
        return value;
      })
      .finally(() => making.delete(key));
    making.set(key, made);
    return made;
  }

  return {
    get bytes() {
      return bytes;
    },
    async get(key, signal, make) {
      for (;;) {
        signal.throwIfAborted();
        const found = kept.get(key);
        if (found !== undefined) {
          kept.delete(key);
          kept.set(key, found);
          return found;
        }
        const others = making.get(key);
        if (others === undefined) return await start(key, make);
        // The other caller's failure is not ours: the loop tries again.
        await Promise.race([others.catch(() => {}), aborted(signal)]);
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
