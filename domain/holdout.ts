/**
 * Which contacts are held out. A contact's place in [0, 1) is a salted hash of its external id. It is the same in every run,
 * so no later champion is judged on contacts that an earlier one was trained on.
 */
const holdoutSalt = 'perennial-holdout';

/** 32-bit FNV-1a over the UTF-16 code units' low bytes, as GrowthBook computes it (packages/sdk-js/src/util.ts). */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** A unit's place in [0, 1) under a seed, in steps of 1/10,000 (GrowthBook hash version 2). */
export function bucket(seed: string, unit: string): number {
  return (fnv1a32(String(fnv1a32(seed + unit))) % 10_000) / 10_000;
}

/** True for the lowest `testSize` share (0-1) of contacts. */
export function isHeldOut(contact: string, testSize: number): boolean {
  return bucket(holdoutSalt, contact) < testSize;
}
