import { coalesced } from '../control/coalesced.ts';
import { type ReadinessDependencies, readReadiness } from '../control/data-readiness.ts';
import { defaultAttributionDays } from '../domain/lead-labels.ts';
import { modelNames } from '../domain/models.ts';
import { openProfiler } from '../jobs/open-profiler.ts';
import type { Definitions } from '../models/definition.ts';
import { definitions as ofThisRelease } from '../models/registry.ts';
import type { DataReadiness, Log } from './ports.ts';

/** A read takes a second or more of a thread, so those who ask at the same time, or shortly after, share one. */
const freshFor = 10_000;

export function openReadiness({
  database,
  blobs,
  businessTimezone,
  log,
  attributes,
  leadLabels = { source: 'auto', attributionDays: defaultAttributionDays },
  definitions = ofThisRelease,
}: Pick<ReadinessDependencies, 'database' | 'blobs' | 'businessTimezone' | 'attributes'> & {
  readonly definitions?: Definitions;
  readonly leadLabels?: ReadinessDependencies['leadLabels'];
  readonly log: Log;
}) {
  const closing = new AbortController();
  const threadLog = {
    debug: (fields: object, text: string) => log.debug(fields, text),
    warn: (fields: object, text: string) => log.info(fields, text),
  };
  const dependencies = {
    database,
    blobs,
    definitions,
    businessTimezone,
    leadLabels,
    ...(attributes && { attributes }),
    openProfiler: () => openProfiler(threadLog),
  };
  const { get } = coalesced(
    async (): Promise<DataReadiness> => {
      const measuredAt = new Date();
      return { measuredAt, models: await readReadiness(dependencies, modelNames, measuredAt, closing.signal) };
    },
    { freshFor },
  );
  return { get, close: () => closing.abort() };
}
