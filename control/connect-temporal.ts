import { Client, Connection, type ConnectionOptions } from '@temporalio/client';
import { PerennialError } from '../domain/errors.ts';

export type TemporalConnection = { readonly connection: Connection; readonly client: Client };

/** What a secured server asks for. */
export type ConnectionSecurity = Pick<ConnectionOptions, 'tls' | 'apiKey' | 'metadata'>;

/**
 * Opens a process's only connection to Temporal; the owner closes it.
 *
 * @throws PerennialError `temporal_unavailable`, when the server doesn't answer within 5 s.
 */
export async function connectTemporal(
  address: string,
  namespace: string,
  security: ConnectionSecurity = {},
): Promise<TemporalConnection> {
  try {
    const connection = await Connection.connect({ address, ...security, connectTimeout: '5s' });
    return { connection, client: new Client({ connection, namespace }) };
  } catch (error) {
    throw new PerennialError(
      'temporal_unavailable',
      `No Temporal server answers at ${address}: ${(error as Error).message}`,
      'Start it, or correct TEMPORAL_ADDRESS and, for a secured server, TEMPORAL_TLS and TEMPORAL_API_KEY; without TEMPORAL_ADDRESS npm start uses the embedded one.',
      { address },
      error,
    );
  }
}
