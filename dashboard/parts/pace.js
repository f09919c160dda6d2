/**
 * Looks at something in intervals, and sooner when told that it changed. What is told while it looks counts for the next look.
 * @param {() => Promise<boolean>} look false: enough
 * @param {() => number} interval in milliseconds
 */
export function createPace(look, interval) {
  let timer = 0;
  let due = Infinity;

  /** @param {number} milliseconds at the latest */
  function lookWithin(milliseconds) {
    const at = Date.now() + milliseconds;
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(async () => {
      due = Infinity;
      if (await look()) goOn();
    }, milliseconds);
  }

  function goOn() {
    lookWithin(interval());
  }

  return {
    lookWithin,
    goOn,
    stop() {
      clearTimeout(timer);
      due = Infinity;
    },
  };
}
