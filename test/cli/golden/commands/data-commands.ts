import { createGenerationPrinter } from '../../../../cli/generation-printer.ts';
import { duplicateLines } from '../../../../cli/print/data/duplicates.ts';
import { erasedLines, exportLines } from '../../../../cli/print/data/erased.ts';
import { importLines, importListLines, undoLines } from '../../../../cli/print/data/import.ts';
import { inspectionLines } from '../../../../cli/print/data/inspect.ts';
import { mergeLines, mergesLines, unmergeLines } from '../../../../cli/print/data/merges.ts';
import { migratedLines } from '../../../../cli/print/data/migrate.ts';
import { readinessLines } from '../../../../cli/print/data/readiness.ts';
import { resetLines } from '../../../../cli/print/data/reset.ts';
import { sentimentLine } from '../../../../cli/print/data/sentiment.ts';
import {
  freshnessLines,
  readingLines,
  removedLines,
  sourceLines,
  stateLines,
  testedLines,
  waitingLines,
} from '../../../../cli/print/data/sources.ts';
import { nextSteps } from '../../../../cli/print/next-steps.ts';
import type { Output } from '../../../../cli/session/output.ts';
import type { FileReport } from '../../../../ingest/import-report.ts';
import type { Inspection } from '../../../../ingest/inspect/inspection.ts';
import type { Source, SourceStream } from '../../../../store/sources/sources.ts';
import { readiness } from '../../../api/records.ts';
import type { Transcripts } from '../transcript.ts';

const outcome = { inserted: 0, updated: 0, unchanged: 0, merged: 0, removed: 0 };
const report: FileReport = {
  file: 'exports/hubspot-crm-exports-all-deals-2026-11-22.csv',
  mapping: 'hubspot/deals',
  batch: 12,
  read: 1_204,
  stored: 1_190,
  leftOut: [{ why: 'the deal has no contact, and a lead is always about somebody', rows: 11 }],
  rejected: 3,
  tables: [
    { ...outcome, table: 'contacts', inserted: 812, updated: 41, unchanged: 337, merged: 14 },
    { ...outcome, table: 'leads', inserted: 1_190 },
  ],
  attributes: 5_950,
  causes: [
    {
      table: 'leads',
      column: 'Close Date',
      reason: 'is not a date that can be read: day and month can not be told apart',
      remedy: 'date_order: dmy',
      rows: 3,
      examples: [
        { line: 41, value: '03/04/26' },
        { line: 877, value: 'end of the quarter, as soon as the budget of the new year is decided' },
      ],
    },
  ],
  rejectsFile: 'exports/hubspot-crm-exports-all-deals-2026-11-22.csv.rejects.csv',
  ignoredColumns: ['Forecast category', 'Deal probability', 'HubSpot Score', 'Weighted amount in company currency'],
  missingColumns: [],
  assumed: [{ column: 'Amount', reading: 'decimals after a point, thousands by commas' }],
  notes: ['The file ends in the middle of a line; the last row may not be whole.'],
};

const inspection: Inspection = {
  file: 'contacts.csv',
  mapping: 'contacts',
  recognisedBy: null,
  text: 'version: 1\ntables:\n  contacts:\n    external_id: Kundennummer\n    name: [Vorname, Nachname]\n',
  unfinished: null,
  columns: [
    { column: 'Kundennummer', uses: ['contacts.external_id'], example: 'K-10012' },
    { column: 'Bevorzugter Ansprechpartner im Haus', uses: [], example: 'Frau Magistra Elisabeth Huber' },
    { column: 'Telefon', uses: ['contacts.phone', 'the identity of the contact'], example: '+43 660 1234567' },
  ],
  missingColumns: [],
  read: 240,
  stored: 236,
  leftOut: [{ why: 'it is marked as deleted', rows: 2 }],
  rejected: 2,
  causes: report.causes,
  rows: [
    {
      line: 2,
      outcome: 'stored',
      tables: [
        {
          table: 'contacts',
          values: { external_id: 'K-10012', name: 'Anna Berger', phone: '+436601234567', country: 'AT' },
          clears: ['email'],
          attributes: { Branche: 'Gastronomie' },
        },
      ],
      notes: ['Its phone belongs to K-10007 already: it goes in without it.'],
    },
    { line: 3, outcome: 'left out', why: 'it is marked as deleted' },
    {
      line: 9,
      outcome: 'rejected',
      reasons: [{ what: 'Telefon is not a phone number: "n/a"', remedy: 'missing: [n/a]' }],
    },
  ],
  assumed: report.assumed,
  notes: [],
};

