import { closedStates } from '../../domain/alerts/incident.ts';
import { alertRules, isEvent } from '../../domain/alerts/rules.ts';
import type { ModelName } from '../../domain/models.ts';
import { entityManager, type Session } from '../database/database.ts';
import { IncidentEntity } from './incident-entities.ts';
import type { Incident } from './incidents.ts';

const figures = alertRules.filter((rule) => !isEvent(rule)).map(({ id }) => id);

/**
 * Closes what is open about other versions of a model, in the caller's transaction, which makes one of them serve: their figures, and
 * that their own predictions have no labels.
 */
export async function supersedeIncidents(
  session: Session,
  { model, versionId, now }: { readonly model: ModelName; readonly versionId: number; readonly now: Date },
): Promise<void> {
  await entityManager(session).nativeUpdate(
    IncidentEntity,
    {
      model,
      state: { $nin: [...closedStates] },
      $and: [
        { $or: [{ versionId: null }, { versionId: { $ne: versionId } }] },
        {
          $or: [
            { rule: { $in: figures }, source: { $in: ['live', 'training'] } },
            { rule: 'no_data', source: 'live' },
          ],
        },
      ],
    },
    { state: 'superseded', resolvedAt: now, supersededBy: versionId },
  );
}

/** Superseded incidents that people were told of, and not yet of their end. Locked until the transaction ends. */
export async function supersededUntold(session: Session): Promise<Incident[]> {
  const em = entityManager(session);
  const rows = await em.execute<{ id: number | string }[]>(
    `select id from incidents where state = 'superseded' and thread is not null and superseded_told_at is null
     order by id for update skip locked`,
  );
  const ids = rows.map(({ id }) => Number(id));
  const found = await em.find(
    IncidentEntity,
    { id: { $in: ids } },
    { orderBy: { id: 'asc' }, disableIdentityMap: true },
  );
  return found.map((row) => ({ ...row }));
}

export async function markSupersededTold(session: Session, ids: readonly number[], now: Date): Promise<void> {
  await entityManager(session).nativeUpdate(IncidentEntity, { id: { $in: [...ids] } }, { supersededToldAt: now });
}
