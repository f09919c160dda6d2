import { lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../stack/project-root.ts';
import { inImage, readProjectFile } from '../compose/image-files.ts';

/** One package as `npm ci --omit=dev` puts it on disk, without the locked packages inside its folder. */
export type Sized = { readonly path: string; readonly bytes: number };

type Lock = { readonly packages: Readonly<Record<string, { readonly dev?: boolean }>> };

const megabyte = 1e6;
/** What starts keep there, which npm doesn't bring (docs/decisions/0037). */
const kept = 'node_modules/.cache';
/** Issue 18, point 7. */
export const installLimit = 600 * megabyte;
export const imageLimit = 700 * megabyte;
/**
 * The image that ours starts from, unpacked: `node:24-slim` is Debian's slim image (75 MB) with Node, npm and yarn. Rounded up, as no
 * engine is asked.
 */
const baseImage = 250 * megabyte;

/**
 * The packages that are not for development only, as they lie here, largest first. What npm or a package's own script put beside them counts
 * for whatever it lies in. Packages for other platforms take nothing.
 */
export function measurePackages(root = projectRoot): Sized[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const sizes = new Map<string, number>();
  function measure(path: string, within: string): void {
    const locked = packages[path];
    if (locked?.dev || path === kept) return;
    const owner = locked === undefined ? within : path;
    const found = lstatSync(join(root, path));
    sizes.set(owner, (sizes.get(owner) ?? 0) + ownBytes(found));
    if (found.isDirectory()) for (const name of readdirSync(join(root, path))) measure(`${path}/${name}`, owner);
  }
  measure('node_modules', 'node_modules');
  return [...sizes].map(([path, bytes]) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes);
}

/** What the Dockerfile's last stage holds: its base, the packages that it keeps, and what `COPY . .` copies. An estimate. */
export function estimateImage(packages: readonly Sized[]): number {
  const removed =
    readProjectFile('Dockerfile')
      .match(/rm -r (.+)/)?.[1]
      ?.split(/\s+/) ?? [];
  const kept = packages.filter(({ path }) => !removed.some((each) => isWithin(path, each)));
  const copied = readdirSync(projectRoot).filter(inImage);
  return baseImage + totalOf(kept) + copied.reduce((sum, name) => sum + sizeOf(join(projectRoot, name)), 0);
}

export function totalOf(packages: readonly Sized[]): number {
  return packages.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The largest by name, and the others together. */
export function sizeTable(packages: readonly Sized[], named = 25): string {
  const rest = packages.slice(named);
  const others = { path: `${rest.length} others`, bytes: totalOf(rest) };
  return [...packages.slice(0, named), others, { path: 'together', bytes: totalOf(packages) }]
    .map(({ path, bytes }) => `${inMegabytes(bytes).padStart(9)}  ${path.replace(/^node_modules\//, '')}`)
    .join('\n');
}

export function inMegabytes(bytes: number): string {
  return `${(bytes / megabyte).toFixed(1)} MB`;
}

/** Bytes on disk of a file or folder. */
function sizeOf(path: string): number {
  const found = lstatSync(path);
  if (!found.isDirectory()) return ownBytes(found);
  return readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), ownBytes(found));
}

function ownBytes({ blocks, size }: Stats): number {
  return blocks === undefined ? size : blocks * 512; // Windows knows no blocks
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