const world = {
  seed: 42,
  prefix: 's42',
  counts: { contacts: 200, conversations: 150, leads: 120, leadsConverted: 36 },
  tables: [],
  blocks: () => [],
  truth: () => [],
};
const written = {
  ...world.counts,
  seed: 42,
  messages: 612,
  campaigns: 6,
  campaignEvents: 1480,
  purchases: 95,
  tickets: 40,
};

const anna = { id: 'c-1', name: 'Anna Berger', phone: '+43 660 1234567', email: 'anna.berger@example.com' };
const merged = new Date('2026-11-20T09:15:00Z');

const refused = {
  code: 'source_refused',
  message: 'odoo: a permission is missing: permission denied for table mail_message.',
  remedy: 'Grant select on the table to the user of the source.',
};
const stream: SourceStream = {
  ...{
    stream: 'messages',
    changedAt: '2026-11-20T09:10:00.000000Z',
    changedKey: '48211',
    whole: true,
    expected: 48_000,
  },
  ...{ read: 48_211, written: 44_010, parked: 12, rejected: 3, deleted: 40, erased: 2 },
  rejectExample: '4711: sent_at "0202-11-04 10:00:00" lies before 1990',
};
const waiting = [
  {
    ...{ table: 'messages', origin: 'api', parked: 1_240, rejected: 0, oldest: merged },
    example: 'contact "shop:7712040" names a contact that does not exist',
  },
  {
    ...{ table: 'purchases', origin: 'odoo', parked: 2, rejected: 3, oldest: merged },
    example: 'lead "odoo:4711" is a lead that is not there: stored without it',
  },
];
const reading: Source = {
  ...{ name: 'chatwoot', kind: 'postgresql', preset: 'chatwoot', definition: null, state: 'active' },
  ...{ credential: { env: 'CHATWOOT_DATABASE_URL' }, settings: { everyMinutes: 15 }, createdAt: merged },
  ...{ serverClock: merged, sweptAt: merged, beganAt: merged, succeededAt: merged, failingSince: null, error: null },
  progress: { stream: 'messages', read: 12_000, expected: 48_000, remaining: 95_000 },
};
const chatwoot = { source: reading, streams: [stream] };
const odoo = {
  source: { ...reading, name: 'odoo', preset: 'odoo', progress: null, error: refused, failingSince: merged },
  streams: [{ ...stream, stream: 'leads', parked: 0, rejected: 0, rejectExample: null, deleted: 0, erased: 0 }],
};

