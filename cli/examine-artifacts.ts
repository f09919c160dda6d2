import type { Config } from '../stack/config.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import { describePlace } from '../store/artifacts/open-artifacts.ts';
import type { Database } from '../store/database/database.ts';
import { readInstallation } from '../store/installation.ts';
import type { Finding } from './print/operation/doctor.ts';

/** Whether the configured folder or bucket is that of the installation's artifacts. @throws PerennialError `artifacts_unavailable` */
export async function examineArtifacts(
  database: Database,
  blobs: Blobs,
  { artifacts }: Pick<Config, 'artifacts'>,
): Promise<Finding> {
  const what = 'artifacts';
  const place = describePlace(artifacts);
  const mark = await blobs.readMark();
  if (mark === (await readInstallation(database)).id) return { what, state: 'ok', detail: place, remedy: '' };
  if (mark === null) {
    const detail = `${place} bears no mark of this installation`;
    return {
      what,
      state: 'missing',
      detail,
      remedy: 'The first worker marks it: npm start. Or set PERENNIAL_ARTIFACTS.',
    };
  }
  const detail = `${place} holds the artifacts of another installation, ${mark}`;
  return { what, state: 'broken', detail, remedy: 'Set PERENNIAL_ARTIFACTS to the folder or bucket of this one.' };
}
