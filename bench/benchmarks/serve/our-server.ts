import { startApi } from '../../../api/start-api.ts';
import { PerennialError } from '../../../domain/errors.ts';
import { openBlobs } from '../../../store/artifacts/blobs.ts';
import { openDatabase } from '../../../store/database/database.ts';
import { createLogger } from '../../../telemetry/log.ts';
import { noSources } from '../../../test/api/no-sources.ts';

/** The API as `api/server.ts` runs it, without Temporal, which predictions don't need. Settings in BENCH_SERVER, as JSON. */
type Settings = {
  readonly database: string;
  readonly blobs: string;
  readonly token: string;
  readonly zone: string;
  readonly port: number;
};

const { database: url, blobs, zone, port } = JSON.parse(process.env.BENCH_SERVER ?? '{}') as Settings;
const database = await openDatabase(url, { applicationName: 'perennial-api' });

function refuse(): never {
  throw new PerennialError('temporal_unavailable', 'There is no Temporal on this stage.', 'Only ask for predictions.');
}

const api = await startApi({
  host: '127.0.0.1',
  port,
  control: { start: refuse, cancel: refuse, status: async () => refuse() },
  gate: { candidate: refuse, command: refuse },
  schedules: { list: refuse, command: refuse },
  reproduction: { start: refuse, status: refuse },
  sources: noSources(),
  database,
  blobs: openBlobs(blobs),
  businessTimezone: zone,
  production: false,
  temporal: { withDeadline: refuse, workflowService: {} as never },
  log: createLogger('api', 'info'),
  version: 'bench',
  // as fast as they can
  rateLimits: { requestsPerSecond: 0 },
});

process.once('SIGTERM', async () => {
  await api.close();
  await database.close();
});
