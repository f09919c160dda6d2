import { type ApiSettings, type RunningApi, startApi } from '../../api/start-api.ts';
import type { Blobs } from '../../store/artifacts/blobs.ts';
import type { Database } from '../../store/database/database.ts';
import { fakePorts, fakeWorld } from './fakes.ts';
import { noSources } from './no-sources.ts';

/** The API on a real database; what it would ask Temporal for is refused, but the status of the training. */
export function startTestApi(real: { readonly database: Database; readonly blobs: Blobs }): Promise<RunningApi> {
  return startApi(testApiSettings(real));
}

export function testApiSettings(real: { readonly database: Database; readonly blobs: Blobs }): ApiSettings {
  const { control, log, version } = fakePorts(fakeWorld());
  const temporal = {
    withDeadline: <T>(_deadline: number | Date, work: () => Promise<T>) => work(),
    workflowService: { getSystemInfo: async () => ({}) },
  } as unknown as ApiSettings['temporal'];
  const refuse = () => {
    throw new Error('Temporal is not asked here');
  };
  return {
    ...real,
    ...{ host: '127.0.0.1', port: 0, businessTimezone: 'UTC', production: false },
    ...{ control, temporal, log, version },
    gate: { candidate: refuse, command: refuse },
    reproduction: { start: refuse, status: refuse },
    schedules: { list: async () => [], command: refuse },
    sources: noSources(),
  };
}
