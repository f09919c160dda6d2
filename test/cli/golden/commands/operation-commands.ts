import { invitedLines, openedLines, revokedLines, tokenLines } from '../../../../cli/print/operation/access.ts';
import { acknowledgedLines, incidentLines, runbookLines } from '../../../../cli/print/operation/alerts.ts';
import { auditLines } from '../../../../cli/print/operation/audit.ts';
import { backupLines, restoreLines } from '../../../../cli/print/operation/backup.ts';
import {
  addedLines,
  destinationLines,
  parkedLines,
  removedLines,
  replayedLines,
  stateLines,
  triedLines,
} from '../../../../cli/print/operation/destinations.ts';
import { doctorLines } from '../../../../cli/print/operation/doctor.ts';
import {
  deliveredLine,
  outboxLine,
  settingsLine,
  wayLine,
  workflowLine,
} from '../../../../cli/print/operation/mail-test.ts';
import { metricHistoryLines, nothingMeasured, seriesOf } from '../../../../cli/print/operation/metric-history.ts';
import { roleLines } from '../../../../cli/print/operation/roles.ts';
import { commandedLines, scheduleLines } from '../../../../cli/print/operation/schedules.ts';
import { settingLines } from '../../../../cli/print/operation/settings.ts';
import type { MetricRecord } from '../../../../domain/monitoring/measurement.ts';
import type { DestinationStatus } from '../../../../store/destinations/destinations.ts';
import { destination as crm, parkedEvent } from '../../../api/fake-destinations.ts';
import { incident, metric, schedule } from '../../../api/records.ts';
import type { Transcripts } from '../transcript.ts';

const link = 'http://localhost:8000/#sign-in=cDUYRBcIFRK1aI-X_PzrBbLx8G30OcKt';
const moment = new Date('2026-11-22T10:00:00Z');

const empty = { value: null, low: null, high: null, samples: 0, reason: 'there are no rows' };
const measured: readonly MetricRecord[] = [
  ...[9.8, 9.4, 9.1].map((value, at) => ({ ...metric, date: `2024-02-${18 + at}`, value })),
  { ...metric, metric: 'r2', value: 0.84, low: 0.78, high: 0.89 },
  { ...metric, metric: 'rmse', value: 12.4 },
  { ...metric, ...empty, segment: 'acted_on' },
  { ...metric, source: 'estimate', metric: 'withinTolerance', value: 0.81, low: null, high: null, estimate: true },
  { ...metric, source: 'drift', metric: 'psi', segment: 'prediction', value: 0.31, low: null, high: null, noise: 0.12 },
  { ...metric, source: 'drift', metric: 'ks', segment: 'prediction', value: 0.05, low: null, high: null, noise: 0.09 },
];
const about = {
  model: 'lead_scoring',
  champion: '2024-01-15.1',
  holdouts: new Map([['2024-01-15.1', { mae: 8.45, r2: 0.79 }]]),
} as const;

const stored = { ...incident, fingerprint: 'lead_scoring/live/mae_high', thread: null, versionId: null };

const backup = { tables: 41, rows: 128_412, artifacts: 9, missing: [] };
const manifest = { createdAt: '2026-11-22T10:00:00.000Z', release: '1.0.0', tables: Array.from({ length: 41 }) };

