import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { PerennialError } from '../../domain/errors.ts';

/** How buckets are reached: Amazon's, or those of a server that speaks S3. */
export type BucketAccess = {
  /** Undefined: Amazon's own. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Undefined: where the AWS SDK finds them, such as in a profile, or given to the machine. */
  readonly credentials:
    | { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken: string | undefined }
    | undefined;
};

export type Bucket = BucketAccess & {
  readonly bucket: string;
  /** Before every key, without slashes at its ends; may be empty. */
  readonly prefix: string;
};

/** ms */
const connectionTimeout = 5_000;
const requestTimeout = 60_000;
/** Of one request, with the SDK's growing waits between them. */
const attempts = 3;

export type Sdk = { readonly client: S3Client; readonly commands: typeof import('@aws-sdk/client-s3') };

/** The SDK takes a moment to load, and most installations have a folder. */
export async function openSdk({ endpoint, region, credentials }: BucketAccess): Promise<Sdk> {
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

export function unavailableBucket(
  { bucket, prefix }: Pick<Bucket, 'bucket' | 'prefix'>,
  error: unknown,
): PerennialError {
  const { name, message } = error as Error;
  return new PerennialError(
    'artifacts_unavailable',
    `The bucket s3://${bucket}/${prefix} can't be used: ${name}: ${message}`,
    'Check that it exists, that AWS_ENDPOINT_URL_S3 names its server, and that the AWS credentials may list, read, write and delete in it.',
    { bucket, prefix },
    error,
  );
}
