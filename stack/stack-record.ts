import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson } from './home-lock.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';

/**
 * What runs in a home, for commands that attach to it: `<home>/stack.json`. Only its owner can read it, because it holds the
 * password.
 */
export type StackRecord = {
  readonly pid: number;
  readonly process: ProcessIdentity;
  readonly databaseUrl: string;
  readonly temporalAddress: string | undefined;
  readonly temporalUiUrl: string | undefined;
  readonly apiUrl: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
};

export const recordFile = (home: string) => join(home, 'stack.json');

/** The stack that runs in a home; undefined when none does, or when it is stopping. */
export function findRunningStack(home: string): StackRecord | undefined {
  const record = readJson<StackRecord>(recordFile(home));
  return record !== undefined && isAlive(record.process) ? record : undefined;
}

/** Adds the API's address once it listens. */
export function registerApi(home: string, apiUrl: string): void {
  const record = readJson<StackRecord>(recordFile(home));
  if (record !== undefined) writeRecord(home, { ...record, apiUrl });
}

export function writeRecord(home: string, record: StackRecord): void {
  const temporary = `${recordFile(home)}.new`;
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, recordFile(home));
}

export function removeRecord(home: string): void {
  rmSync(recordFile(home), { force: true });
}
