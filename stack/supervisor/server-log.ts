import { chmodSync, copyFileSync, existsSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { largestLog, shiftLogs } from '../../telemetry/log-file.ts';

/**
 * A new log for a server that starts; that of the start before stays beside it. A server that is started again (`isAgain`) adds to its
 * log, which says why it ended. The server appends, so that its log can be cut.
 */
export function openServerLog(file: string, isAgain = false): number {
  if (!isAgain && existsSync(file) && statSync(file).size > 0) shiftLogs(file);
  return openSync(file, 'a', 0o600);
}

/**
 * The server has the file open, so a large log is copied and then emptied. Lines that come between the two are lost. A log
 * that can't be copied for want of room is emptied all the same.
 */
export function cutLargeLog(file: string, largest = largestLog): void {
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= largest) return;
  const copy = `${file}.copy`;
  try {
    copyFileSync(file, copy);
    chmodSync(copy, 0o600);
    truncateSync(file);
    shiftLogs(file, copy);
  } catch {
    rmSync(copy, { force: true });
    truncateSync(file);
  }
}

/** The last lines of a log, which say why its server ended. */
export function tailOf(file: string, lines = 5): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '';
  }
}
