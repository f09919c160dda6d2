import type { Output } from '../session/output.ts';

/** ms. A worker that is busy, or restarted a moment ago, needs at most this long to answer. */
const patience = 5_000;

const hint =
  'No worker answers: the training waits for one. Workers start with npm start or docker compose up, or by themselves with ' +
  'npx node workers/orchestration.ts and npx node workers/training.ts, with the same DATABASE_URL, TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.';

/** Says once that no worker runs the watched training: on the user's own servers nothing else would say so. */
export function createNoWorkerHint(output: Output, clock = Date.now) {
  let silentSince: number | undefined;
  let told = false;
  return {
    /** Called with every status. `stale`: no worker answered for it. */
    observe({ stale }: { readonly stale: boolean }): void {
      if (!stale) silentSince = undefined;
      else silentSince ??= clock();
      if (told || silentSince === undefined || clock() - silentSince < patience) return;
      told = true;
      output.note(hint);
    },
  };
}
