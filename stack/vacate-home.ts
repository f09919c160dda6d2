import { rmSync } from 'node:fs';
import { findBorrowedPlace, removeBorrowedPlace, returnBorrowedPlace } from './borrowed-place.ts';
import { releaseHome } from './home-lock.ts';
import { removeRecord } from './stack-record.ts';

/**
 * Leaves a home as it should be when no server runs: the data at home, nothing of it elsewhere and, last, the lock released.
 */
export function vacateHome(home: string, holder: number, throwAway: boolean): void {
  removeRecord(home);
  if (throwAway) {
    removeBorrowedPlace(home);
    rmSync(home, { recursive: true, force: true });
    return;
  }
  const place = findBorrowedPlace(home);
  if (place !== undefined) returnBorrowedPlace(home, place);
  releaseHome(home, holder);
}
