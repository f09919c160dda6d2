import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import { type Operation, parseInput, type RawRequest } from './operation.ts';

/**
 * Input that keeps to the document and is refused all the same: a moment that lies in the future, a name that is taken. Its code is that
 * of other input, but no generator of requests could have known.
 */
export class ImpossibleInput extends PerennialError {}

/** Refused input is told apart: 400 doesn't keep to the document, 422 does. */
export function tellImpossible(operation: Operation): Operation {
  return {
    ...operation,
    async respond(request) {
      try {
        return await operation.respond(request);
      } catch (error) {
        if (isPerennialError(error) && error.code === 'invalid_input' && keepsToDocument(operation, request))
          throw new ImpossibleInput(error.code, error.message, error.remedy, error.details, error);
        throw error;
      }
    },
  };
}

function keepsToDocument(operation: Operation, { params, query, body }: RawRequest): boolean {
  // a body that the operation reads itself is not known here
  if (operation.takesFile && operation.body !== undefined) return false;
  try {
    parseInput(operation.params, params, 'path');
    parseInput(operation.query, query, 'query');
    parseInput(operation.documentedBody ?? operation.body, body ?? {}, 'body');
    return true;
  } catch {
    return false;
  }
}
