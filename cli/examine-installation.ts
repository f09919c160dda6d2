import { connectTemporal, temporalPatience } from '../control/connect-temporal.ts';
import { readOwnInstallation, requireOwnInstallation } from '../control/own-installation.ts';
import type { Config } from '../stack/config.ts';
import type { Database } from '../store/database/database.ts';
import type { Finding } from './print/operation/doctor.ts';

/**
 * Whether what stands in Temporal under the installation's name belongs to this database.
 * @throws PerennialError `installation_taken`, `temporal_unavailable`
 */
export async function examineInstallation(
  database: Database,
  address: string,
  { temporal }: Pick<Config, 'temporal'>,
): Promise<Finding> {
  const { client, connection } = await connectTemporal(address, temporal.namespace, {
    patience: temporalPatience,
    security: temporal.security,
  });
  try {
    const installation = await readOwnInstallation(database, temporal.installation);
    await requireOwnInstallation(client, installation);
    const { name, identity } = installation;
    const detail = `${name === '' ? 'without a name' : name}, ${identity}`;
    return { what: 'installation', state: 'ok', detail, remedy: '' };
  } finally {
    await connection.close();
  }
}
