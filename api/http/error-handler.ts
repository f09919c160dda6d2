import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { type ErrorCode, isPerennialError, PerennialError } from '../../domain/errors.ts';
import type { Problem } from '../contracts/problem.ts';
import type { Log } from '../ports.ts';
import { ImpossibleInput } from './impossible-input.ts';
import { requestIdHeader } from './observe-requests.ts';
import { detailsWithoutPaths, withoutPaths } from './without-paths.ts';

/** Every code in HTTP. */
export const httpErrors: Readonly<Record<ErrorCode, { readonly status: number; readonly title: string }>> = {
  not_enough_training_data: { status: 422, title: 'Not enough training data' },
  invalid_training_data: { status: 422, title: 'Training data is invalid' },
  model_not_found: { status: 404, title: 'Model not found' },
  version_not_found: { status: 404, title: 'Model version not found' },
  run_not_found: { status: 404, title: 'Run not found' },
  not_reproducible: { status: 409, title: 'The run cannot be reproduced' },
  subject_not_found: { status: 404, title: 'Subject not found' },
  prediction_not_found: { status: 404, title: 'Prediction not found' },
  experiment_not_found: { status: 404, title: 'Experiment not found' },
  incident_not_found: { status: 404, title: 'Incident not found' },
  incident_conflict: { status: 409, title: 'Not possible in this state of the incident' },
  merge_not_found: { status: 404, title: 'Merge not found' },
  merge_conflict: { status: 409, title: 'The merge is not possible' },
  source_changed: { status: 409, title: 'The source is not as it was' },
  source_refused: { status: 409, title: 'The source refuses' },
  source_clock: { status: 409, title: 'The clock of the source went back' },
  source_unavailable: { status: 502, title: 'The source is unavailable' },
  batch_conflict: { status: 409, title: 'Another batch has this key' },
  experiment_conflict: { status: 409, title: 'Not possible in this state of the experiment' },
  schedule_not_found: { status: 404, title: 'Schedule not found' },
  already_deployed: { status: 409, title: 'Version is already deployed' },
  low_accuracy: { status: 422, title: 'Low model accuracy' },
  no_better_than_baseline: { status: 422, title: 'No better than knowing nothing' },
  training_slow: { status: 422, title: 'Training is taking too long' },
  training_in_progress: { status: 409, title: 'Training in progress' },
  nothing_running: { status: 409, title: 'Nothing is running' },
  engine_not_applicable: { status: 422, title: 'Engine is not applicable' },
  synthetic_in_production: { status: 409, title: 'Synthetic data in production' },
  real_data_present: { status: 409, title: 'Real data is present' },
  cancelled: { status: 409, title: 'Cancelled' },
  unknown_features: { status: 409, title: 'Model needs another release' },
  artifact_damaged: { status: 500, title: 'Stored file is damaged' },
  invalid_input: { status: 400, title: 'Invalid input' },
  invalid_configuration: { status: 500, title: 'Invalid configuration' },
  unauthorized: { status: 401, title: 'Unauthorized' },
  forbidden: { status: 403, title: 'Forbidden' },
  too_many_requests: { status: 429, title: 'Too many requests' },
  idempotency_key_reused: { status: 422, title: 'Idempotency-Key was used for another request' },
  request_in_progress: { status: 409, title: 'The same request is in progress' },
  host_not_allowed: { status: 421, title: 'Misdirected request' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  payload_too_large: { status: 413, title: 'Payload too large' },
  headers_too_large: { status: 431, title: 'Request header fields too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  request_timeout: { status: 408, title: 'Request timeout' },
  database_unavailable: { status: 503, title: 'Database connection failed' },
  database_version: { status: 503, title: 'Database version is not supported' },
  schema_outdated: { status: 503, title: 'Database schema is outdated' },
  backup_damaged: { status: 422, title: 'Backup is damaged' },
  database_not_empty: { status: 409, title: 'Database is not empty' },
  schema_newer: { status: 503, title: 'Database schema is newer than this program' },
  installation_taken: { status: 409, title: 'The installation belongs to another database' },
  temporal_unavailable: { status: 503, title: 'Temporal is unavailable' },
  artifacts_unavailable: { status: 503, title: 'The artifact store is unavailable' },
  stopping: { status: 503, title: 'The API is stopping' },
  mail_failed: { status: 502, title: 'Mail was not sent' },
  delivery_failed: { status: 502, title: 'A destination did not take it' },
  port_in_use: { status: 500, title: 'Port is in use' },
  already_running: { status: 409, title: 'Already running' },
  not_installed: { status: 500, title: 'Not installed' },
  disk_full: { status: 507, title: 'Disk is full' },
  internal: { status: 500, title: 'Internal error' },
};

/** Of input that keeps to the document, and is refused all the same. */
export const impossibleStatus = 422;

/** A restarted PostgreSQL or Temporal is back within seconds. */
const retryAfterSeconds = 5;

/** Refusals of a route repeat the path that was asked for, whatever it looks like. */
const quotesRequest = new Set<ErrorCode>(['not_found', 'method_not_allowed']);

export function toProblem(error: PerennialError): Problem {
  const status = statusOf(error);
  const { title } = httpErrors[error.code];
  const asItIs = quotesRequest.has(error.code) && !('file' in error.details);
  return {
    ...(asItIs ? error.details : detailsWithoutPaths(error.details)),
    type: `urn:perennial:problem:${error.code}`,
    title,
    status,
    detail: asItIs ? error.message : withoutPaths(error.message),
    code: error.code,
    remedy: withoutPaths(error.remedy),
  };
}

function statusOf(error: PerennialError): number {
  return error instanceof ImpossibleInput ? impossibleStatus : httpErrors[error.code].status;
}

export const unknownRoute: RequestHandler = (request) => {
  throw new PerennialError(
    'not_found',
    `There is nothing at ${request.method} ${request.path}.`,
    'See /docs for what there is.',
    { path: request.path },
  );
};

export function methodNotAllowed(allowed: readonly string[]): RequestHandler {
  return (request, response) => {
    response.set('Allow', allowed.join(', '));
    throw new PerennialError(
      'method_not_allowed',
      `${request.method} is not possible at ${request.path}.`,
      `Use ${allowed.join(' or ')}.`,
      { allowed },
    );
  };
}

export function createErrorHandler(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const known = isPerennialError(error) ? error : fromFramework(error);
    const status = statusOf(known);
    if (status >= 500)
      log.error({ error, method: request.method, path: request.path, code: known.code }, known.message);
    if (status === 401) response.set('WWW-Authenticate', 'Bearer realm="perennial"');
    const { retry_after: seconds = status === 503 ? retryAfterSeconds : undefined } = known.details;
    if (seconds !== undefined) response.set('Retry-After', String(seconds));
    const problem = { ...toProblem(known), ...requestIdOf(response) };
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  };
}

/** For a request that is still under way when the process has to end. */
export function refuseStopping(response: ServerResponse): void {
  const problem = toProblem(
    new PerennialError(
      'stopping',
      'The API stops before this could be answered.',
      'Send it again in a moment: a change may have been carried out, reading again shows.',
    ),
  );
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    'Retry-After': String(retryAfterSeconds),
  });
  response.end(JSON.stringify({ ...problem, ...requestIdOf(response) }));
}

