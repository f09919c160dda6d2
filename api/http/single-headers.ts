import type { RequestHandler } from 'express';
import { PerennialError } from '../../domain/errors.ts';

const single = new Set([
  ...['host', 'authorization', 'content-type', 'content-encoding', 'origin'],
  ...['idempotency-key', 'last-event-id', 'x-request-id'],
]);

/** Of two such headers Node takes the first one, and a proxy before us perhaps the other: who asks, and whom, must not depend on that. */
export const refuseDoubledHeaders: RequestHandler = ({ rawHeaders }, _response, next) => {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!single.has(name)) continue;
    if (seen.has(name))
      throw new PerennialError('invalid_input', `The header ${name} is there twice.`, 'Send it once.');
    seen.add(name);
  }
  next();
};
