import { entityManager, type Session } from './database/database.ts';
import { InstallationEntity, type Row } from './training/training-entities.ts';

/**
 * The database's identity. `upgraded`: a release that knew no identities has worked on it before, so that what bears none in Temporal
 * may be its.
 */
export type StoredInstallation = Pick<Row<typeof InstallationEntity>, 'id' | 'upgraded'>;

export async function readInstallation(session: Session): Promise<StoredInstallation> {
  const { id, upgraded } = await entityManager(session).findOneOrFail(InstallationEntity, { onlyRow: true });
  return { id, upgraded };
}
