import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { RequestHandler } from 'express';
import { PerennialError } from '../../domain/errors.ts';
import { findDuplicateKey, measureValue } from './duplicate-keys.ts';
import { findUnstorable } from './unstorable.ts';

/**
 * Parses JSON bodies. Express's own parser reads a body that is too long to its end before it refuses it, and takes bytes that
 * are not UTF-8 for U+FFFD.
 *
 * @param limitOf the most bytes of a body at this path, unpacked.
 */
export function parseJsonBody(limitOf: (path: string) => number): RequestHandler {
  return async (request, _response, next) => {
    const body = await readJson(request, limitOf(request.baseUrl + request.path));
    if (body !== undefined) request.body = body;
    next();
  };
}

/** A JSON body; undefined: there is none. @param limit the most bytes of it, unpacked. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const bytes = await readBody(request, limit);
  return bytes === null ? undefined : parse(bytes);
}

/** null: there is none. */
async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const { 'content-length': length, 'transfer-encoding': transfer } = request.headers;
  if (transfer === undefined && (length === undefined || length === '0')) return null;
  if (Number(length) > limit) throw tooLarge(limit);
  const charset = /;\s*charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase();
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw refused(`The body's charset is ${JSON.stringify(charset)}`, 'Send JSON as UTF-8.');
  return await collect(request, unpacked(request), limit);
}

/** A body as it came, packed or not: its signature is about these bytes. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  if (Number(request.headers['content-length']) > limit) throw tooLarge(limit);
  return await collect(request, request, limit);
}

/** The body as it was before it was packed. */
export function unpacked(request: IncomingMessage): Readable {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding === 'identity') return request;
  const unpackers = { gzip: createGunzip, deflate: createInflate, br: createBrotliDecompress };
  if (!Object.hasOwn(unpackers, encoding))
    throw refused(`The body's encoding is ${JSON.stringify(encoding)}`, 'Send it as it is, or as gzip, deflate or br.');
  return request.pipe(unpackers[encoding as keyof typeof unpackers]());
}

/** ms that a body may take from its head to its last byte: half a minute, and a second for each 20 kB that it may have. */
export function patienceFor(limit: number): number {
  return Math.min(30_000 + limit / 20, 5 * 60_000);
}

/** Stops reading at the limit. What the client sends after that is nobody's: `cutUnread` ends it. */
function collect(request: IncomingMessage, stream: Readable, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const late = setTimeout(() => leave(tooLate()), patienceFor(limit));
    late.unref();
    function leave(error: Error): void {
      clearTimeout(late);
      stream.off('data', take);
      if (stream !== request) {
        request.unpipe();
        stream.destroy();
      }
      request.resume();
      reject(error);
    }
    function take(chunk: Buffer): void {
      size += chunk.length;
      if (size > limit) leave(tooLarge(limit));
      else chunks.push(chunk);
    }
    stream.on('data', take);
    stream.once('end', () => {
      clearTimeout(late);
      resolve(Buffer.concat(chunks, size));
    });
    // after the end or a refusal nobody hears these
    stream.on('error', ({ message }) => leave(refused(`The body can't be read: ${message}`, 'Send it again.')));
    request.once('close', () => {
      if (!request.complete) leave(refused('The body ended too early', 'Send it again.'));
    });
  });
}

/**
 * Objects and lists in a body, or braces and brackets in its texts. The longest documented ones have some thousand; a million of them
 * fit into a body too, and would take a second to parse, during which nobody else is served.
 */
export const mostParts = 100_000;

function hasTooManyParts(bytes: Buffer): boolean {
  let parts = 0;
  for (const opening of ['{', '[']) {
    for (let at = bytes.indexOf(opening); at !== -1; at = bytes.indexOf(opening, at + 1)) {
      parts++;
      if (parts > mostParts) return true;
    }
  }
  return false;
}

/** Deeper than anything documented. What is stored is written and read again by code that calls itself, which a deep value would end. */
export const mostDeep = 100;

/** Only these escapes can stand for what `findUnstorable` looks for: JSON takes no bare NUL, UTF-8 no surrogate. */
const suspicious = /\\u(0000|d[89a-f])/i;

function parse(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  if (!isUtf8(bytes)) throw refused('The body is not UTF-8', 'Send JSON as UTF-8.');
  if (bytes.length > mostParts && hasTooManyParts(bytes))
    throw refused(
      `The body has more than ${mostParts} objects and lists`,
      'Send what /docs shows, in several requests.',
    );
  const text = new TextDecoder().decode(bytes); // drops a byte order mark
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(`The body is not JSON: ${(error as Error).message}`, 'Send a JSON object.');
  }
  if (typeof value !== 'object' || value === null)
    throw refused(`The body is JSON, but ${value === null ? 'null' : `a ${typeof value}`}`, 'Send a JSON object.');
  const { keys, depth } = measureValue(value);
  if (depth > mostDeep) throw refused(`The body is nested more than ${mostDeep} deep`, 'Send what /docs shows.');
  const twice = findDuplicateKey(text, keys);
  if (twice !== null)
    throw refused(`${['body', ...twice].join('.')}: The field is named twice`, 'Send each field of an object once.');
  const found = suspicious.test(text) ? findUnstorable(value) : null;
  if (found !== null) throw refused(`${['body', ...found.path].join('.')}: ${found.problem}`, 'Correct the field.');
  return value;
}

function refused(what: string, remedy: string): PerennialError {
  return new PerennialError('invalid_input', `${what}.`, remedy);
}

function tooLate(): PerennialError {
  return new PerennialError('request_timeout', 'The request took too long to arrive.', 'Send it again, at once.');
}

export function tooLarge(limit: number): PerennialError {
  return new PerennialError(
    'payload_too_large',
    `The body is larger than ${limit} bytes.`,
    'Send only the documented fields; data is imported with `npx perennial import`.',
    { limit },
  );
}

/** ms in which a client that still sends can read its answer; cut off at once, it might lose it. */
const lingering = 1_000;

/** Ends the connection of a client that goes on sending a body after it was answered. */
export const cutUnread: RequestHandler = (request, response, next) => {
  response.once('finish', () => {
    if (request.complete) return;
    const cut = setTimeout(() => request.complete || request.socket.destroy(), lingering);
    request.once('close', () => clearTimeout(cut));
  });
  next();
};
