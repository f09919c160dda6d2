import { createCipheriv, createDecipheriv, createHash, hash, hkdfSync, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { isPerennialError, isTransient, PerennialError } from '../../domain/errors.ts';
import type { KeptAnswer } from '../../store/access/kept-answers.ts';
import type { AnswerStore } from '../access-ports.ts';
import type { Log } from '../ports.ts';
import type { Caller } from './authentication.ts';
import { toProblem } from './error-handler.ts';
import type { Answer, Operation, RawRequest } from './operation.ts';
import { tooLarge } from './read-body.ts';

const header = 'idempotency-key';
const form = /^[\x21-\x7e]{1,200}$/;
/** ms after which a request without an answer has none coming: its process ended. */
const longest = 10 * 60_000;

/**
 * Answers a request that bears an Idempotency-Key. The first to come with a key is carried out, and its answer kept, a refusal too; who
 * comes with the same key and content later gets that answer, and nothing is done. What failed for a moment, and what was not understood,
 * isn't kept: it may be sent again under its key.
 *
 * @throws PerennialError `idempotency_key_reused`, `request_in_progress`, `invalid_input`; what the operation throws.
 */
export async function answerOnce(
  operation: Operation,
  request: RawRequest,
  { answers, log }: { readonly answers: AnswerStore; readonly log: Log },
): Promise<Answer> {
  const key = request.headers[header];
  if (key === undefined) return await operation.respond(request);
  if (typeof key !== 'string' || !form.test(key)) throw malformed();
  const { caller } = request;
  const id = hash('sha256', JSON.stringify([caller.actor.kind, caller.actor.id, key]), 'buffer');
  const file = operation.takesFile ? hashing(request.incoming, operation.bodyLimit ?? Number.POSITIVE_INFINITY) : null;
  const asked = fingerprintOf(operation, request);
  const kept = await answers.claim(id, file === null ? asked : null);
  if (kept !== null) return await answerAgain(kept, file === null ? asked : await file.drained(asked), caller, id);
  return await answerFirst();

  async function answerFirst(): Promise<Answer> {
    let answer: Answer;
    try {
      answer = await operation.respond(file === null ? request : { ...request, incoming: file.stream });
    } catch (error) {
      const whole = file === null || file.isWhole();
      if (whole && isPerennialError(error) && isFinal(error)) await keep(toProblem(error), toProblem(error).status);
      else await answers.giveBack(id).catch(() => {});
      throw error;
    }
    if ('body' in answer) await keep(answer.body, answer.status);
    // what is sent bit by bit is not kept
    else await answers.giveBack(id);
    return answer;
  }

  /** What was done is done, whether its answer can be kept or not. */
  async function keep(body: unknown, status: number): Promise<void> {
    try {
      const sealed = seal(JSON.stringify(body), caller.credential, id);
      await answers.keep(id, { fingerprint: file === null ? asked : file.soFar(asked), status, sealed });
    } catch (error) {
      log.error({ error, operation: operation.operationId }, 'An answer could not be kept under its key');
    }
  }
}

function isFinal({ code }: PerennialError): boolean {
  return !isTransient(code) && code !== 'invalid_input';
}

async function answerAgain(kept: KeptAnswer, asked: Buffer, caller: Caller, id: Buffer): Promise<Answer> {
  if (kept.fingerprint !== null && !kept.fingerprint.equals(asked)) throw reused();
  if (kept.answered === null) throw inProgress(kept.begunAt);
  const { status, sealed } = kept.answered;
  return {
    status,
    body: JSON.parse(unseal(sealed, caller.credential, id)),
    headers: {
      'Idempotency-Replayed': 'true',
      ...(status >= 400 && { 'Content-Type': 'application/problem+json; charset=utf-8' }),
    },
  };
}

function fingerprintOf(operation: Operation, { params, query, body }: RawRequest): Buffer {
  return hash('sha256', JSON.stringify([operation.operationId, params, query, body ?? {}]), 'buffer');
}

/** A file goes through it on its way; its hash is part of what was asked. */
function hashing(incoming: IncomingMessage, limit: number) {
  const content = createHash('sha256');
  const stream = new PassThrough();
  let size = 0;
  incoming.on('data', (chunk: Buffer) => {
    size += chunk.length;
    content.update(chunk);
    if (size > limit) stream.destroy(tooLarge(limit));
  });
  // who reads it hears of it too; nobody may be reading any more
  stream.on('error', () => incoming.unpipe(stream).resume());
  incoming.once('close', () => incoming.readableEnded || stream.destroy(new Error('The body ended too early.')));
  incoming.pipe(stream);
  const isWhole = () => incoming.complete;
  const asRequest = Object.defineProperties(stream, {
    headers: { value: incoming.headers },
    complete: { get: isWhole },
  }) as PassThrough & IncomingMessage;
  const soFar = (asked: Buffer) => createHash('sha256').update(asked).update(content.copy().digest()).digest();
  return {
    stream: asRequest,
    soFar,
    isWhole,
    async drained(asked: Buffer): Promise<Buffer> {
      stream.resume();
      await finished(stream);
      return soFar(asked);
    },
  };
}

/**
 * An answer may hold what only its reader should know, such as a new token. Its key comes from the credential of who asked, of which
 * the database has but a hash.
 */
function seal(text: string, credential: string, id: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealingKey(credential, id), nonce);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function unseal(bytes: Buffer, credential: string, id: Buffer): string {
  const cipher = createDecipheriv('aes-256-gcm', sealingKey(credential, id), bytes.subarray(0, 12));
  cipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
}

function sealingKey(credential: string, id: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', credential, id, 'perennial kept answer', 32));
}

function malformed(): PerennialError {
  return new PerennialError(
    'invalid_input',
    'The header Idempotency-Key is not 1 to 200 printable characters without spaces.',
    'Send a random one, such as a UUID, and the same one again when you repeat the request.',
  );
}

function reused(): PerennialError {
  return new PerennialError(
    'idempotency_key_reused',
    'This Idempotency-Key was sent before with another request.',
    'Nothing was done. Use a new key for each request, and an old one only to repeat its request as it was.',
  );
}

function inProgress(begunAt: Date): PerennialError {
  if (Date.now() - begunAt.getTime() < longest) {
    return new PerennialError(
      'request_in_progress',
      'The same request is being answered just now.',
      'Send it again in a moment: the answer will be the same.',
      { retry_after: 1 },
    );
  }
  return new PerennialError(
    'request_in_progress',
    'The same request came before and was never answered: its process ended.',
    'Read whether it was carried out; if not, send it under another key.',
  );
}
