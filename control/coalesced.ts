/**
 * Runs one read at a time. Everybody who asks while it runs, or within `freshFor` ms of its end, shares its answer. A failed
 * read is not kept.
 */
export function coalesced<Answer>(
  read: () => Promise<Answer>,
  freshFor: number,
): { get(): Promise<Answer>; forget(): void } {
  let current: { readonly answer: Promise<Answer>; endedAt: number | null } | null = null;
  return {
    get() {
      if (current !== null && (current.endedAt === null || Date.now() - current.endedAt <= freshFor))
        return current.answer;
      const entry = { answer: read(), endedAt: null as number | null };
      current = entry;
      entry.answer.then(
        () => {
          entry.endedAt = Date.now();
        },
        () => {
          if (current === entry) current = null;
        },
      );
      return entry.answer;
    },
    forget() {
      current = null;
    },
  };
}
