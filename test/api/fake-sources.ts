import type { Ports, SourceRecord } from '../../api/ports.ts';

export const shop: SourceRecord = {
  source: {
    ...{ name: 'shop', kind: 'postgresql', preset: 'odoo', definition: null, credential: { env: 'SHOP_DATABASE_URL' } },
    ...{ settings: { everyMinutes: 15 }, state: 'active', createdAt: new Date('2026-06-01T08:00:00Z') },
    ...{ serverClock: null, sweptAt: null, beganAt: null, succeededAt: new Date('2026-06-01T09:00:00Z') },
    ...{ failingSince: null, error: null, progress: { stream: 'leads', read: 10, expected: 40, remaining: 3_000 } },
  },
  streams: [
    {
      ...{ stream: 'leads', changedAt: '2026-06-01T08:59:00.000000Z', changedKey: '9', whole: false, expected: 40 },
      ...{ read: 10, written: 9, parked: 1, rejected: 0, rejectExample: null, deleted: 0, erased: 0 },
    },
  ],
};

export function fakeSources(reach: <T>(answer: () => T) => Promise<T>): Ports['sources'] {
  const answer = () => reach(() => shop);
  return {
    list: () => reach(() => [shop]),
    test: () => reach(() => [{ stream: 'leads', rows: 40, error: null, missingColumns: ['tag_ids'] }]),
    remove: () => reach(() => undefined),
    ...{ read: answer, add: answer, sync: answer, cancel: answer, pause: answer, resume: answer },
  };
}
