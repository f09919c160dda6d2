import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { PerennialError } from '../../domain/errors.ts';
import { damagedArtifact, missingArtifact } from './artifact-errors.ts';
import { isHash, markName, nameOf, sha256 } from './blob-names.ts';
import type { Blobs, StoredBlob } from './blobs.ts';
import { type BlobCache, openBlobCache } from './cache-blobs.ts';

export type Bucket = {
  readonly bucket: string;
  /** Before every key, without slashes at its ends; may be empty. */
  readonly prefix: string;
  /** Undefined: Amazon's own. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined: where the AWS SDK finds them, such as in a profile, or given to the machine. */
  readonly credentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | undefined }
    | undefined;
};

/** ms */
const connectionTimeout = 5_000;
const requestTimeout = 60_000;
/** Of one request, with the SDK's growing waits between them. */
const attempts = 3;

/**
 * Artifacts as objects of a bucket that speaks S3: `<prefix>/<first two digits>/<hash>`. What was read or written lies in a folder of
 * this machine too, and is checked against its hash each time that it is read from there.
 */
export function openBucketBlobs(place: Bucket, cacheFolder: string): Blobs {
  const { bucket: Bucket, prefix } = place;
  const start = prefix === '' ? '' : `${prefix}/`;
  const keyOf = (hash: string) => `${start}${nameOf(hash)}`;
  const path = (hash: string) => `s3://${Bucket}/${keyOf(hash)}`;
  const cache: BlobCache = openBlobCache(cacheFolder);
  let opened: Promise<Sdk> | undefined;

  /** @throws PerennialError `artifacts_unavailable`; null: there is no such object */
  async function ask<Answer>(request: (sdk: Sdk) => Promise<Answer>): Promise<Answer | null> {
    try {
      opened ??= openSdk(place);
      return await request(await opened);
    } catch (error) {
      const { name, message } = error as Error;
      if (name === 'NoSuchKey' || name === 'NotFound') return null;
      throw new PerennialError(
        'artifacts_unavailable',
        `The artifact store s3://${Bucket}/${prefix} can't be used: ${name}: ${message}`,
        'Check that the bucket exists, that PERENNIAL_ARTIFACTS and AWS_ENDPOINT_URL_S3 name it, and that the AWS credentials may list, read, write and delete in it.',
        { bucket: Bucket, prefix },
        error,
      );
    }
  }

  function head(Key: string) {
    return ask(({ client, commands }) =>
      client.send(new commands.HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' })),
    );
  }

  async function read(Key: string): Promise<Uint8Array | null> {
    return await ask(async ({ client, commands }) => {
      const { Body } = await client.send(new commands.GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    });
  }

  async function write(Key: string, Body: Uint8Array): Promise<void> {
    const ChecksumSHA256 = base64(sha256(Body));
    await ask(({ client, commands }) =>
      client.send(new commands.PutObjectCommand({ Bucket, Key, Body, ChecksumSHA256, ContentLength: Body.byteLength })),
    );
  }

  return {
    path,
    async put(bytes) {
      const hash = sha256(bytes);
      const found = await head(keyOf(hash));
      const { ContentLength, ChecksumSHA256 = base64(hash) } = found ?? {};
      // a server that keeps no such checksum is believed
      if (ContentLength !== bytes.byteLength || ChecksumSHA256 !== base64(hash)) await write(keyOf(hash), bytes);
      await cache.put(bytes);
      return hash;
    },

    async get(hash) {
      const cached = await cache.get(hash);
      if (cached !== null) return cached;
      const bytes = await read(keyOf(hash));
      if (bytes === null) throw missingArtifact(hash, path(hash));
      const found = sha256(bytes);
      if (found !== hash) throw damagedArtifact(hash, path(hash), found, bytes.byteLength);
      await cache.put(bytes);
      return bytes;
    },

    async size(hash) {
      const found = await head(keyOf(hash));
      if (found === null) throw missingArtifact(hash, path(hash));
      return found.ContentLength ?? 0;
    },

    async *list(): AsyncIterable<StoredBlob> {
      let token: string | undefined;
      do {
        const page = await ask(({ client, commands }) =>
          client.send(new commands.ListObjectsV2Command({ Bucket, Prefix: start, ContinuationToken: token })),
        );
        for (const { Key = '', Size = 0, LastModified = new Date() } of page?.Contents ?? []) {
          const hash = Key.slice(-64);
          if (isHash(hash) && Key === keyOf(hash)) yield { hash, byteCount: Size, writtenAt: LastModified };
        }
        token = page?.NextContinuationToken;
      } while (token !== undefined);
    },

    async remove(hash) {
      const Key = keyOf(hash);
      await ask(({ client, commands }) => client.send(new commands.DeleteObjectCommand({ Bucket, Key })));
      await cache.remove(hash);
    },

    async readMark() {
      const bytes = await read(`${start}${markName}`);
      return bytes === null ? null : Buffer.from(bytes).toString().trim();
    },

    writeMark: (identity) => write(`${start}${markName}`, Buffer.from(`${identity}\n`)),

    /** An object appears whole or not at all: only this machine's folder can have leftovers. */
    sweepTemporary: (olderThanMs) => cache.sweepTemporary(olderThanMs),
  };
}

function base64(hash: string): string {
  return Buffer.from(hash, 'hex').toString('base64');
}

type Sdk = { readonly client: S3Client; readonly commands: typeof import('@aws-sdk/client-s3') };

/** The SDK takes a moment to load, and most installations have a folder. */
async function openSdk({ endpoint, region, credentials }: Bucket): Promise<Sdk> {
  const commands = await import('@aws-sdk/client-s3');
  const config: S3ClientConfig = {
    region,
    maxAttempts: attempts,
    requestHandler: { connectionTimeout, requestTimeout },
    ...(credentials && { credentials }),
    // servers of one's own seldom have a DNS name for each bucket
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
  };
  return { client: new commands.S3Client(config), commands };
}
