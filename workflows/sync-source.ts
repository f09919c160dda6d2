import {
  ApplicationFailure,
  CancellationScope,
  continueAsNew,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import { limitsInput, limitsOf } from '../contract/limits.ts';
import type { ModelFailure } from '../contract/messages.ts';
import type { SyncCounts, SyncResult, SyncSourceInput } from '../contract/source-messages.ts';
import type { SourceProgress } from '../domain/sources.ts';
import { stepOptions } from './step-options.ts';

/** A source that is away is asked again at the next reading. */
const attempts = 4;

/**
 * Reads what changed in a source, slice by slice, and once a day compares all keys, to find what was deleted. The first reading brings
 * everything; cancelled, it goes on where it stood.
 */
export async function syncSource(input: SyncSourceInput): Promise<SyncResult> {
  const { source, acceptDeletes = false, goesOn } = input;
  const limits = limitsOf(input);
  const { syncSlice, sweepSource } = proxyActivities<OrchestrationActivities>(
    stepOptions(limits, limits.importTimeout, attempts),
  );
  const { endSync, failSync } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.recordTimeout));
  let counts: SyncCounts = goesOn ?? { slices: 0, read: 0, written: 0 };
  let since: string | undefined;
  try {
    for (let done = false; !done; ) {
      const slice = await syncSlice({ source, settle: limits.folderSettle, ...(since !== undefined && { since }) });
      done = slice.done;
      since = slice.since;
      counts = {
        slices: counts.slices + 1,
        read: counts.read + slice.read,
        written: counts.written + slice.written,
      };
      setCurrentDetails(describe(source, counts, slice.progress));
      if (slice.wait !== undefined) await sleep(slice.wait);
      if (!done && workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof syncSource>({
          ...{ source, ...limitsInput(limits), goesOn: counts },
          ...(acceptDeletes && { acceptDeletes }),
        });
      }
    }
    const { deleted } = await sweepSource({ source, acceptDeletes });
    await endSync({ source });
    return { ...counts, deleted };
  } catch (error) {
    const cancelled = isCancellation(error);
    const failure = cancelled ? stopped(source) : readFailure(error);
    await CancellationScope.nonCancellable(() => failSync({ source, failure }));
    if (cancelled) throw error;
    throw ApplicationFailure.nonRetryable(failure.message, failure.code, { remedy: failure.remedy });
  }
}

function describe(source: string, { read, written }: SyncCounts, progress: SourceProgress | null): string {
  const now =
    progress === null ? 'everything is here' : `${progress.stream}: ${progress.read} of ${progress.expected ?? '?'}`;
  return `**${source}**: ${read} rows read, ${written} new or changed; ${now}`;
}

function stopped(source: string): ModelFailure {
  return {
    code: 'cancelled',
    message: `The reading of ${source} was cancelled.`,
    remedy: `What was read is here. It goes on there at the next reading: npx perennial source sync ${source}.`,
  };
}
