import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Operation } from './operation.ts';

/**
 * What a browser may keep, to ask whether it is still right. The other sections hold people's names, messages and tokens: these never
 * lie in the cache of a shared machine, and only programs that keep them by themselves ask so.
 */
const keepable: ReadonlySet<Operation['tag']> = new Set([
  'ML Training',
  'Monitoring',
  'Experiments',
  'Schedules',
  'Alerts',
  'Mail',
  'Health',
]);

/**
 * Sends an answer, or 304 where the client has it already. The tag is a hash of the answer: nothing has to remember what changed when, and
 * any process answers for any other. It is weak, because compression makes other bytes of the same answer.
 *
 * Sent without `response.json`, which works out for each answer anew what is the same for all.
 */
export function sendJson(
  request: Request,
  response: Response,
  { tag, unlike }: Pick<Operation, 'tag' | 'unlike'>,
  { status, headers, body }: { readonly status: number; readonly headers?: object; readonly body: unknown },
): void {
  const text = JSON.stringify(body);
  if (status === 200 && (request.method === 'GET' || request.method === 'HEAD')) {
    const compared = unlike === undefined ? text : JSON.stringify(unlike(body));
    response.setHeader('ETag', `W/"${hash('sha256', compared, 'base64url').slice(0, 27)}"`);
    if (keepable.has(tag)) {
      response.setHeader('Cache-Control', 'private, no-cache');
      response.setHeader('Vary', 'Authorization, Cookie');
    }
    if (request.fresh) return void response.writeHead(304).end();
  }
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    ...headers,
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}
