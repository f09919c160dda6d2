import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import type { WorkflowBundle } from '@temporalio/worker';

const folder = new URL('bundles/', import.meta.url);
const suffix = '.js.br';

/** The releases whose workflows are kept. */
export function listBundles(): string[] {
  return readdirSync(folder).map((name) => name.slice(0, -suffix.length));
}

export function bundleFile(release: string): string {
  return fileURLToPath(new URL(`${release}${suffix}`, folder));
}

/** The workflows of an earlier release, as its workers ran them. */
export function readBundle(release: string): WorkflowBundle {
  return { code: brotliDecompressSync(readFileSync(bundleFile(release))).toString() };
}
