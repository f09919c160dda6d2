import type { Restored } from '../../../store/backup/restore-backup.ts';
import type { Backup } from '../../../store/backup/write-backup.ts';
import { formatBytes, plural } from '../format.ts';

export function backupLines(
  place: string,
  { tables, rows, artifacts, missing }: Omit<Backup, 'manifest'>,
  byteCount: number,
): string[] {
  return [
    `OK Backed up ${plural(rows, 'row')} of ${plural(tables, 'table')} and ${plural(artifacts, 'artifact')}: ${formatBytes(byteCount)}, every hash checked.`,
    `   ${place}`,
    ...missingLines(missing),
  ];
}

type ShownRestored = Omit<Restored, 'manifest'> & {
  readonly manifest: Pick<Restored['manifest'], 'createdAt' | 'release'> & { readonly tables: readonly unknown[] };
};

export function restoreLines({ manifest, artifacts, missing, migrated }: ShownRestored): string[] {
  return [
    `OK Restored the backup of ${manifest.createdAt} (Perennial ${manifest.release}): ${plural(manifest.tables.length, 'table')}, ${plural(artifacts, 'artifact')}.`,
    ...(migrated.length === 0 ? [] : [`   Applied since then: ${migrated.join(', ')}`]),
    ...missingLines(missing),
    '   Schedules, experiments and waiting mails go on when workers start: npm start',
  ];
}

function missingLines(missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  return [
    `   ${plural(missing.length, 'artifact')} could not be read and ${missing.length === 1 ? 'is' : 'are'} not in it:`,
    ...missing.map((hash) => `     ${hash}`),
  ];
}
