import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  setCurrentDetails,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { readFailure } from '../contract/failures.ts';
import type { ImportUploadInput } from '../contract/import-messages.ts';
import type { ModelFailure } from '../contract/messages.ts';
import { stepOptions } from './step-options.ts';

/** Looks at a file, tries it or imports it. Whatever ends it is kept with the file, where the person who sent it finds it. */
export async function importUpload({ uploadId, step, limits }: ImportUploadInput): Promise<void> {
  const { workOnUpload } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.importTimeout));
  const { failUpload } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.recordTimeout));
  setCurrentDetails(`${step} of upload ${uploadId}`);
  try {
    await workOnUpload({ uploadId, step });
  } catch (error) {
    const failure = isCancellation(error) ? cancelled : readFailure(error);
    await CancellationScope.nonCancellable(() => failUpload({ uploadId, step, failure }));
    if (isCancellation(error)) throw error;
    throw ApplicationFailure.nonRetryable(failure.message, failure.code, { remedy: failure.remedy });
  }
}

const cancelled: ModelFailure = {
  code: 'cancelled',
  message: 'It was cancelled. Nothing of this file was imported.',
  remedy: 'Start it again whenever you like.',
};
