import pg from 'pg';
import { PerennialError } from '../../domain/errors.ts';

/**
 * Waits until the server answers a query, and returns its version. Throws `database_unavailable` after `patience` ms without
 * an answer, or earlier when the signal says that waiting is pointless.
 */
export async function requireDatabase(url: string, patience: number, signal?: AbortSignal): Promise<string> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await askVersion(url, Math.max(100, deadline - Date.now()));
    } catch (error) {
      if (Date.now() < deadline && !signal?.aborted && isTemporary(error)) {
        await new Promise((resolve) => setTimeout(resolve, 25));
        continue;
      }
      throw unavailable(url, error);
    }
  }
}

async function askVersion(url: string, patience: number): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: patience });
  client.on('error', () => {}); // a connection lost while closing it
  try {
    await client.connect();
    const answer = await client.query<{ server_version: string }>('SHOW server_version');
    return answer.rows[0]?.server_version ?? 'unknown';
  } finally {
    await client.end().catch(() => {});
  }
}

/** Not listening yet, or (57P03) still starting up or replaying its log after a crash. A wrong password stays wrong. */
function isTemporary(error: unknown): boolean {
  const code = (error as { code?: string }).code;
  return code === undefined || ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', '57P03'].includes(code);
}

function unavailable(url: string, error: unknown): PerennialError {
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  const reason = (error as Error).message || (error as { code?: string }).code || String(error);
  return new PerennialError(
    'database_unavailable',
    `The database at ${where} can't be reached: ${reason}`,
    'Start it (docker compose up -d postgres), or correct DATABASE_URL; without DATABASE_URL the embedded PostgreSQL is used (npm start).',
    { host: hostname, port: port || '5432', database: pathname.slice(1) },
    error,
  );
}
