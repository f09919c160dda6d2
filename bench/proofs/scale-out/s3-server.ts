import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePorts } from '../../../stack/ports.ts';
import { cacheFolder } from '../../../stack/temporal/temporal-binary.ts';
import { temporaryFolder } from '../../../test/infrastructure.ts';
import { openFakeBucket } from '../../../test/store/artifacts/fake-bucket.ts';
import { print } from '../../figures.ts';

/** A server that speaks S3, with one empty bucket. */
export type S3Server = {
  /** What a process needs to use the bucket. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
};

const version = 'v1.8.0';
const goModule = `github.com/versity/versitygw/cmd/versitygw@${version}`;
const bucket = 'artifacts';
const keys = { AWS_ACCESS_KEY_ID: 'perennial', AWS_SECRET_ACCESS_KEY: 'a-secret-of-a-proof' };

/** A real one, which Go installs once per machine; where there is no Go, the fake of `npm test`. */
export async function startS3Server(): Promise<S3Server> {
  const binary = await obtainGateway();
  if (binary !== null) return await startGateway(binary);
  print(`Go could not install ${goModule}: the fake of npm test stands in.`);
  const { environment, close } = await openFakeBucket();
  return { environment, stop: close };
}

async function obtainGateway(): Promise<string | null> {
  const folder = join(cacheFolder(), 'bin', `versitygw-${version.slice(1)}`);
  const binary = join(folder, 'versitygw');
  if (existsSync(binary)) return binary;
  print(`Building an S3 server with Go from ${goModule}: a minute or two, once on this machine.`);
  try {
    await promisify(execFile)('go', ['install', goModule], { env: { ...process.env, GOBIN: folder } });
    return binary;
  } catch {
    return null;
  }
}

async function startGateway(binary: string): Promise<S3Server> {
  const folder = temporaryFolder();
  const [port = 0] = await freePorts(1);
  // its buckets are the folders in its folder
  mkdirSync(join(folder, bucket));
  const server = spawn(binary, ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder], {
    env: {
      PATH: process.env.PATH,
      ROOT_ACCESS_KEY: keys.AWS_ACCESS_KEY_ID,
      ROOT_SECRET_KEY: keys.AWS_SECRET_ACCESS_KEY,
    },
    stdio: 'ignore',
  });
  const endWithUs = () => server.kill('SIGKILL');
  process.once('exit', endWithUs);
  const endpoint = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(endpoint).then(
      () => true,
      () => false,
    ))
  ) {
    if (server.exitCode !== null) throw new Error(`${binary} ended with ${server.exitCode}`);
    await sleep(20);
  }
  return {
    environment: { PERENNIAL_ARTIFACTS: `s3://${bucket}/shop`, AWS_ENDPOINT_URL_S3: endpoint, ...keys },
    async stop() {
      process.off('exit', endWithUs);
      server.kill();
      if (server.exitCode === null) await once(server, 'exit');
    },
  };
}
