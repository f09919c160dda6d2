import { type ErrorCode, errorCodes, PerennialError } from '../../domain/errors.ts';
import { EngineError } from '../engine-error.ts';

/** An error in the form in which it leaves a thread: the structured clone loses classes but keeps codes. */
export type ThreadError = {
  readonly code: string | null;
  readonly message: string;
  readonly remedy: string;
  readonly stack: string;
};

export function flatten(error: unknown): ThreadError {
  const asError = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in asError && typeof asError.code === 'string' ? asError.code : null;
  const remedy = asError instanceof PerennialError || asError instanceof EngineError ? asError.remedy : '';
  return { code, message: asError.message, remedy, stack: asError.stack ?? '' };
}

export function revive(error: ThreadError): Error {
  if (error.code !== null && (errorCodes as readonly string[]).includes(error.code)) {
    return new PerennialError(error.code as ErrorCode, error.message, error.remedy);
  }
  const revived = new Error(error.message);
  revived.stack = error.stack;
  return revived;
}
