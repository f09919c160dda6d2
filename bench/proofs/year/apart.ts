import { fork } from 'node:child_process';
import { once } from 'node:events';
import { testVariables } from '../../../test/infrastructure.ts';

/** ms that its queries wait: other work may keep the machine busy. */
export const patience = 600_000;

/** Runs a script in a process of its own, on this database server, and returns what it sends. */
export async function runApart<Sent>(script: URL, args: readonly string[], databaseUrl: string): Promise<Sent> {
  const child = fork(script, args, {
    serialization: 'advanced',
    env: { ...process.env, [testVariables.database]: databaseUrl },
  });
  let sent: { readonly message: unknown } | undefined;
  child.on('message', (message) => {
    sent = { message };
  });
  // what it sent last may be read after its end, but not after the channel's
  const [[code]] = await Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  if (sent === undefined)
    throw new Error(`${script.pathname} ${args.join(' ')} ended with exit code ${code} and no record.`);
  return sent.message as Sent;
}
