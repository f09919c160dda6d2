import { CancellationScope } from '@temporalio/workflow';

/**
 * Results of all the work, in order; or, when one part fails or is cancelled, the first error, after the others were cancelled and
 * have ended. Promise.all would go on while threads still run.
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
