import { isPerennialError, PerennialError } from '../../domain/errors.ts';
import type { Hook } from '../../domain/hooks.ts';
import type { DeliveryError, WaitingDelivery } from '../../store/hooks/inbox.ts';
import type { ReadDelivery } from './hook-row.ts';
import { readHookOf } from './read-hook.ts';

export type Reading = ReadDelivery | { readonly error: DeliveryError };

/** What a delivery says, or why that can't be told. */
export function readDelivery({ kind }: Pick<Hook, 'kind'>, { headers, body, receivedAt }: WaitingDelivery): Reading {
  try {
    return readHookOf[kind]({ headers, body: parse(body), receivedAt });
  } catch (error) {
    return { error: errorOf(error) };
  }
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new PerennialError('invalid_input', 'The body is not JSON in UTF-8.', 'Its sender has to send it otherwise.');
  }
}

export function errorOf(error: unknown): DeliveryError {
  if (isPerennialError(error)) return { code: error.code, message: error.message, remedy: error.remedy };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'internal',
    message: `It can't be read: ${message}`,
    remedy: 'It is kept: a release that reads it takes it by npx perennial source replay.',
  };
}
