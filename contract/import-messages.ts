import type { Limits } from '../domain/limits.ts';
import type { UploadStep } from '../domain/uploads.ts';
import type { ModelFailure } from './messages.ts';

/** One step of work on a file that somebody sent. */
export type ImportUploadInput = { readonly uploadId: string; readonly step: UploadStep; readonly limits: Limits };

export type UploadWork = { readonly uploadId: string; readonly step: UploadStep };
export type FailedUpload = UploadWork & { readonly failure: ModelFailure };
