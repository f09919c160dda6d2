import { entityManager, type Session } from './database/database.ts';
import { InstallationEntity, type Row } from './training/training-entities.ts';

/**
 * The database's identity. `upgraded`: an earlier release, which had no identities, has used this database, so things without
 * one in Temporal may belong to it.
 */
export type StoredInstallation = Pick<Row<typeof InstallationEntity>, 'id' | 'upgraded'>;

export async function readInstallation(session: Session): Promise<StoredInstallation> {
  const { id, upgraded } = await entityManager(session).findOneOrFail(InstallationEntity, { onlyRow: true });
  return { id, upgraded };
}
