import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { PerennialError } from '../../domain/errors.ts';
import { sendProblem } from './error-handler.ts';

/**
 * Express answers by a page of its own where an address has no path, before any handler of ours. An address in absolute form
 * (RFC 9112, section 3.2.2) is asked as the path in it, of the host in it, whatever the header Host says.
 */
export function withPath(app: RequestListener): RequestListener {
  return (request: IncomingMessage, response: ServerResponse) => {
    const { url = '' } = request;
    if (url.startsWith('/')) return app(request as never, response as never);
    const target = URL.parse(url);
    if (target === null || !/^https?:$/.test(target.protocol)) {
      const refusal = new PerennialError(
        'invalid_input',
        'The address of the request is no path.',
        'Ask for a path, as /docs shows.',
      );
      return sendProblem(response, refusal);
    }
    request.url = target.pathname + target.search;
    request.headers.host = target.host;
    return app(request as never, response as never);
  };
}
