import { CancellationScope } from '@temporalio/workflow';

/**
 * Runs all parts at once and returns their results in order. When one part fails or is cancelled, the others are cancelled
 * and awaited, then the first error is thrown. Promise.all would return while threads still run.
 */
export async function allOrNone<Result>(parts: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const scope = new CancellationScope({ cancellable: true });
  let first: { readonly error: unknown } | undefined;
  const settled = await scope.run(() =>
    Promise.allSettled(
      parts.map((part) =>
        part().catch((error: unknown) => {
          if (first === undefined) {
            first = { error };
            scope.cancel();
          }
          throw error;
        }),
      ),
    ),
  );
  if (first !== undefined) throw first.error;
  return settled.map((each) => (each as PromiseFulfilledResult<Result>).value);
}
