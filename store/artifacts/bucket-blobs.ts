import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { damagedArtifact, missingArtifact } from './artifact-errors.ts';
import { isHash, markName, nameOf, sha256 } from './blob-names.ts';
import type { Blobs, StoredBlob } from './blobs.ts';
import { type Bucket, openSdk, type Sdk, unavailableBucket } from './bucket-client.ts';
import { type BlobCache, openBlobCache } from './cache-blobs.ts';

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
      const { name } = error as Error;
      if (name === 'NoSuchKey' || name === 'NotFound') return null;
      throw unavailableBucket(place, error);
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

  async function write(Key: string, hash: string, ContentLength: number, Body: Uint8Array | Readable): Promise<void> {
    const ChecksumSHA256 = base64(hash);
    await ask(({ client, commands }) =>
      client.send(new commands.PutObjectCommand({ Bucket, Key, Body, ChecksumSHA256, ContentLength })),
    );
  }

  async function holds(hash: string, byteCount: number): Promise<boolean> {
    const found = await head(keyOf(hash));
    // a server that keeps no such checksum is believed
    const { ContentLength, ChecksumSHA256 = base64(hash) } = found ?? {};
    return ContentLength === byteCount && ChecksumSHA256 === base64(hash);
  }

  return {
    path,
    async put(bytes) {
      const hash = sha256(bytes);
      if (!(await holds(hash, bytes.byteLength))) await write(keyOf(hash), hash, bytes.byteLength, bytes);
      await cache.put(bytes);
      return hash;
    },

    async putFile(file, hash) {
      const { size } = await stat(file);
      if (!(await holds(hash, size))) await write(keyOf(hash), hash, size, createReadStream(file));
      await cache.putFile(file, hash);
    },

    makeFolder: () => cache.makeFolder(),

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

    writeMark(identity) {
      const bytes = Buffer.from(`${identity}\n`);
      return write(`${start}${markName}`, sha256(bytes), bytes.byteLength, bytes);
    },

    /** An object appears whole or not at all: only this machine's folder can have leftovers. */
    sweepTemporary: (olderThanMs) => cache.sweepTemporary(olderThanMs),
  };
}

function base64(hash: string): string {
  return Buffer.from(hash, 'hex').toString('base64');
}
