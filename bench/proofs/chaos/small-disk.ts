import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** The file system that the product's home lies on. */
export type SmallDisk = {
  /** False: none could be mounted, and it is the machine's own disk, which is never filled. */
  readonly limited: boolean;
  fill(): void;
  free(): void;
  unmount(): void;
};

const size = '1g';
const piece = new Uint8Array(1 << 20);

/** Mounts a small file system in memory over an empty folder, where the machine allows it. */
export function mountSmallDisk(folder: string): SmallDisk {
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=755`, 'tmpfs', folder]);
  const limited = mounted.status === 0;
  const ballast = join(folder, 'ballast');
  return {
    limited,
    fill() {
      if (!limited) return;
      const file = openSync(ballast, 'w');
      try {
        for (;;) writeSync(file, piece);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    unmount: () => {
      if (limited) spawnSync('umount', ['--lazy', folder]);
    },
  };
}
