import { Client, Connection } from '@temporalio/client';
import { PerennialError } from '../domain/errors.ts';

export type TemporalConnection = { readonly connection: Connection; readonly client: Client };

/**
 * Opens a process's only connection to Temporal; the owner closes it.
 *
 * @throws PerennialError `temporal_unavailable`, when the server doesn't answer within 5 s.
 */
export async function connectTemporal(address: string, namespace: string): Promise<TemporalConnection> {
  try {
    const connection = await Connection.connect({ address, connectTimeout: '5s' });
    return { connection, client: new Client({ connection, namespace }) };
  } catch (error) {
    throw new PerennialError(
      'temporal_unavailable',
      `No Temporal server answers at ${address}: ${(error as Error).message}`,
      'Start it, or correct TEMPORAL_ADDRESS; without TEMPORAL_ADDRESS npm start uses the embedded one.',
      { address },
      error,
    );
  }
}
