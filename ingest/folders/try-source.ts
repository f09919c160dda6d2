import type { ReadSecret } from '../../domain/secret-reference.ts';
import type { BucketAccess } from '../../store/artifacts/bucket-client.ts';
import type { Database } from '../../store/database/database.ts';
import { requireCredential, type Source } from '../../store/sources/sources.ts';
import { definitionOf } from '../sources/definition-of.ts';
import { type TestedStream, testSource } from '../sources/test-source.ts';
import { openFolder } from './open-folder.ts';
import { type TestedFolder, testFolder } from './test-folder.ts';

/**
 * What a reading of a source would find: streams of a database, files of a folder. Nothing is written.
 * @throws PerennialError `source_refused`, `source_unavailable`, `invalid_input`
 */
export async function trySource(
  database: Database,
  source: Source,
  { readCredential, buckets }: { readonly readCredential: ReadSecret; readonly buckets: BucketAccess },
): Promise<TestedFolder & { readonly streams: readonly TestedStream[] }> {
  const { name, settings } = source;
  if (settings.folder !== undefined) {
    const place = openFolder(name, settings.folder, buckets);
    return { streams: [], ...(await testFolder(database, source, place)) };
  }
  const url = readCredential(requireCredential(source));
  const streams = await testSource(name, url, definitionOf(source), settings.account);
  return { streams, files: [], more: 0, taken: 0 };
}
