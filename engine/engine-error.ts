/** The engine's codes are a subset of the product's, so that the layers around it translate by copying the fields. */
export const engineErrorCodes = [
  'not_enough_training_data',
  'invalid_training_data',
  'invalid_input',
  'engine_not_applicable',
  'artifact_damaged',
  'cancelled',
] as const;

export type EngineErrorCode = (typeof engineErrorCodes)[number];

/**
 * Every refusal of the learning engine. The engine may not import from outside itself, so it has its own class;
 * `details` hold small printable values only.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly remedy: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: EngineErrorCode, message: string, remedy: string, details: Record<string, unknown> = {}) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.details = details;
  }
}

export function isEngineError(error: unknown): error is EngineError {
  return error instanceof EngineError;
}

/** What a fit throws when its caller no longer wants it. */
export function cancelled(): EngineError {
  return new EngineError('cancelled', 'The fit was cancelled.', 'Start it again when you need it.');
}
