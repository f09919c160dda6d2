import type { Controls } from '../control/open-controls.ts';
import { openArtifacts } from '../store/artifacts/open-artifacts.ts';
import type { Database } from '../store/database/database.ts';
import type { DataSources } from './imports.ts';
import type { ApiSettings } from './start-api.ts';

type OwnSettings = 'host' | 'port' | 'token' | 'hostnames' | 'rateLimits' | 'behindTls' | 'dashboardUrl';

/** What the API reads of the configuration. */
type Configured = Pick<ApiSettings, 'businessTimezone' | 'leadLabels' | 'attributes' | 'leadIdleDays'> &
  Pick<DataSources, 'uploadFolder' | 'buckets'> & {
    readonly api: Pick<ApiSettings, OwnSettings>;
    readonly artifacts: Parameters<typeof openArtifacts>[0];
    readonly businessCurrency: string | undefined;
    readonly businessCountry: string | undefined;
    readonly environment: string;
  };

/** What the API is given, whether it runs by itself or in one process with all else. */
export function apiSettings(
  config: Configured,
  parts: {
    readonly controls: Controls;
    readonly database: Database;
    readonly readCredential: DataSources['readCredential'];
    readonly erasing: NonNullable<ApiSettings['erasing']>;
  },
) {
  const { controls, database, readCredential, erasing } = parts;
  const { readErasureKey } = erasing;
  const { uploadFolder, buckets, businessCurrency: currency, businessCountry: country } = config;
  return {
    ...config.api,
    control: controls.training,
    gate: controls.gate,
    schedules: controls.schedules,
    reproduction: controls.reproduction,
    sources: {
      ...{ uploads: controls.uploads, uploadFolder, pretend: controls.pretend },
      ...{ hooks: controls.hooks, control: controls.sources, readCredential, buckets },
      read: { ...(currency !== undefined && { currency }), ...(country !== undefined && { country }), readErasureKey },
    },
    erasing,
    database,
    blobs: openArtifacts(config.artifacts),
    businessTimezone: config.businessTimezone,
    leadLabels: config.leadLabels,
    attributes: config.attributes,
    leadIdleDays: config.leadIdleDays,
    production: config.environment === 'production',
    temporal: controls.connection,
  } satisfies Partial<ApiSettings>;
}
