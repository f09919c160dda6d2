import type { BucketAccess } from '../../store/artifacts/bucket-client.ts';
import { openBucketFolder } from './bucket-folder.ts';
import type { FolderPlace } from './folder-place.ts';
import { openLocalFolder } from './local-folder.ts';

/** @param source its name, for refusals. @param folder absolute, or `s3://bucket/prefix` */
export function openFolder(source: string, folder: string, buckets: BucketAccess): FolderPlace {
  const { bucket, prefix = '' } = /^s3:\/\/(?<bucket>[^/]+)\/?(?<prefix>.*)$/.exec(folder)?.groups ?? {};
  if (bucket === undefined) return openLocalFolder(source, folder);
  return openBucketFolder(source, { ...buckets, bucket, prefix: prefix.replace(/\/+$/, '') });
}
