import { Readable } from 'node:stream';
import { PerennialError } from '../../domain/errors.ts';
import { type BucketAccess, openSdk, unavailableBucket } from '../artifacts/bucket-client.ts';
import type { BackupPlace } from './backup-place.ts';

/** Bytes of a part: S3 takes 10,000 of them, so a backup of up to 160 GB. */
const partSize = 16 * 2 ** 20;

/** An object of a bucket. It is uploaded in parts as it comes, and appears whole or not at all. */
export function objectAt(Bucket: string, Key: string, access: BucketAccess): BackupPlace {
  const name = `s3://${Bucket}/${Key}`;
  const unavailable = (error: unknown) => unavailableBucket({ bucket: Bucket, prefix: Key }, error);
  return {
    name,
    async write(chunks) {
      const [{ client }, { Upload }] = await Promise.all([openSdk(access), import('@aws-sdk/lib-storage')]);
      let written = 0;
      let failed: unknown;
      async function* counted(): AsyncGenerator<Uint8Array> {
        try {
          for await (const chunk of chunks) {
            written += chunk.byteLength;
            yield chunk;
          }
        } catch (error) {
          failed = error;
          throw error;
        }
      }
      const Body = Readable.from(counted(), { objectMode: false });
      try {
        await new Upload({ client, params: { Bucket, Key, Body }, partSize, queueSize: 2 }).done();
        return written;
      } catch (error) {
        // what is backed up may fail as well as the bucket
        throw failed ?? unavailable(error);
      } finally {
        client.destroy();
      }
    },
    async *read() {
      const { client, commands } = await openSdk(access);
      try {
        const { Body } = await client.send(new commands.GetObjectCommand({ Bucket, Key })).catch((error: Error) => {
          throw error.name === 'NoSuchKey' ? missing(name) : unavailable(error);
        });
        yield* Body as Readable as AsyncIterable<Uint8Array>;
      } finally {
        client.destroy();
      }
    },
  };
}

function missing(name: string): PerennialError {
  return new PerennialError('not_found', `There is no object ${name}.`, 'Name the one that perennial backup wrote.', {
    name,
  });
}
