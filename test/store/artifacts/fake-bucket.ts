import S3rver from '@20minutes/s3rver';
import { temporaryFolder } from '../../infrastructure.ts';

/** A server in this process that speaks enough of S3, with one bucket. Proofs use a real one. */
export type FakeBucket = {
  /** PERENNIAL_ARTIFACTS, and what the SDK needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where the server keeps the bucket's objects, as files. */
  readonly folder: string;
  close(): Promise<void>;
};

const bucket = 'artifacts';

export async function openFakeBucket(): Promise<FakeBucket> {
  const directory = temporaryFolder();
  const server = new S3rver({
    ...{ port: 0, address: '127.0.0.1', directory, silent: true },
    // it signs lists of a bucket otherwise than the SDK does
    allowMismatchedSignatures: true,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  return {
    environment: {
      PERENNIAL_ARTIFACTS: `s3://${bucket}/shop`,
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      // the only ones that it knows
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    },
    folder: `${directory}/${bucket}`,
    close: () => server.close(),
  };
}