const lists: DestinationStatus = {
  ...{ ...crm, name: 'chatwoot', kind: 'sql', events: ['scoring.finished'], waiting: 0, parked: 0, delivered: 90 },
  ...{
    settings: { urlFrom: { env: 'CHATWOOT_DATABASE_URL' }, layout: 'chatwoot' },
    failingSince: null,
    lastError: null,
  },
};
export const operationCommands: Transcripts = {
  metrics: [
    {
      typed: 'metrics lead_scoring',
      print: (output) => output.lines(metricHistoryLines(seriesOf(measured), about, output.width)),
    },
    {
      typed: 'metrics lead_scoring --segment country=AT',
      print: (output) => output.lines(nothingMeasured({ segment: 'country=AT' }, measured)),
    },
  ],
  'alerts list': [
    {
      typed: 'alerts list --all',
      print(output) {
        output.lines(
          incidentLines(
            [
              stored,
              {
                ...stored,
                id: 11,
                rule: 'no_data',
                figures: [],
                model: null,
                source: 'arrivals',
                value: 1,
                limit: 0.5,
                state: 'resolved',
                answer: '',
                acknowledgedBy: 'anna',
                resolvedAt: moment,
              },
            ],
            output.width,
          ),
        );
        output.lines(runbookLines([stored], 'http://localhost:8000'));
      },
    },
    { typed: 'alerts list', print: (output) => output.lines(incidentLines([], output.width)) },
  ],
  'alerts ack': [
    { typed: 'alerts ack 12', print: (output) => output.lines(acknowledgedLines({ id: 12, acknowledgedBy: 'anna' })) },
  ],
  'alerts test': [
    {
      typed: 'alerts test',
      print: (output) =>
        output.lines([
          settingsLine('perennial@example.com', ['anna@example.com', 'the-whole-marketing-department@example.com']),
          wayLine(null),
          outboxLine(7, 'anna@example.com'),
          workflowLine('mail/test-3f9a1c0b7e5d4a6f8b2c1d0e9f8a7b6c'),
          deliveredLine('anna@example.com', 'sent by the worker at 2026-11-22T10:00:01.000Z, attempt 1'),
        ]),
    },
  ],
  'destination add': [
    {
      typed:
        'destination add crm --kind webhook --url https://crm.example.com/hooks/perennial --secret-env CRM_WEBHOOK_SECRET --events lead.became_hot',
      print: (output) => output.lines(addedLines({ ...crm, events: ['lead.became_hot'] })),
    },
  ],
  'destination test': [{ typed: 'destination test crm', print: (output) => output.lines(triedLines('crm')) }],
  'destination list': [
    { typed: 'destination list', print: (output) => output.lines(destinationLines([lists, crm], output.width)) },
    {
      typed: 'destination list crm',
      print(output) {
        output.lines(destinationLines([crm], output.width));
        output.lines(parkedLines('crm', [parkedEvent], output.width));
      },
    },
    { typed: 'destination list', print: (output) => output.lines(destinationLines([], output.width)) },
  ],
  'destination pause': [
    {
      typed: 'destination pause crm --why "the CRM moves"',
      print: (output) => output.lines(stateLines({ ...crm, state: 'paused' })),
    },
  ],
  'destination resume': [{ typed: 'destination resume crm', print: (output) => output.lines(stateLines(crm)) }],
  'destination replay': [
    { typed: 'destination replay crm', print: (output) => output.lines(replayedLines('crm', 2)) },
    { typed: 'destination replay crm', print: (output) => output.lines(replayedLines('crm', 0)) },
  ],
  'destination remove': [{ typed: 'destination remove crm', print: (output) => output.lines(removedLines(crm)) }],
  'schedule list': [
    {
      typed: 'schedule list',
      print: (output) =>
        output.lines(
          scheduleLines(
            [
              schedule,
              {
                ...schedule,
                id: 'score-daily',
                state: 'paused',
                note: 'anna: until the new shop is connected',
                summary: 'every day 04:00 UTC: everybody is scored',
                firings: [],
              },
            ],
            output.width,
          ),
        ),
    },
  ],
  'schedule pause': [
    {
      typed: 'schedule pause retrain-weekly --why holidays',
      print: (output) => output.lines(commandedLines('pause', schedule)),
    },
  ],
  'schedule resume': [
    {
      typed: 'schedule resume retrain-weekly --why "back again"',
      print: (output) => output.lines(commandedLines('resume', schedule)),
    },
  ],
  'schedule trigger': [
    {
      typed: 'schedule trigger retrain-weekly --why "new data"',
      print: (output) => output.lines(commandedLines('trigger', schedule)),
    },
  ],
  open: [{ typed: 'open', print: (output) => output.lines(openedLines(link, 'anna', 5)) }],
  invite: [
    {
      typed: 'invite Max --minutes 60',
      print: (output) => output.lines(invitedLines(link, { person: 'Max', role: 'operator', minutes: 60 })),
    },
  ],
  'token create': [
    { typed: 'token create crm', print: (output) => output.lines(['3f9a1c0b.7e5d4a6f8b2c1d0e9f8a7b6c5d4e3f2a']) },
  ],
  'token list': [
    {
      typed: 'token list',
      print: (output) =>
        output.lines(
          tokenLines(
            [
              {
                ...{ id: '3f9a1c0b', label: 'crm', role: 'operator', createdAt: moment, revokedAt: null },
                ...{ expiresAt: null, lastUsedAt: moment },
              },
              {
                id: '7e5d4a6f',
                label: 'the nightly export of the data warehouse in the head office',
                ...{ role: 'viewer', createdAt: moment, revokedAt: moment },
                ...{ expiresAt: moment, lastUsedAt: null },
              },
            ],
            output.width,
          ),
        ),
    },
  ],
  'token revoke': [
    { typed: 'token revoke 3f9a1c0b', print: (output) => output.lines(revokedLines({ id: '3f9a1c0b', label: 'crm' })) },
  ],
  roles: [{ typed: 'roles', print: (output) => output.lines(roleLines(output.width)) }],
  audit: [
    {
      typed: 'audit --limit 3',
      print: (output) =>
        output.lines(
          auditLines(
            [
              {
                ...{ id: 42, at: moment, actorKind: 'session', actorId: '7e5d4a6f', actor: 'Anna', role: 'admin' },
                ...{ operation: 'deployModel', target: 'churn' },
                details: { version: '2026-11-22.2', reason: 'it errs less on the leads of the new shop' },
              },
              {
                ...{ id: 41, at: moment, actorKind: 'token', actorId: '3f9a1c0b', actor: 'crm', role: 'operator' },
                ...{ operation: 'recordOutcomes', target: null, details: { accepted: 12 } },
              },
              {
                ...{ id: 40, at: moment, actorKind: 'cli', actorId: null, actor: 'root', role: 'admin' },
                ...{ operation: 'createToken', target: '3f9a1c0b', details: { label: 'crm', role: 'operator' } },
              },
            ],
            output.width,
          ),
        ),
    },
  ],
  backup: [
    {
      typed: 'backup s3://backups/perennial/2026-11-22.tar',
      print: (output) =>
        output.lines(
          backupLines('s3://backups/perennial/2026-11-22.tar', { ...backup, missing: ['a'.repeat(64)] }, 48_213_000),
        ),
    },
  ],
  restore: [
    {
      typed: 'restore 2026-11-22.tar',
      print: (output) =>
        output.lines(
          restoreLines({
            manifest,
            artifacts: 9,
            missing: [],
            migrated: ['0028-actions', '0029-outcomes-of-people'],
          }),
        ),
    },
  ],
  doctor: [
    {
      typed: 'doctor --settings',
      print(output) {
        output.lines(
          doctorLines([
            { what: 'Node', state: 'ok', detail: 'v24.11.0', remedy: '' },
            {
              what: 'database',
              state: 'broken',
              detail:
                'postgres://localhost:5433/perennial does not answer: connection refused (ECONNREFUSED 127.0.0.1:5433)',
              remedy: 'Start it: npm start',
            },
            { what: 'model churn', state: 'missing', detail: 'not trained yet', remedy: 'Train: npx perennial train' },
          ]),
        );
        output.lines([
          '',
          ...settingLines(
            [
              {
                name: 'DATABASE_URL',
                value: '(not shown)',
                default: null,
                description: 'PostgreSQL to use instead of the embedded one',
              },
              {
                name: 'PERENNIAL_LEAD_IDLE_DAYS',
                value: null,
                default: '30',
                description:
                  'leads older than the horizon are listed while something came from their contact within this many days',
              },
            ],
            output.width,
          ),
        ]);
      },
    },
  ],
};
