import { canonicalJson } from './canonical-json.ts';
import { crc32 } from './crc32.ts';
import { EngineError } from './engine-error.ts';

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
 * | h | header: canonical JSON, UTF-8 |
 * | p | payload |
 * | 4 | CRC-32 of everything before |
 *
 * The checksum finds damage, not forgery: identity is the store's content hash.
 */
export const artifactVersion = 1;

const magic = 0x4c4e5250;
const prefixLength = 16;
const checksumLength = 4;

export type Artifact = { readonly header: Readonly<Record<string, unknown>>; readonly payload: Uint8Array };

/** The same header and payload give the same bytes, whatever the order of the header's keys. */
export function encodeArtifact({ header, payload }: Artifact): Uint8Array {
  const text = new TextEncoder().encode(canonicalJson(header));
  const bytes = new Uint8Array(prefixLength + text.length + payload.length + checksumLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint16(4, artifactVersion, true);
  view.setUint32(8, text.length, true);
  view.setUint32(12, payload.length, true);
  bytes.set(text, prefixLength);
  bytes.set(payload, prefixLength + text.length);
  const checked = bytes.length - checksumLength;
  view.setUint32(checked, crc32(bytes.subarray(0, checked)), true);
  return bytes;
}

/** @throws EngineError `artifact_damaged`: not a model, another version, cut off or altered. The payload is a copy. */
export function decodeArtifact(bytes: Uint8Array): Artifact {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < prefixLength + checksumLength || view.getUint32(0, true) !== magic) {
    throw damagedArtifact('these bytes are not a Perennial model', { bytes: bytes.length });
  }
  const version = view.getUint16(4, true);
  if (version !== artifactVersion) {
    throw damagedArtifact(`its format version is ${version}, this release reads ${artifactVersion}`, { version });
  }
  const headerEnd = prefixLength + view.getUint32(8, true);
  const payloadEnd = headerEnd + view.getUint32(12, true);
  if (payloadEnd + checksumLength !== bytes.length) {
    throw damagedArtifact(`it has ${bytes.length} bytes instead of ${payloadEnd + checksumLength}`, {
      bytes: bytes.length,
    });
  }
  if (view.getUint32(payloadEnd, true) !== crc32(bytes.subarray(0, payloadEnd))) {
    throw damagedArtifact('its checksum does not match', {});
  }
  const header = parseJson(new TextDecoder().decode(bytes.subarray(prefixLength, headerEnd)));
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damagedArtifact('its header is not an object', {});
  }
  return { header: header as Record<string, unknown>, payload: bytes.slice(headerEnd, payloadEnd) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damagedArtifact('its header is not JSON');
  }
}

export function damagedArtifact(what: string, details: Record<string, unknown> = {}): EngineError {
  return new EngineError(
    'artifact_damaged',
    `The model can't be read: ${what}.`,
    'Restore another version of the model, or train it again.',
    details,
  );
}
