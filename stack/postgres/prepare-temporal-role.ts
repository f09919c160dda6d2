import { PerennialError } from '../../domain/errors.ts';
import { readConfig } from '../config.ts';
import { prepareTemporalRole } from './temporal-role.ts';

const { databaseUrl, temporalRolePassword } = readConfig();
if (databaseUrl === undefined || temporalRolePassword === undefined) {
  const missing = databaseUrl === undefined ? 'DATABASE_URL' : 'TEMPORAL_POSTGRES_PASSWORD';
  throw new PerennialError(
    'invalid_configuration',
    `${missing} is not set.`,
    `Set ${missing}, as docker-compose.yml does.`,
  );
}
await prepareTemporalRole(databaseUrl, temporalRolePassword);
console.log("Temporal's role and databases are ready.");
