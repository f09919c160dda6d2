import { PerennialError } from '../../domain/errors.ts';
import type { Hook } from '../../domain/hooks.ts';
import type { ReadSecret, SecretReference } from '../../domain/secret-reference.ts';

/** ms for which what is known of a source counts: a change takes effect within them. */
const memory = 2_000;

export type KnownHook = Hook & { readonly secrets: readonly string[] };

/**
 * Asks for a source once in a while rather than at every delivery, and reads its secret then, so that a changed one counts. While the
 * database is away, what was known stays, so that a wrong signature is still refused as such.
 */
export function createKnownHooks(
  find: (name: string) => Promise<Hook | null>,
  readSecret: ReadSecret,
  clock: () => number = () => performance.now(),
): (name: string) => Promise<KnownHook | null> {
  const known = new Map<string, { readonly hook: KnownHook; readonly askedAt: number }>();
  const asking = new Map<string, Promise<KnownHook | null>>();

  async function ask(name: string): Promise<KnownHook | null> {
    const before = known.get(name);
    try {
      const hook = await find(name);
      known.delete(name);
      if (hook === null) return null;
      const whole = { ...hook, secrets: secretsOf(readSecret, hook.secret) };
      known.set(name, { hook: whole, askedAt: clock() });
      return whole;
    } catch (error) {
      if (before === undefined || !isAway(error)) throw error;
      known.set(name, { hook: before.hook, askedAt: clock() });
      return before.hook;
    }
  }

  return async (name) => {
    const remembered = known.get(name);
    if (remembered !== undefined && clock() - remembered.askedAt < memory) return remembered.hook;
    const asked = asking.get(name) ?? ask(name).finally(() => asking.delete(name));
    asking.set(name, asked);
    return await asked;
  };
}

/** Several are divided by spaces, while one replaces the other. Who posts isn't told where they stand. */
export function secretsOf(readSecret: ReadSecret, reference: SecretReference): string[] {
  let given: readonly string[] = [];
  let cause: unknown;
  try {
    given = readSecret(reference).split(/\s+/).filter(Boolean);
  } catch (error) {
    cause = error;
  }
  // an empty one would let everybody in
  if (given.length > 0) return [...given];
  throw new PerennialError(
    'invalid_configuration',
    "The source's secret can't be read here.",
    'npx perennial source list says where it is expected.',
    {},
    cause,
  );
}

function isAway(error: unknown): boolean {
  return error instanceof PerennialError && error.code === 'database_unavailable';
}
