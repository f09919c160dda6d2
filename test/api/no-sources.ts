import type { DataSources } from '../../api/imports.ts';
import { PerennialError } from '../../domain/errors.ts';
import { createSecretReader } from '../../stack/read-secret.ts';
import { temporaryFolder } from '../infrastructure.ts';

/** For an API that brings in no data. */
export function noSources(): DataSources {
  async function refuse(): Promise<never> {
    throw new PerennialError('temporal_unavailable', 'There is no Temporal on this stage.', 'Ask for something else.');
  }
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
