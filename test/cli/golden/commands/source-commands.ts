import {
  addedLines,
  deliveryLines,
  hookLines,
  pausedLines,
  removedLines,
  replayedLines,
} from '../../../../cli/print/data/hook-sources.ts';
import { fileLines, testedFileLines } from '../../../../cli/print/data/source-files.ts';
import type { Hook } from '../../../../domain/hooks.ts';
import type { TestedFile } from '../../../../ingest/folders/test-folder.ts';
import type { InboxCount, ListedDelivery } from '../../../../store/hooks/inbox.ts';
import type { SourceFile } from '../../../../store/sources/source-files.ts';
import type { Transcripts } from '../transcript.ts';
import { dataCommands } from './data-commands.ts';

const moment = new Date('2026-11-22T10:00:00Z');
const whatsapp: Hook = {
  ...{ name: 'whatsapp', kind: 'whatsapp', ids: 'whatsapp', paused: false, addedAt: moment },
  secret: { env: 'WHATSAPP_APP_SECRET' },
  verifyToken: { env: 'WHATSAPP_VERIFY_TOKEN' },
};
const shop: Hook = {
  ...{ name: 'shop', kind: 'shopify', ids: 'shopify', paused: true, addedAt: moment, verifyToken: null },
  secret: { file: '/etc/perennial/shopify-client-secret' },
};
const counts: readonly InboxCount[] = (
  [
    ['shop', 'failed', null, 2],
    ['shop', 'taken', 'orders/updated', 1_204],
    ['shop', 'waiting', null, 18],
    ['whatsapp', 'taken', 'messages', 48_213],
    ['whatsapp', 'unknown', 'message_template_status_update', 3],
    ['whatsapp', 'unused', 'failed', 12],
  ] as const
).map(([source, state, event, count]) => ({ source, state, event, count, lastReceivedAt: moment }));
const failed: ListedDelivery = {
  ...{ id: 812, source: 'shop', deliveryId: 'b54557e4', receivedAt: moment, state: 'failed', event: 'orders/updated' },
  ...{ rowCount: 3, byteCount: 4_812 },
  error: {
    code: 'invalid_input',
    message: 'purchases.currency "EURO" is not a currency code of three letters.',
    remedy: 'Send a currency code of three letters, or leave it out.',
  },
};

const unknownColumns = {
  code: 'invalid_input',
  message: 'It is not known what the columns of members.csv mean: Ref, Colour.',
  remedy: 'Run `perennial import --inspect members.csv`: it proposes a mapping.',
};
const tested: TestedFile = {
  ...{ name: 'deals-2026-11-22.csv', byteCount: 481_204, modifiedAt: moment, mapping: 'HubSpot deals', error: null },
};
const odd: TestedFile = { ...tested, name: 'members.csv', mapping: null, error: unknownColumns };
const taken: SourceFile = {
  ...{ id: '1', source: 'exports', name: 'deals.csv', version: '481204-1', byteCount: 481_204, modifiedAt: moment },
  ...{ seenAt: moment, state: 'taken', contentHash: 'ab', sameAs: null, error: null, triedAt: moment },
  report: { mapping: 'HubSpot deals', stored: 4_812, rejected: 3, batch: 17 },
};
const broken: SourceFile = {
  ...{ ...taken, id: '3', name: 'members.csv', state: 'failed', report: null, error: unknownColumns },
};

/** Beside what the same commands say of databases. */
export const sourceCommands: Transcripts = {
  'source add': [
    ...(dataCommands['source add'] ?? []),
    {
      typed: 'source add whatsapp --kind whatsapp --secret-env WHATSAPP_APP_SECRET --verify-env WHATSAPP_VERIFY_TOKEN',
      print: (output) =>
        output.lines(
          addedLines(whatsapp, 'http://localhost:8000/hooks/whatsapp', [
            'The variable WHATSAPP_APP_SECRET is not set in this process. Set WHATSAPP_APP_SECRET for the process that needs it and start that again, or keep the secret in a file that only its owner may read.',
          ]),
        ),
    },
  ],
  'source test': [
    ...(dataCommands['source test'] ?? []),
    {
      typed: 'source test exports',
      print: (output) =>
        output.lines(testedFileLines('exports', { files: [tested, odd], more: 3, taken: 41 }, output.width)),
    },
  ],
  'source files': [
    {
      typed: 'source files exports',
      print: (output) =>
        output.lines(
          fileLines(
            'exports',
            [
              taken,
              { ...taken, id: '2', name: 'deals (1).csv', state: 'same', sameAs: 'deals.csv', report: null },
              broken,
            ],
            new Map([['1', '/srv/perennial/uploads/1/deals.csv.rejects.csv']]),
            output.width,
          ),
        ),
    },
    { typed: 'source files shop', print: (output) => output.lines(fileLines('shop', [], new Map(), output.width)) },
  ],
  'source list': [
    ...(dataCommands['source list'] ?? []),
    { typed: 'source list', print: (output) => output.lines(hookLines([shop, whatsapp], counts, output.width)) },
  ],
  'source deliveries': [
    {
      typed: 'source deliveries shop',
      print: (output) => output.lines(deliveryLines([failed], ['failed', 'unknown'], output.width)),
    },
    {
      typed: 'source deliveries whatsapp --state failed',
      print: (output) => output.lines(deliveryLines([], ['failed'], output.width)),
    },
  ],
  'source replay': [{ typed: 'source replay shop', print: (output) => output.lines(replayedLines('shop', 2)) }],
  'source pause': [
    ...(dataCommands['source pause'] ?? []),
    { typed: 'source pause shop', print: (output) => output.lines(pausedLines(shop)) },
  ],
  'source resume': [
    ...(dataCommands['source resume'] ?? []),
    { typed: 'source resume shop', print: (output) => output.lines(pausedLines({ ...shop, paused: false })) },
  ],
  'source remove': [
    ...(dataCommands['source remove'] ?? []),
    { typed: 'source remove shop', print: (output) => output.lines(removedLines(shop)) },
  ],
};
