import { crc32 } from 'node:zlib';
import { EngineError } from '../engine-error.ts';
import { canonicalJson } from './canonical-json.ts';
import { type Numbers, narrow, numberTypes, readNumbers, writeNumbers } from './number-section.ts';

/**
 * The container in which models are saved. Little-endian:
 *
 * | bytes | what |
 * |---|---|
 * | 4 | magic `PRNL` |
 * | 2 | format version |
 * | 2 | zero |
 * | 4 | length of the header, h |
 * | 4 | length of the payload, p |
 * | h | header: canonical JSON, UTF-8, spaces at the end up to a multiple of 8 |
 * | p | sections one after the other, zeros after each up to a multiple of 8 |
 * | 4 | CRC-32 of everything before |
 *
 * The header's `sections` lists each as [name, type, number of elements]. The checksum finds damage, not forgery; the
 * store's content hash identifies an artifact.
 */
export const artifactVersion = 2;

const magic = 0x4c4e5250;
const prefixLength = 16;
const checksumLength = 4;
const alignment = 8;

/** Sections may have any of these types; each is saved in the narrowest type that holds it exactly. */
export type Artifact = {
  readonly header: Readonly<Record<string, unknown>>;
  readonly sections: Readonly<Record<string, Numbers>>;
};

/** The same header and sections give the same bytes, whatever the order of the header's keys. */
export function encodeArtifact({ header, sections }: Artifact): Uint8Array {
  const parts = Object.entries(sections).map(([name, values]) => ({ name, values: narrow(values) }));
  const list = parts.map(({ name, values: { type, numbers } }) => [name, type, numbers.length]);
  const text = new TextEncoder().encode(canonicalJson({ ...header, sections: list }));
  const headerLength = aligned(text.length);
  const payloadLength = parts.reduce((sum, { values }) => sum + aligned(values.numbers.byteLength), 0);
  const bytes = new Uint8Array(prefixLength + headerLength + payloadLength + checksumLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint16(4, artifactVersion, true);
  view.setUint32(8, headerLength, true);
  view.setUint32(12, payloadLength, true);
  bytes.fill(0x20, prefixLength, prefixLength + headerLength).set(text, prefixLength);
  let at = prefixLength + headerLength;
  for (const { values } of parts) {
    writeNumbers(values.numbers, bytes, at);
    at += aligned(values.numbers.byteLength);
  }
  view.setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

/**
 * @returns copies, each section in the type that it was saved in.
 * @throws EngineError `artifact_damaged`: not a model, another version, cut off or altered.
 */
export function decodeArtifact(bytes: Uint8Array): Artifact {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < prefixLength + checksumLength || view.getUint32(0, true) !== magic) {
    throw damagedArtifact('these bytes are not a Perennial model', { bytes: bytes.length });
  }
  const version = view.getUint16(4, true);
  if (version !== artifactVersion) {
    throw damagedArtifact(`its format version is ${version}, but this release reads ${artifactVersion}`, { version });
  }
  const headerEnd = prefixLength + view.getUint32(8, true);
  const payloadEnd = headerEnd + view.getUint32(12, true);
  if (payloadEnd + checksumLength !== bytes.length) {
    throw damagedArtifact(`it has ${bytes.length} bytes instead of ${payloadEnd + checksumLength}`, {
      bytes: bytes.length,
    });
  }
  if (view.getUint32(payloadEnd, true) !== crc32(bytes.subarray(0, payloadEnd))) {
    throw damagedArtifact('its checksum does not match');
  }
  const { sections: list, ...header } = parseHeader(new TextDecoder().decode(bytes.subarray(prefixLength, headerEnd)));
  return { header, sections: readSections(bytes.subarray(headerEnd, payloadEnd), list) };
}

function readSections(payload: Uint8Array, list: unknown): Record<string, Numbers> {
  if (!Array.isArray(list)) throw damagedArtifact('it has no list of its sections');
  const sections: Record<string, Numbers> = {};
  let at = 0;
  for (const entry of list) {
    const [name, type, count] = Array.isArray(entry) ? entry : [];
    const known = numberTypes.find((each) => each === type);
    if (typeof name !== 'string' || known === undefined || !isCount(count)) {
      throw damagedArtifact('its list of sections is incomplete');
    }
    const numbers = readNumbers(known, payload.subarray(at), count);
    if (numbers === null) throw damagedArtifact(`its section ${name} is cut off`);
    sections[name] = numbers;
    at += aligned(numbers.byteLength);
  }
  if (at !== payload.length) throw damagedArtifact('it has bytes after its last section');
  return sections;
}

function parseHeader(text: string): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw damagedArtifact('its header is not JSON');
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damagedArtifact('its header is not an object');
  }
  return header as Record<string, unknown>;
}

function aligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

/** @param what the damage, as a clause that follows 'The model can't be read: '. */
export function damagedArtifact(what: string, details: Record<string, unknown> = {}): EngineError {
  return new EngineError(
    'artifact_damaged',
    `The model can't be read: ${what}.`,
    'Restore another version of the model, or train it again.',
    details,
  );
}

/** A count in a header: whole, safe and not negative. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
