import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PerennialError } from '../../domain/errors.ts';
import type { ListedFile } from '../../domain/folder-files.ts';
import { type Bucket, openSdk, type Sdk } from '../../store/artifacts/bucket-client.ts';
import { safeName } from '../../store/uploads/upload-files.ts';
import { isExport } from '../find-files.ts';
import type { FolderPlace } from './folder-place.ts';

/** Objects of a bucket under a prefix, without those below further slashes. An object appears whole or not at all. */
export function openBucketFolder(source: string, place: Bucket): FolderPlace {
  const { bucket, prefix } = place;
  const start = prefix === '' ? '' : `${prefix}/`;
  const where = `s3://${bucket}/${prefix}`;

  async function ask<Answer>(request: (sdk: Sdk) => Promise<Answer>): Promise<Answer> {
    const sdk = await openSdk(place);
    try {
      return await request(sdk);
    } finally {
      sdk.client.destroy();
    }
  }

  return {
    showsUnfinished: false,

    list: (signal) =>
      ask(async ({ client, commands }) => {
        const found: ListedFile[] = [];
        let ContinuationToken: string | undefined;
        do {
          const asked = new commands.ListObjectsV2Command({
            ...{ Bucket: bucket, Prefix: start, Delimiter: '/', ContinuationToken },
          });
          const page = await client.send(asked, { abortSignal: signal }).catch((error: unknown) => {
            signal?.throwIfAborted();
            throw refusal(source, where, error);
          });
          for (const { Key = '', Size = 0, LastModified = new Date(0), ETag = '' } of page.Contents ?? []) {
            const name = Key.slice(start.length);
            if (name === '' || !isExport(name)) continue;
            found.push({ name, byteCount: Size, modifiedAt: LastModified, version: `${Size}-${ETag}` });
          }
          ContinuationToken = page.NextContinuationToken;
        } while (ContinuationToken !== undefined);
        return found;
      }),

    bring: (name, folder, signal) =>
      ask(async ({ client, commands }) => {
        const file = join(await folder(), safeName(name));
        try {
          const asked = new commands.GetObjectCommand({ Bucket: bucket, Key: `${start}${name}` });
          const { Body } = await client.send(asked, { abortSignal: signal });
          await pipeline(Body as Readable, createWriteStream(file, { mode: 0o600 }), { signal });
          return file;
        } catch (error) {
          signal?.throwIfAborted();
          if ((error as Error).name === 'NoSuchKey') return null;
          throw refusal(source, where, error);
        }
      }),
  };
}

const forGood = ['NoSuchBucket', 'AccessDenied', 'InvalidAccessKeyId', 'SignatureDoesNotMatch', 'Forbidden'];

function refusal(source: string, where: string, error: unknown): PerennialError {
  const { name, message } = error as Error;
  const details = { source, where, reason: name };
  if (forGood.includes(name))
    return new PerennialError(
      'source_refused',
      `${source}: ${where} may not be read: ${name}.`,
      'Check that the bucket exists, that AWS_ENDPOINT_URL_S3 of the workers names its server, and that their AWS credentials may list and read there.',
      details,
      error,
    );
  return new PerennialError(
    'source_unavailable',
    `${source}: ${where} can't be reached: ${name}: ${message}.`,
    'It is tried again at the next reading.',
    details,
    error,
  );
}
