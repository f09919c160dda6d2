/** Where models and snapshots are: in a folder, or in a bucket with a folder of this machine as its cache. */
export type ArtifactPlace =
  | { readonly kind: 'folder'; readonly folder: string }
  | {
      readonly kind: 'bucket';
      readonly bucket: BucketAccess & { readonly bucket: string; readonly prefix: string };
      readonly cacheFolder: string;
    };

/** How buckets are reached. */
export type BucketAccess = {
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined: the AWS SDK looks for them itself. */
  readonly credentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | undefined }
    | undefined;
};

const bucketUrl = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(?<prefix>[\w!.*'()/-]*))?$/;

/** Whether it is a folder, or names a bucket as it must. */
export function isArtifactPlace(text: string): boolean {
  return !/^\w+:\/\//.test(text) || bucketUrl.test(text);
}

/** null: a folder. */
export function readBucket(text: string): { readonly bucket: string; readonly prefix: string } | null {
  const { bucket, prefix = '' } = bucketUrl.exec(text)?.groups ?? {};
  return bucket === undefined ? null : { bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') };
}
