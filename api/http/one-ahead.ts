/** The values of a source, of which the next is read while one is worked on. */
export async function* oneAhead<Value>(source: AsyncIterable<Value>): AsyncGenerator<Value> {
  const values = source[Symbol.asyncIterator]();
  let next = values.next();
  for (;;) {
    const { done, value } = await next;
    if (done === true) return;
    next = values.next();
    // a failure is told when its turn comes
    next.catch(() => {});
    yield value;
  }
}
