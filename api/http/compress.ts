import compression from 'compression';
import type { RequestHandler } from 'express';

/** Lists and pages. Streams go out bit by bit, files are compressed already or saved as they are. */
const compressible = /^(application\/json|text\/(html|css|javascript)|image\/svg\+xml)\b/;

/**
 * Compresses what is read and is longer than a kilobyte. Never the answer to a POST, which may hold a new token, nor a refusal, which
 * repeats what was sent: compressed together, the length would tell of the secret by what is sent beside it (BREACH).
 */
export function compressReads(): RequestHandler {
  const compress = compression({
    filter: (_request, response) =>
      response.statusCode === 200 && compressible.test(String(response.getHeader('Content-Type'))),
  });
  return (request, response, next) => {
    if (request.method === 'GET' || request.method === 'HEAD') compress(request, response, next);
    else next();
  };
}
