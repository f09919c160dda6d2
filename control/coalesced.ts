/**
 * Runs one read at a time. Everybody who asks while it runs, or within `freshFor` ms of its end, shares its answer. Within `goodFor` ms,
 * the last answer is given at once and the next is read meanwhile, so that of many who ask none waits. A failed read is not kept, and
 * the answer before it isn't either.
 */
export function coalesced<Answer>(
  read: () => Promise<Answer>,
  { freshFor, goodFor = freshFor }: { readonly freshFor: number; readonly goodFor?: number },
  now: () => number = Date.now,
): { get(): Promise<Answer>; forget(): void } {
  type Entry = { readonly answer: Promise<Answer>; endedAt: number | null };
  let current: Entry | null = null;
  let last: (Entry & { readonly endedAt: number }) | null = null;

  function begin(): Entry {
    const entry: Entry = { answer: read(), endedAt: null };
    current = entry;
    entry.answer.then(
      () => {
        entry.endedAt = now();
        if (current === entry) last = entry as Entry & { readonly endedAt: number };
      },
      () => {
        if (current === entry) forget();
      },
    );
    return entry;
  }

  function forget(): void {
    current = null;
    last = null;
  }

  return {
    get() {
      if (current?.endedAt && now() - current.endedAt <= freshFor) return current.answer;
      const next = current === null || current.endedAt !== null ? begin() : current;
      return last !== null && now() - last.endedAt <= goodFor ? last.answer : next.answer;
    },
    forget,
  };
}
