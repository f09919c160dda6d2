import { hash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { RequestHandler } from 'express';

/** Seconds for which a browser doesn't ask again. */
const keptFor = 300;

/**
 * Serves a JSON document that stays the same while the process runs. It is written out and packed once: anybody may ask for it, without
 * a token, and doing so for each request would hold up the others.
 */
export function serveDocument(document: object): RequestHandler {
  const plain = Buffer.from(JSON.stringify(document));
  const packed = gzipSync(plain, { level: 9 });
  const tag = `"${hash('sha256', plain, 'base64url')}"`;
  return (request, response) => {
    response.set({ ETag: tag, 'Cache-Control': `public, max-age=${keptFor}`, Vary: 'Accept-Encoding' });
    if (request.get('if-none-match') === tag) return void response.status(304).end();
    response.set('Content-Type', 'application/json; charset=utf-8');
    const takesGzip = request.acceptsEncodings('gzip', 'identity') === 'gzip';
    if (takesGzip) response.set('Content-Encoding', 'gzip');
    const bytes = takesGzip ? packed : plain;
    response.set('Content-Length', String(bytes.length));
    response.end(request.method === 'HEAD' ? undefined : bytes);
  };
}
