import { type Blobs, openBlobs } from './blobs.ts';
import { openBucketBlobs } from './bucket-blobs.ts';
import type { Bucket } from './bucket-client.ts';

/** Where an installation's artifacts are: a folder, or a bucket with a folder of this machine as its cache. */
export type ArtifactPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'bucket'; readonly bucket: Bucket; readonly cacheFolder: string };

export function openArtifacts(place: ArtifactPlace): Blobs {
  return place.kind === 'folder' ? openBlobs(place.folder) : openBucketBlobs(place.bucket, place.cacheFolder);
}

/** As PERENNIAL_ARTIFACTS names it. */
export function describePlace(place: ArtifactPlace): string {
  if (place.kind === 'folder') return place.folder;
  const { bucket, prefix } = place.bucket;
  return `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
}
