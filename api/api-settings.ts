import type { Controls } from '../control/open-controls.ts';
import type { Config } from '../stack/config.ts';
import { createSecretReader } from '../stack/read-secret.ts';
import { openArtifacts } from '../store/artifacts/open-artifacts.ts';
import type { Database } from '../store/database/database.ts';
import type { ApiSettings } from './start-api.ts';

/** What the API is given of the configuration, whether it runs by itself or in one process with all else. */
export function apiSettings(
  config: Config,
  { controls, database }: { readonly controls: Controls; readonly database: Database },
) {
  return {
    ...config.api,
    control: controls.training,
    gate: controls.gate,
    schedules: controls.schedules,
    sources: {
      ...{ uploads: controls.uploads, uploadFolder: config.uploadFolder, pretend: controls.pretend },
      ...{ hooks: controls.hooks, control: controls.sources },
      buckets: config.buckets,
      readCredential: createSecretReader(process.env, 'source_refused'),
      read: {
        ...(config.businessCurrency !== undefined && { currency: config.businessCurrency }),
        ...(config.businessCountry !== undefined && { country: config.businessCountry }),
      },
    },
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
