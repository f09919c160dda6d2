import type { Database } from '../store/database/database.ts';
import { noteTokenUse, verifyToken } from '../store/tokens.ts';
import type { TokenCheck } from './access-ports.ts';
import { acceptConfiguredToken, rememberValidTokens } from './http/authentication.ts';
import type { Log } from './ports.ts';

/** The port on tokens, on a database: those that are found good are noted as used. */
export function checkTokensIn(database: Database, configured: string | undefined, log: Log): TokenCheck {
  return acceptConfiguredToken(
    configured,
    rememberValidTokens(async (candidate) => {
      const found = await verifyToken(database, candidate);
      // nobody waits for it, and it is no reason to refuse anybody
      if (found !== null)
        noteTokenUse(database, found.id).catch((error) => log.warn({ error }, 'The use of a token was not noted'));
      return found;
    }),
  );
}
