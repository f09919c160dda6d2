import assert from 'node:assert/strict';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readConfig } from '../../../stack/config.ts';
import { sha256 } from '../../../store/artifacts/blob-names.ts';
import { type Blobs, openBlobs, type StoredBlob } from '../../../store/artifacts/blobs.ts';
import { openBlobCache } from '../../../store/artifacts/cache-blobs.ts';
import { openArtifacts } from '../../../store/artifacts/open-artifacts.ts';
import { temporaryFolder } from '../../infrastructure.ts';
import { type FakeBucket, openFakeBucket } from './fake-bucket.ts';

const bytes = Buffer.from('a model');
/** sha256sum of the same text */
const hash = '97ff8a35544dcf40ad84047074439dd6aa3a0be469ea578a1b1c017d939ec61c';

describe('artifacts in a bucket', () => {
  let bucket: FakeBucket;
  let here: Blobs;

  before(async () => {
    bucket = await openFakeBucket();
    [here] = machine();
  });
  after(() => bucket.close());

  /** A machine of its own: it shares nothing but the bucket. */
  function machine(changes: Record<string, string> = {}): [Blobs, string] {
    const home = temporaryFolder();
    const { artifacts } = readConfig({ PERENNIAL_HOME: home, ...bucket.environment, ...changes });
    return [openArtifacts(artifacts), home];
  }
  const cached = (home: string, hash: string) => join(home, 'cache', 'artifacts', hash.slice(0, 2), hash);
  async function all(blobs: Blobs): Promise<StoredBlob[]> {
    const found: StoredBlob[] = [];
    for await (const blob of blobs.list()) found.push(blob);
    return found;
  }
  const objects = () =>
    readdirSync(bucket.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());

  it('can be read back by their hash on another machine', async () => {
    assert.equal(await here.put(bytes), hash);
    const [there] = machine();
    assert.deepEqual(Buffer.from(await there.get(hash)), bytes);
    assert.equal(await there.size(hash), bytes.byteLength);
    assert.equal(there.path(hash), `s3://artifacts/shop/97/${hash}`);
  });

  it('can be stored from a file', async () => {
    const file = join(temporaryFolder(), 'model');
    const text = Buffer.alloc(300_000, 'from a file ');
    writeFileSync(file, text);
    const [there, itsHome] = machine();
    await there.putFile(file, sha256(text));
    assert.deepEqual(readFileSync(cached(itsHome, sha256(text))), text);
    const [elsewhere] = machine();
    assert.ok(text.equals(await elsewhere.get(sha256(text))));
    await elsewhere.putFile(file, sha256(text));
    assert.deepEqual(readFileSync(file), text, 'the file is left');
  });

  it('are stored once', async () => {
    const before = objects().length;
    await here.put(bytes);
    const [there] = machine();
    await there.put(bytes);
    assert.equal(objects().length, before);
  });

  it('are read from the folder of the machine once they were there, and from the bucket when that copy is damaged', async () => {
    const [there, itsHome] = machine();
    await there.get(hash);
    assert.deepEqual(readFileSync(cached(itsHome, hash)), bytes);
    writeFileSync(cached(itsHome, hash), 'a modem');
    assert.deepEqual(Buffer.from(await there.get(hash)), bytes);
    assert.deepEqual(readFileSync(cached(itsHome, hash)), bytes);
  });

  it('are refused when the bucket gives other bytes than the hash says', async () => {
    const other = await here.put(Buffer.from('another model'));
    const object = objects().find(({ name }) => name.startsWith(other) && name.endsWith('object'));
    assert.ok(object);
    writeFileSync(join(object.parentPath, object.name), 'another modem');
    const [there] = machine();
    await assert.rejects(there.get(other), { code: 'artifact_damaged', message: new RegExp(other) });
  });

  it('are reported as missing when there are none', async () => {
    const unknown = '0'.repeat(64);
    await assert.rejects(here.get(unknown), { code: 'not_found', message: new RegExp(unknown) });
    await assert.rejects(here.size(unknown), { code: 'not_found' });
  });

  it('are listed with their size and age, and removed here and in the bucket', async () => {
    const passing = await here.put(Buffer.from('in passing'));
    const listed = await all(here);
    const found = listed.find((blob) => blob.hash === passing);
    assert.equal(found?.byteCount, 10);
    assert.ok(Math.abs(Date.now() - (found?.writtenAt.getTime() ?? 0)) < 60_000);
    await here.remove(passing);
    await here.remove(passing);
    await assert.rejects(here.get(passing), { code: 'not_found' });
  });

  it('carry the mark of their installation', async () => {
    assert.equal(await here.readMark(), null);
    await here.writeMark('3f0c');
    assert.equal(await machine()[0].readMark(), '3f0c');
    const hashes = (await all(here)).map((blob) => blob.hash);
    assert.ok(hashes.every((each) => each.length === 64));
  });

  it('are unavailable, which may pass, when the bucket or the server is not there', async () => {
    const [elsewhere] = machine({ PERENNIAL_ARTIFACTS: 's3://nobodys/shop' });
    await assert.rejects(elsewhere.readMark(), { code: 'artifacts_unavailable', message: /s3:\/\/nobodys\/shop/ });
    const [deaf] = machine({ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9' });
    await assert.rejects(deaf.put(bytes), { code: 'artifacts_unavailable' });
    const [stranger] = machine({ AWS_ACCESS_KEY_ID: 'guessed' });
    await assert.rejects(stranger.get(hash), { code: 'artifacts_unavailable' });
  });
});

describe("a machine's copies", () => {
  it('make room for new ones, the least recently used first', async () => {
    const folder = temporaryFolder();
    const cache = openBlobCache(folder, 25);
    const [first, second, third] = ['0123456789', 'abcdefghij', 'ABCDEFGHIJ'].map((text) => Buffer.from(text));
    for (const each of [first, second]) await cache.put(each);
    const names = [first, second, third].map(sha256);
    // as if both had been used a while ago, in this order
    for (const [at, name] of names.slice(0, 2).entries()) utimesSync(openBlobs(folder).path(name), 100 + at, 100 + at);
    await cache.get(names[0]);
    await cache.put(third);
    const kept = await Promise.all(names.map(async (name) => (await cache.get(name)) !== null));
    assert.deepEqual(kept, [true, false, true]);
  });
});
