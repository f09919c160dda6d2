import type { ImportSettings } from '../../ingest/import-options.ts';
import type { ActivitySettings } from '../dependencies.ts';

/** How rows are read, by the configuration. */
export function importSettings({
  businessTimezone,
  businessCurrency,
  businessCountry,
  readErasureKey,
}: ActivitySettings): ImportSettings {
  return {
    timezone: businessTimezone,
    readErasureKey,
    ...(businessCurrency !== undefined && { currency: businessCurrency }),
    ...(businessCountry !== undefined && { country: businessCountry }),
  };
}
