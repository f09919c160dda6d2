import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeArtifact, encodeArtifact } from '../../engine/artifact.ts';
import { canonicalJson } from '../../engine/canonical-json.ts';
import { crc32 } from '../../engine/crc32.ts';

const bytes = encodeArtifact({ header: { b: 1, a: ['x', null] }, payload: Uint8Array.of(1, 2, 3) });

describe('the model container', () => {
  it('gives back header and payload', () => {
    assert.deepEqual(decodeArtifact(bytes), { header: { a: ['x', null], b: 1 }, payload: Uint8Array.of(1, 2, 3) });
  });

  it('has the same bytes whatever the order of the keys', () => {
    assert.deepEqual(encodeArtifact({ header: { a: ['x', null], b: 1 }, payload: Uint8Array.of(1, 2, 3) }), bytes);
  });

  it('refuses any altered byte and any cut', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = bytes.slice();
        altered[at] ^= change;
        assert.throws(() => decodeArtifact(altered), { code: 'artifact_damaged' });
        assert.throws(() => decodeArtifact(bytes.slice(0, at)), { code: 'artifact_damaged' });
      }),
    );
  });

  it('names the version that it cannot read', () => {
    const newer = bytes.slice();
    newer[4] = 9;
    assert.throws(() => decodeArtifact(newer), { message: /version is 9, this release reads 1/ });
  });

  it('can be read from inside a bigger buffer', () => {
    const around = new Uint8Array(bytes.length + 10);
    around.set(bytes, 5);
    assert.deepEqual(decodeArtifact(around.subarray(5, 5 + bytes.length)), decodeArtifact(bytes));
  });

  it('refuses to save what JSON cannot hold', () => {
    assert.throws(() => encodeArtifact({ header: { a: Number.NaN }, payload: new Uint8Array() }), {
      code: 'invalid_input',
    });
  });
});

describe('its parts', () => {
  it('include the CRC-32 of zip', () => {
    assert.equal(crc32(new TextEncoder().encode('123456789')), 0xcbf43926);
  });

  it('include JSON with sorted keys, readable as any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        assert.deepEqual(JSON.parse(canonicalJson(plain)), plain);
      }),
    );
    assert.equal(canonicalJson({ b: undefined, a: { d: 1, c: 'é' } }), '{"a":{"c":"é","d":1}}');
  });
});
