import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { readJson, writeStateFile } from './state-file.ts';

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
  return record?.process !== undefined && isAlive(record.process) ? record : undefined;
}

/** Adds the API's address once it listens. */
export function registerApi(home: string, apiUrl: string): void {
  const record = readJson<StackRecord>(recordFile(home));
  if (record !== undefined) writeRecord(home, { ...record, apiUrl });
}

export function writeRecord(home: string, record: StackRecord): void {
  writeStateFile(recordFile(home), `${JSON.stringify(record, null, 2)}\n`);
}

export function removeRecord(home: string): void {
  rmSync(recordFile(home), { force: true });
}