export const dataCommands: Transcripts = {
  generate: [
    {
      typed: 'generate',
      print(output, pass) {
        const printer = createGenerationPrinter(output, world);
        for (const [phase, total, label] of [
          ['contacts', 200, 'Contact: Johannes Maximilian von und zu Hohenfels-Altenberg der Jüngere'],
          ['conversations', 150, 'Conversation #150'],
          ['messages', 150, 'Conv #148: 5 msgs'],
        ] as const) {
          printer.progress({ phase, done: 1, total, label });
          pass(3_000);
          printer.progress({ phase, done: total - 2, total, label });
        }
        printer.finish(written);
        output.lines(['', ...nextSteps({ contacts: true, models: false })]);
      },
    },
  ],
  import: [
    {
      typed: 'import exports',
      print(output, pass) {
        const bar = output.startBar();
        bar.update(0, '0 rows');
        pass(4_000);
        bar.update(0.99, '1,198 rows');
        bar.complete();
        output.lines(importLines(report, false));
        output.lines(
          importLines(
            { ...report, tables: report.tables.slice(0, 1), file: 'contacts.csv', causes: [], rejected: 0 },
            true,
          ),
        );
      },
    },
    {
      typed: 'import --inspect contacts.csv',
      print: (output) =>
        output.lines(
          inspectionLines(
            inspection,
            [
              'Saved as contacts.csv.mapping.yaml.',
              'Look the mapping over, then try it:',
              '   npx perennial import contacts.csv --dry-run',
            ],
            output.width,
          ),
        ),
    },
    {
      typed: 'import --list',
      print: (output) =>
        output.lines(
          importListLines(
            [
              {
                batch: 12,
                file: report.file,
                mapping: report.mapping,
                importedAt: merged,
                undoneAt: null,
                stored: 1_190,
                rejected: 3,
              },
              {
                batch: 11,
                file: 'contacts.csv',
                mapping: 'contacts',
                importedAt: merged,
                undoneAt: merged,
                stored: 236,
                rejected: 2,
              },
            ],
            output.width,
          ),
        ),
    },
    {
      typed: 'import --undo 12',
      print: (output) =>
        output.lines(
          undoLines({
            batch: 12,
            file: report.file,
            deleted: 1_960,
            restored: 41,
            kept: [
              { table: 'contacts', why: 'referred to', rows: 9, examples: ['c-1', 'c-19', 'c-204', 'c-77', 'c-8'] },
            ],
          }),
        ),
    },
  ],
  'data readiness': [
    {
      typed: 'data',
      print(output) {
        output.lines(readinessLines(readiness.models));
        output.lines(freshnessLines([odoo], waiting, merged, output.width));
      },
    },
  ],
  'data sentiment': [
    {
      typed: 'data sentiment',
      print(output) {
        const bar = output.startBar();
        bar.update(0.97);
        bar.complete();
        output.lines([
          sentimentLine({
            state: 'done',
            version: 'lexicons-3',
            total: 6_120,
            read: 6_120,
            measured: 4_871,
            last: 6_120,
          }),
        ]);
      },
    },
  ],
  'data waiting': [
    {
      typed: 'data waiting',
      print: (output) => output.lines(waitingLines(waiting, output.width)),
    },
  ],
  'source list': [
    { typed: 'source list', print: (output) => output.lines(sourceLines([chatwoot, odoo], merged, output.width)) },
  ],
  'source test': [
    {
      typed: 'source test odoo',
      print: (output) =>
        output.lines(
          testedLines('odoo', [
            { stream: 'partners', rows: 18_204, error: null, missingColumns: [] },
            { stream: 'leads', rows: 3_990, error: null, missingColumns: ['city'] },
            { stream: 'messages', rows: 0, error: refused, missingColumns: [] },
          ]),
        ),
    },
  ],
  ...Object.fromEntries(
    (['add', 'sync'] as const).map((name) => [
      `source ${name}`,
      [
        {
          typed: `source ${name} ${name === 'add' ? 'chatwoot --preset chatwoot --url-env CHATWOOT_DATABASE_URL' : 'odoo'}`,
          print: (output: Output) => output.lines(readingLines(name === 'add' ? 'chatwoot' : 'odoo')),
        },
      ],
    ]),
  ),
  ...Object.fromEntries(
    (['cancel', 'pause', 'resume'] as const).map((name) => [
      `source ${name}`,
      [
        {
          typed: `source ${name} odoo`,
          print: (output: Output) =>
            output.lines(stateLines({ name: 'odoo', state: name === 'pause' ? 'paused' : 'active' })),
        },
      ],
    ]),
  ),
  'source remove': [{ typed: 'source remove odoo', print: (output) => output.lines(removedLines('odoo')) }],
  'data duplicates': [
    {
      typed: 'data duplicates',
      print: (output) =>
        output.lines(
          duplicateLines(
            {
              total: 2,
              pairs: [
                {
                  contact: anna,
                  other: { ...anna, id: 'shopify-7712040', name: 'A. Berger' },
                  reasons: [
                    { reason: 'phone', value: '+43 660 1234567', sharedBy: 3 },
                    { reason: 'email', value: 'anna.berger@example.com', sharedBy: 2 },
                  ],
                },
                {
                  contact: { ...anna, id: 'c-9', name: '王秀英' },
                  other: { ...anna, id: 'c-10', name: null },
                  reasons: [{ reason: 'name_and_mailbox', value: '', sharedBy: 2 }],
                },
              ],
            },
            output.width,
          ),
        ),
    },
  ],
  'data merge': [
    {
      typed: 'data merge c-1 shopify-7712040',
      print: (output) =>
        output.lines(
          mergeLines({ id: 4, survivor: 'c-1', merged: 'shopify-7712040', moved: 31, optedOut: true, excluded: 2 }),
        ),
    },
  ],
  'data unmerge': [
    {
      typed: 'data unmerge 4',
      print: (output) => output.lines(unmergeLines({ id: 4, survivor: 'c-1', merged: 'shopify-7712040', moved: 31 })),
    },
  ],
  erase: [
    {
      typed: 'erase +436601234567',
      print: (output) =>
        output.lines(
          erasedLines(
            {
              id: '6f1c1f0e-6f1d-4a53-9d5b-0d8f4a3a8a11',
              counts: { contacts: 1, leads: 2, messages: 1_204, predictions: 90, 'lines of logs': 3 },
            },
            [
              {
                where: 'snapshots of churn, from which its model learnt',
                until: 'the next training of it, which takes the person out and confirms it',
              },
              {
                where: "Temporal's histories, which may hold ids",
                until: "2026-11-23 (3 days after each workflow's end)",
              },
            ],
            output.width,
          ),
        ),
    },
  ],
  'person export': [
    {
      typed: 'person export c-1 --out anna.json',
      print: (output) =>
        output.lines(
          exportLines(
            {
              exported_at: '2026-11-20T09:15:00.000Z',
              contact_id: 'c-1',
              tables: { contacts: [{}], messages: [{}, {}] },
            },
            'anna.json',
          ),
        ),
    },
  ],
  'data merges': [
    {
      typed: 'data merges',
      print: (output) =>
        output.lines(
          mergesLines(
            [
              {
                ...{
                  id: 4,
                  survivor: 'c-1',
                  merged: 'shopify-7712040',
                  actor: 'anna',
                  batchId: null,
                  mergedAt: merged,
                },
                reason: 'they are the same person: she told us on the phone that she has two numbers',
                ...{ undoneAt: new Date('2026-11-21T10:00:00Z'), undoneBy: 'max', undoneReason: 'they are two people' },
              },
              {
                ...{ id: 3, survivor: 'c-9', merged: 'c-10', actor: 'import', batchId: 12, mergedAt: merged },
                ...{ reason: 'the import says so', undoneAt: null, undoneBy: null, undoneReason: null },
              },
            ],
            output.width,
          ),
        ),
    },
  ],
  migrate: [
    { typed: 'migrate', print: (output) => output.lines(migratedLines(['0001-first', '0027-people-at-work'])) },
    { typed: 'migrate', print: (output) => output.lines(migratedLines([])) },
  ],
  reset: [
    {
      typed: 'reset --yes',
      print(output) {
        output.lines(
          resetLines(
            [
              {
                path: '/home/anna/work/perennial-of-the-shop/var/perennial',
                what: 'state (database, runs, logs)',
                byteCount: 412_000_000,
              },
              { path: '/srv/mailbox', what: 'mailbox', byteCount: 48_213 },
            ],
            output.width,
          ),
        );
        output.lines(['OK Deleted 412.0 MB.']);
      },
    },
  ],
};
