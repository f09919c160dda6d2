import type { SourceRecord } from '../../api/ports.ts';
import type { FakeConnections } from './fake-connections.ts';
import { destination } from './fake-destinations.ts';
import { shop } from './fake-sources.ts';
import { webshop } from './fake-webhooks.ts';

/** Ways in and out of a business, some of which don't flow. */
export function someConnections(now: Date): FakeConnections {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  const still = { progress: null, succeededAt: ago(4) };
  const exports: SourceRecord = {
    source: {
      ...{ ...shop.source, ...still, name: 'exports', kind: 'folder', preset: null, credential: null },
      ...{
        settings: { everyMinutes: 15, folder: 's3://shop-exports/crm' },
        succeededAt: ago(200),
        failingSince: ago(190),
      },
      error: {
        code: 'source_changed',
        message:
          "exports: members-2026-11-30.csv can't be taken: It is not known what the columns of members-2026-11-30.csv mean: Ref, Colour.",
        remedy:
          'Run `perennial import --inspect members-2026-11-30.csv`: it proposes a mapping. All other files are in.',
      },
    },
    streams: [{ ...of('HubSpot deals', 48_211, 44_010), rejected: 17 }],
  };
  const chatwoot: SourceRecord = {
    source: { ...shop.source, ...still, name: 'chatwoot', preset: 'chatwoot' },
    streams: [
      of('contacts', 1_204, 1_204),
      { ...of('messages', 48_211, 44_010), parked: 12, rejected: 3, deleted: 40 },
    ],
  };
  const heard = webshop.counts.map((one) => ({ ...one, lastReceivedAt: ago(2) }));
  return {
    sources: [chatwoot, exports, { ...shop, source: { ...shop.source, succeededAt: null } }],
    webhooks: [
      { ...webshop, counts: heard },
      {
        hook: { ...webshop.hook, name: 'whatsapp', kind: 'whatsapp', ids: 'whatsapp', addedAt: ago(60) },
        ...{ address: '/hooks/whatsapp', counts: [], lastFailure: null },
      },
    ],
    destinations: [
      { ...destination, failingSince: ago(30), lastDeliveredAt: ago(31) },
      {
        ...{ ...destination, id: 'c9', name: 'lists', kind: 'csv', settings: { to: 's3://shop-lists/daily' } },
        ...{ failingSince: null, lastError: null, parked: 0, waiting: 0, delivered: 90, lastDeliveredAt: ago(400) },
      },
    ],
    commands: [],
  };
}

function of(stream: string, read: number, written: number): SourceRecord['streams'][number] {
  return { ...(shop.streams[0] as SourceRecord['streams'][number]), stream, whole: true, read, written, parked: 0 };
}
