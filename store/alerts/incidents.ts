import type { Act } from '../../domain/access/actor.ts';
import { closedStates, type IncidentState, incidentStates, mayBecome } from '../../domain/alerts/incident.ts';
import type { Reading } from '../../domain/alerts/observation.ts';
import { PerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { recordAct } from '../access/audit.ts';
import { type Database, entityManager, type Session } from '../database/database.ts';
import { byMoment, fillPage, matching, type Page, type PageAsked, readPage } from '../database/read-page.ts';
import { lockUntilCommit, tryLockUntilCommit } from '../training/steps.ts';
import { ModelVersionEntity, type Row } from '../training/training-entities.ts';
import { AlertReadingEntity, IncidentEntity } from './incident-entities.ts';

export type Incident = Row<typeof IncidentEntity>;
/** With the name of the version that it is about; null: it is about none. */
export type NamedIncident = Incident & { readonly version: string | null };
export type NewIncident = Omit<
  Incident,
  'id' | 'acknowledgedAt' | 'acknowledgedBy' | 'answer' | 'retrainId' | 'supersededBy' | 'supersededToldAt'
>;
/** Of the leading figure, and of all. */
type Seen = 'rule' | 'value' | 'limit' | 'versionId' | 'samples' | 'windowDays' | 'figures';
export type IncidentChange = Partial<
  Pick<
    Incident,
    Seen | 'fingerprint' | 'source' | 'state' | 'detail' | 'firedAt' | 'resolvedAt' | 'noticedAt' | 'thread'
  >
>;

/** Keeps others from judging this series, or acknowledging its incident, until the caller's transaction ends. */
export async function lockSeries(session: Session, fingerprint: string): Promise<void> {
  await lockUntilCommit(entityManager(session), `incident ${fingerprint}`);
}

/** Locks the series as `lockSeries` does. Returns false at once if another transaction holds the lock. */
export async function tryLockSeries(session: Session, fingerprint: string): Promise<boolean> {
  return await tryLockUntilCommit(entityManager(session), `incident ${fingerprint}`);
}

/** Firing incidents whose last mail is from `before` or earlier, oldest first. */
export async function incidentsToldBefore(session: Session, before: Date): Promise<Incident[]> {
  const rows = await entityManager(session).find(
    IncidentEntity,
    { state: 'firing', noticedAt: { $lte: before } },
    { orderBy: { id: 'asc' }, disableIdentityMap: true },
  );
  return rows.map((row) => ({ ...row }));
}

/** A reading of a window that is already stored changes nothing, unless another version serves since then. @param series `seriesOf` */
export async function addReading(session: Session, series: string, reading: Reading): Promise<void> {
  const { window, value, low, high, limit, versionId = null, samples = null, windowDays = null } = reading;
  await entityManager(session).execute(
    `insert into alert_readings (fingerprint, "window", value, low, high, "limit", version_id, samples, window_days)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (fingerprint, "window") do update set (value, low, high, "limit", version_id, samples, window_days) =
       (excluded.value, excluded.low, excluded.high, excluded."limit", excluded.version_id, excluded.samples, excluded.window_days)
     where alert_readings.version_id is distinct from excluded.version_id`,
    [series, window, value, low, high, limit, versionId, samples, windowDays],
  );
}

/** Newest first. @param series `seriesOf` @param until leaves out later windows */
export async function latestReadings(
  session: Session,
  series: string,
  limit: number,
  until?: Date,
): Promise<Reading[]> {
  const rows = await entityManager(session).find(
    AlertReadingEntity,
    { fingerprint: series, ...(until !== undefined && { window: { $lte: until } }) },
    { orderBy: { window: 'desc' }, limit, disableIdentityMap: true },
  );
  return rows.map(({ window, value, low, high, limit: of, versionId, samples, windowDays }) => ({
    ...{ window: window.toISOString(), value, low, high, limit: of },
    ...(versionId !== null && { versionId }),
    ...(samples !== null && { samples }),
    ...(windowDays !== null && { windowDays }),
  }));
}

export async function openIncident(session: Session, fingerprint: string): Promise<Incident | null> {
  const row = await entityManager(session).findOne(
    IncidentEntity,
    { fingerprint, state: { $nin: [...closedStates] } },
    { disableIdentityMap: true },
  );
  return row === null ? null : { ...row };
}

export async function createIncident(session: Session, incident: NewIncident): Promise<number> {
  const em = entityManager(session);
  return await em.insert(IncidentEntity, {
    ...incident,
    acknowledgedAt: null,
    acknowledgedBy: null,
    answer: '',
    retrainId: null,
    supersededBy: null,
    supersededToldAt: null,
  });
}

/** An incident that was closed meanwhile, because another version serves, stays as it is. */
export async function changeIncident(session: Session, id: number, change: IncidentChange): Promise<void> {
  await entityManager(session).nativeUpdate(IncidentEntity, { id, state: { $nin: [...closedStates] } }, change);
}

/** Records that someone is looking into it, so it isn't repeated. A second call changes nothing. */
export async function acknowledgeIncident(
  session: Session,
  id: number,
  { actor, now, act }: { readonly actor: string; readonly now: Date; readonly act?: Act | undefined },
): Promise<NamedIncident> {
  return await entityManager(session).transactional(async (em) => {
    const { fingerprint } = await readIncident(em, id);
    await lockSeries(em, fingerprint);
    const incident = await readIncident(em, id);
    if (incident.state === 'acknowledged') return incident;
    if (!mayBecome(incident.state, 'acknowledged')) throw notAcknowledgeable(incident);
    const change = { state: 'acknowledged', acknowledgedAt: now, acknowledgedBy: actor } as const;
    await em.nativeUpdate(IncidentEntity, { id }, change);
    await recordAct(em, act);
    return { ...incident, ...change };
  });
}

/** @throws PerennialError `incident_not_found` */
export async function readIncident(session: Session, id: number): Promise<NamedIncident> {
  const row = await entityManager(session).findOne(IncidentEntity, id, { disableIdentityMap: true });
  if (row !== null) {
    const [incident] = await withVersions(session, [{ ...row }]);
    if (incident !== undefined) return incident;
  }
  throw new PerennialError(
    'incident_not_found',
    `There is no incident ${id}.`,
    'npx perennial alerts list shows all of them.',
    { incident: id },
  );
}

export type IncidentFilter = {
  readonly model?: ModelName | undefined;
  /** Left out: all states. */
  readonly states?: readonly IncidentState[];
  readonly limit?: number;
};

/** Newest first. */
export async function listIncidents(
  session: Session,
  { model, states = incidentStates, limit = 50 }: IncidentFilter = {},
): Promise<NamedIncident[]> {
  const rows = await entityManager(session).find(
    IncidentEntity,
    { state: { $in: [...states] }, ...(model === undefined ? {} : { model }) },
    { orderBy: { openedAt: 'desc', id: 'desc' }, limit, disableIdentityMap: true },
  );
  return await withVersions(
    session,
    rows.map((row) => ({ ...row })),
  );
}

export type IncidentPageFilter = Omit<IncidentFilter, 'limit'> & { readonly oldestFirst?: boolean };

export async function pageIncidents(
  database: Database,
  { model, states = incidentStates, oldestFirst = false }: IncidentPageFilter,
  page: PageAsked,
): Promise<Page<NamedIncident>> {
  const matches = matching([
    ['model', model],
    ['state', states],
  ]);
  const query = { columns: 'id', from: 'incidents', ...matches, order: byMoment('opened_at', 'bigint', !oldestFirst) };
  return await fillPage(await readPage<Pick<Incident, 'id'>>(database, query, page), async (ids) => {
    const rows = await database.em().find(IncidentEntity, { id: { $in: ids } });
    return await withVersions(
      database,
      rows.map((row) => ({ ...row })),
    );
  });
}

async function withVersions(session: Session, incidents: readonly Incident[]): Promise<NamedIncident[]> {
  const ids = incidents.flatMap(({ versionId }) => versionId ?? []);
  const versions =
    ids.length === 0 ? [] : await entityManager(session).find(ModelVersionEntity, { id: { $in: [...new Set(ids)] } });
  const names = new Map(versions.map(({ id, name }) => [id, name]));
  return incidents.map((each) => ({
    ...each,
    version: each.versionId === null ? null : (names.get(each.versionId) ?? null),
  }));
}

function notAcknowledgeable({ id, state }: Incident): PerennialError {
  return new PerennialError(
    'incident_conflict',
    `Incident ${id} is ${state}: only a firing incident can be acknowledged.`,
    'npx perennial alerts list shows which ones fire.',
    { incident: id, state },
  );
}