/** For what never comes to a handler. */
export function sendProblem(response: ServerResponse, error: PerennialError): void {
  const problem = toProblem(error);
  const requestId = randomUUID();
  const text = JSON.stringify({ ...problem, request_id: requestId });
  response.writeHead(problem.status, {
    'Content-Type': 'application/problem+json',
    [requestIdHeader]: requestId,
    'Content-Length': Buffer.byteLength(text),
    Connection: 'close',
  });
  response.end(text);
}

/** 503: whoever asked comes again. */
export function sendUnavailable(response: Response, error: PerennialError): void {
  response.set('Retry-After', String(retryAfterSeconds));
  const problem = { ...toProblem(error), ...requestIdOf(response) };
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** For a person who reports the problem: the log says the rest under this id. */
function requestIdOf(response: ServerResponse): Pick<Problem, 'request_id'> {
  const id = response.getHeader(requestIdHeader);
  return typeof id === 'string' ? { request_id: id } : {};
}

/** Express throws errors with a `status`. Anything else is our own defect. */
function fromFramework(error: unknown): PerennialError {
  const { status, message } = (error ?? {}) as { status?: unknown; message?: unknown };
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new PerennialError('invalid_input', `The request can't be read: ${message}.`, 'Correct it as /docs shows.');
  }
  return new PerennialError(
    'internal',
    'Something went wrong on our side.',
    "Try again; the API's log says what happened.",
  );
}
