import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { type Config, readConfig } from '../../stack/config.ts';
import { backupPlace } from '../../store/backup/places.ts';
import { type FakeBucket, openFakeBucket } from './artifacts/fake-bucket.ts';

/** More than one part of an upload. */
const chunks = 40;
const chunkBytes = 1 << 19;

async function* some(count = chunks): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(chunkBytes, at);
}

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

describe('a backup in a bucket', () => {
  let server: FakeBucket;
  let buckets: Config['buckets'];
  const where = 's3://artifacts/backups/monday.tar';

  before(async () => {
    server = await openFakeBucket();
    buckets = readConfig(server.environment).buckets;
  });
  after(() => server.close());

  it('is uploaded in parts and reads as it was written', async () => {
    const place = backupPlace(where, buckets);
    assert.equal(place.name, where);
    assert.equal(await place.write(some()), chunks * chunkBytes);
    const written = await hashOf(some());
    assert.equal(await hashOf(place.read()), written);
    assert.equal(await hashOf(place.read()), written, 'twice');
  });

  it('is not there when what it is made of fails half-way, and the reason is that failure', async () => {
    const place = backupPlace('s3://artifacts/half.tar', buckets);
    const broken = async function* () {
      yield* some(36);
      throw new Error('the database has gone');
    };
    await assert.rejects(place.write(broken()), /the database has gone/);
    await assert.rejects(hashOf(place.read()), { code: 'not_found', message: /half\.tar/ });
  });

  it('says what is wrong with a bucket that is none, and with a place that is none', async () => {
    const place = backupPlace('s3://elsewhere/monday.tar', buckets);
    await assert.rejects(place.write(some(1)), { code: 'artifacts_unavailable', message: /s3:\/\/elsewhere/ });
    for (const none of ['s3://artifacts', 's3://artifacts/', 'ftp://host/file']) {
      assert.throws(() => backupPlace(none, buckets), { code: 'invalid_input' }, none);
    }
  });
});
