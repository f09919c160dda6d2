import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from './config.ts';

/** What the disk of a folder holds. `name`: of the variable that names the folder, as paths are nobody's business in a mail. */
export type DiskSpace = {
  readonly name: string;
  readonly folder: string;
  readonly free: number;
  readonly total: number;
};

/** Below it people are warned: a database that finds no room stops. */
const leastFreeShare = 0.1;

/** Of the disks that this process writes to: state, and artifacts where they are in a folder elsewhere. */
export function readDiskSpace({ home, artifacts }: Pick<Config, 'home' | 'artifacts'>): DiskSpace[] {
  const folders = [
    { name: 'PERENNIAL_HOME', folder: home },
    ...(artifacts.kind === 'folder' ? [{ name: 'PERENNIAL_ARTIFACTS', folder: artifacts.folder }] : []),
  ];
  const seen = new Set<number>();
  return folders.flatMap(({ name, folder }) => {
    const place = existing(folder);
    // not by what is free, which changes between two questions
    const { dev } = statSync(place);
    if (seen.has(dev)) return [];
    seen.add(dev);
    const { bavail, bfree, blocks, bsize } = statfsSync(place);
    // what is kept for the system's administrator counts as used, as in df
    const used = blocks - bfree;
    return [{ name, folder, free: bavail * bsize, total: (used + bavail) * bsize }];
  });
}

/** A sentence for each disk with too little room. */
export function wordFullDisks(disks: readonly DiskSpace[], leastShare: number = leastFreeShare): string[] {
  return disks
    .filter(({ free, total }) => free < leastShare * total)
    .map(
      ({ name, free, total }) =>
        `The disk of ${name} has ${gigabytes(free)} of ${gigabytes(total)} GB free, less than ${Math.round(100 * leastShare)}%.`,
    );
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

/** The folder, or the nearest one above it that exists. */
function existing(folder: string): string {
  let found = folder;
  while (!existsSync(found)) found = dirname(found);
  return found;
}
