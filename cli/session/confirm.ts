import { createInterface } from 'node:readline';
import { PerennialError } from '../../domain/errors.ts';
import type { Surroundings } from '../cli.ts';

/**
 * Asks a person to type a word before something is gone for good.
 * @throws PerennialError `cancelled` for another word, `invalid_input` where nobody can be asked
 */
export async function confirm(
  { stdin, stderr }: Pick<Surroundings, 'stdin' | 'stderr'>,
  interrupted: AbortSignal,
  {
    word,
    asks,
    otherwise,
    remedy,
  }: { readonly word: string; readonly asks: string; readonly otherwise: string; readonly remedy: string },
): Promise<void> {
  if (stdin.isTTY !== true) {
    throw new PerennialError('invalid_input', 'There is nobody to ask: stdin is not a terminal.', remedy);
  }
  stderr.write(asks);
  const answer = await readLine(stdin, interrupted);
  if (answer.trim().toLowerCase() !== word) throw new PerennialError('cancelled', otherwise, '');
}

/** '' when the input ends without a line. */
async function readLine(stdin: Surroundings['stdin'], interrupted: AbortSignal): Promise<string> {
  const lines = createInterface({ input: stdin, signal: interrupted });
  for await (const line of lines) return line;
  interrupted.throwIfAborted();
  return '';
}
