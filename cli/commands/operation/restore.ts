import { basename } from 'node:path';
import type { Command } from 'commander';
import { createInstallation } from '../../../contract/installation.ts';
import { clearTemporal } from '../../../control/clear-temporal.ts';
import { connectTemporal } from '../../../control/connect-temporal.ts';
import { readConfig } from '../../../stack/config.ts';
import { recordAct } from '../../../store/access/audit.ts';
import { backupPlace } from '../../../store/backup/places.ts';
import { readBackup } from '../../../store/backup/read-backup.ts';
import { restoreBackup } from '../../../store/backup/restore-backup.ts';
import { migrationState } from '../../../store/database/migrate.ts';
import { readInstallation } from '../../../store/installation.ts';
import type { Cli } from '../../cli.ts';
import { restoreLines } from '../../print/operation/backup.ts';
import { cliAct } from '../../session/cli-act.ts';
import { openWorkingBeside, type Session } from '../../session/session.ts';

/** `restore`: the opposite of `backup`, into an empty database. */
export function addRestoreCommand(program: Command, cli: Cli): void {
  program
    .command('restore')
    .description('Puts a backup into an empty database, all of it or nothing. Stop npm start and all workers first.')
    .argument('<file>', 'what perennial backup wrote, or s3://bucket/path')
    .option('--replace', 'delete what the database holds')
    .action((where: string, { replace = false, ...options }: { replace?: boolean }) =>
      cli.run(options, async ({ output, surroundings }) => {
        const place = backupPlace(where, readConfig(surroundings.env).buckets);
        // a damaged file starts no servers
        const { manifest } = await readBackup(place.read());
        const session = await openWorkingBeside(surroundings, output);
        const { temporal } = session.config;
        const { client, connection } = await connectTemporal(session.temporalAddress ?? '', temporal.namespace, {
          security: temporal.security,
        });
        try {
          const installation = createInstallation(temporal.installation);
          const identities = [manifest.installation, ...(await presentIdentity(session))];
          await clearTemporal(client, installation, identities, { dry: true });
          const restored = await restoreBackup(place, session, { replace });
          await recordAct(session.database, cliAct('restore', basename(place.name), { of: manifest.createdAt }));
          await clearTemporal(client, installation, identities);
          output.lines(restoreLines(restored));
          output.data(restored);
        } finally {
          await session.close();
          await connection.close();
        }
        return undefined;
      }),
    );
}

/** Of the database that is to be replaced; an empty one has none. */
async function presentIdentity({ database, databaseUrl }: Session): Promise<string[]> {
  const { state } = await migrationState(databaseUrl);
  return state === 'current' || state === 'pending' ? [(await readInstallation(database)).id] : [];
}
