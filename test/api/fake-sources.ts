import { Readable } from 'node:stream';
import type { Ports, SourceRecord } from '../../api/ports.ts';
import type { SourceFile } from '../../store/sources/source-files.ts';
import type { FakeConnections } from './fake-connections.ts';
import { report } from './fake-imports.ts';

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

export const takenFile: SourceFile = {
  ...{
    id: '0b7e52d0-9f0f-4f57-b6de-0b1f2f6e7c12',
    source: 'exports',
    name: 'deals.csv',
    version: '48-1',
    byteCount: 48,
  },
  ...{ modifiedAt: new Date('2026-06-01T08:00:00Z'), seenAt: new Date('2026-06-01T08:01:00Z'), state: 'taken' },
  ...{ contentHash: 'ab', sameAs: null, report, error: null, triedAt: new Date('2026-06-01T08:01:00Z') },
};

export function fakeSources(reach: <T>(answer: () => T) => Promise<T>, world: FakeConnections): Ports['sources'] {
  const answer = () => reach(() => shop);
  const noted = (command: string) => (name: string) =>
    reach(() => {
      world.commands.push(`${command} ${name}`);
      return world.sources.find(({ source }) => source.name === name) ?? shop;
    });
  return {
    list: () => reach(() => world.sources),
    test: () =>
      reach(() => ({
        streams: [{ stream: 'leads', rows: 40, error: null, missingColumns: ['tag_ids'] }],
        files: [],
        more: 0,
        taken: 0,
      })),
    files: () => reach(() => [{ file: takenFile, rejects: true }]),
    rejects: () => reach(() => ({ file: takenFile.name, stream: Readable.from(['id,rejected_reason\r\n']) })),
    remove: () => reach(() => undefined),
    ...{ read: answer, add: answer, sync: noted('sync'), cancel: noted('cancel') },
    ...{ pause: noted('pause'), resume: noted('resume') },
  };
}
