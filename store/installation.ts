import { type EntityManager, entityManager, type Session } from './database/database.ts';
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

/** Makes those who mark or check the artifacts take turns. `artifactsPlace`: null until somebody marked them. */
export async function lockInstallation(
  em: EntityManager,
): Promise<Pick<Row<typeof InstallationEntity>, 'id' | 'artifactsPlace'>> {
  const [row] = await em.execute<{ id: string; artifactsPlace: string | null }[]>(
    'select id, artifacts_place as "artifactsPlace" from installation for update',
  );
  if (row === undefined) throw new Error('The database has no installation.');
  return row;
}

export async function placeArtifacts(em: EntityManager, place: string): Promise<void> {
  await em.execute('update installation set artifacts_place = ?', [place]);
}
