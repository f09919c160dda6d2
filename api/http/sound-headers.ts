import type { RequestHandler } from 'express';
import { PerennialError } from '../../domain/errors.ts';

const single = new Set([
  ...['host', 'authorization', 'content-type', 'content-encoding', 'origin'],
  ...['idempotency-key', 'last-event-id', 'x-request-id'],
]);

/** Browsers and proxies send some thirty. Node's limit of 16 kB counts neither line ends nor colons. */
const mostHeaders = 200;

/** Of two such headers Node takes the first one, and a proxy before us perhaps the other: who asks, and whom, must not depend on that. */
export const requireSoundHeaders: RequestHandler = ({ rawHeaders, httpVersion, headers }, _response, next) => {
  if (rawHeaders.length > 2 * mostHeaders)
    throw new PerennialError(
      'headers_too_large',
      `The request has more than ${mostHeaders} headers.`,
      'Send those that /docs shows.',
    );
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!single.has(name)) continue;
    if (seen.has(name))
      throw new PerennialError('invalid_input', `The header ${name} is there twice.`, 'Send it once.');
    seen.add(name);
  }
  if (httpVersion === '1.1' && headers.host === undefined)
    throw new PerennialError('invalid_input', 'The header Host is missing.', 'Send it, as HTTP/1.1 asks for.');
  next();
};
