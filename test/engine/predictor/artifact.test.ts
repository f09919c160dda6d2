import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { decodeArtifact, encodeArtifact } from '../../../engine/file/artifact.ts';
import { canonicalJson } from '../../../engine/file/canonical-json.ts';

const artifact = {
  header: { b: 1, a: ['x', null] },
  sections: {
    bytes: Uint8Array.of(1, 2, 3),
    numbers: Float64Array.of(1.5, Number.NEGATIVE_INFINITY),
    none: new Uint8Array(),
  },
};
const bytes = encodeArtifact(artifact);

/** The type in which a section of these values is saved. */
function savedType(...values: number[]): string {
  const { header, sections } = decodeArtifact(
    encodeArtifact({ header: {}, sections: { values: Float64Array.from(values) } }),
  );
  assert.deepEqual(header, {});
  assert.deepEqual(Float64Array.from(sections.values), Float64Array.from(values));
  return sections.values.constructor.name;
}

describe('the model container', () => {
  it('gives back header and sections', () => {
    const { header, sections } = decodeArtifact(bytes);
    assert.deepEqual(header, artifact.header);
    assert.deepEqual(Object.keys(sections), ['bytes', 'numbers', 'none']);
    assert.deepEqual(sections.bytes, artifact.sections.bytes);
    assert.deepEqual(Array.from(sections.numbers), Array.from(artifact.sections.numbers));
  });

  it('has the same bytes whatever the order of the keys', () => {
    assert.deepEqual(encodeArtifact({ ...artifact, header: { a: ['x', null], b: 1 } }), bytes);
  });

  it('saves numbers in the narrowest type that holds them exactly', () => {
    assert.equal(savedType(0, 255), 'Uint8Array');
    assert.equal(savedType(256), 'Uint16Array');
    assert.equal(savedType(4_294_967_295), 'Uint32Array');
    assert.equal(savedType(4_294_967_296), 'Float32Array');
    assert.equal(savedType(-1, 0.5), 'Float32Array');
    assert.equal(savedType(-0), 'Float32Array');
    assert.equal(savedType(0.1), 'Float64Array');
    assert.equal(savedType(16_777_217, 0.5), 'Float64Array');
  });

  it('refuses every altered byte and every cut', () => {
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x80, 0xff]) {
        const altered = bytes.slice();
        altered[at] ^= change;
        assert.throws(() => decodeArtifact(altered), { code: 'artifact_damaged' });
      }
      assert.throws(() => decodeArtifact(bytes.slice(0, at)), { code: 'artifact_damaged' });
    }
    assert.throws(() => decodeArtifact(Uint8Array.of(...bytes, 0)), { code: 'artifact_damaged' });
  });

  it('names the version that it cannot read', () => {
    const newer = bytes.slice();
    newer[4] = 9;
    assert.throws(() => decodeArtifact(newer), { message: /version is 9, but this release reads 2/ });
  });

  it("can be read from inside a bigger buffer, also from Node's Buffer", () => {
    for (const around of [new Uint8Array(bytes.length + 10), Buffer.alloc(bytes.length + 10)]) {
      around.set(bytes, 5);
      const decoded = decodeArtifact(around.subarray(5, 5 + bytes.length));
      around.fill(0);
      assert.deepEqual(decoded, decodeArtifact(bytes));
    }
  });

  it('refuses to save what JSON cannot hold', () => {
    assert.throws(() => encodeArtifact({ header: { a: Number.NaN }, sections: {} }), { code: 'invalid_input' });
  });
});

describe('the header', () => {
  it('is JSON with sorted keys, readable as any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain = JSON.parse(JSON.stringify(value));
        assert.deepEqual(JSON.parse(canonicalJson(plain)), plain);
      }),
    );
    assert.equal(canonicalJson({ b: undefined, a: { d: 1, c: 'é' } }), '{"a":{"c":"é","d":1}}');
  });
});
