import type { DataSources } from '../../api/imports.ts';
import { PerennialError } from '../../domain/errors.ts';
import { createSecretReader } from '../../stack/read-secret.ts';
import { temporaryFolder } from '../infrastructure.ts';

async function refuse(): Promise<never> {
  throw new PerennialError('temporal_unavailable', 'There is no Temporal on this stage.', 'Ask for something else.');
}

/** For an API that trains no run again. */
export const noReproduction = { start: refuse, status: refuse };

/** For an API that brings in no data. */
export function noSources(): DataSources {
  return {
    uploads: { begin: refuse, cancel: refuse },
    uploadFolder: temporaryFolder(),
    pretend: { start: refuse, status: refuse },
    hooks: { drain: refuse, drained: refuse },
    control: {
      ...{
        add: refuse,
        sync: refuse,
        cancel: refuse,
        pause: refuse,
        resume: refuse,
        remove: refuse,
        reconcile: refuse,
      },
    },
    buckets: { endpoint: undefined, region: 'us-east-1', credentials: undefined },
    readCredential: createSecretReader({}, 'source_refused'),
  };
}
