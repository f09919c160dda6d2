import { basename } from 'node:path';
import type { Command } from 'commander';
import packageJson from '../../../package.json' with { type: 'json' };
import { readConfig } from '../../../stack/config.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { backupPlace } from '../../../store/backup/places.ts';
import { readBackup } from '../../../store/backup/read-backup.ts';
import { type Backup, writeBackup } from '../../../store/backup/write-backup.ts';
import type { Cli } from '../../cli.ts';
import { backupLines } from '../../print/operation/backup.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openWorking } from '../../session/session.ts';

/** `backup`: database and artifacts as one file, while everything runs. */
export function addBackupCommand(program: Command, cli: Cli): void {
  program
    .command('backup')
    .description('Writes database, models and training sets into one tar file, as of one moment, and checks it.')
    .argument('<file>', 'where to write it, or s3://bucket/path')
    .action((where: string, options) =>
      cli.run(options, async ({ output, surroundings }) => {
        const place = backupPlace(where, readConfig(surroundings.env).buckets);
        const session = await openWorking(surroundings, output, 'require');
        try {
          const { databaseUrl, blobs } = session;
          const source = { databaseUrl, blobs, release: packageJson.version, now: new Date() };
          let written: Backup | null = null;
          const byteCount = await place.write(
            writeBackup(source, (backup) => {
              written = backup;
            }),
          );
          // as it stands there
          await readBackup(place.read());
          if (written === null) return 1;
          await recordAct(session.database, cliAct('backUp', basename(place.name)));
          output.lines(backupLines(place.name, written, byteCount));
          output.data({ place: place.name, byteCount, ...(written as Backup) });
          return undefined;
        } finally {
          await session.close();
        }
      }),
    );
}
