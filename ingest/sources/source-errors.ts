import { PerennialError } from '../../domain/errors.ts';

/** Why a database of somebody else can't be read, with what to do there. No address and no credential is in it. */
export function sourceFailure(source: string, error: unknown): unknown {
  if (error instanceof PerennialError) return error;
  const { code = '', message = String(error) } = (error ?? {}) as { code?: string; message?: string };
  const details = { source, reason: code };
  const refuse = (
    kind: 'source_changed' | 'source_refused' | 'source_unavailable',
    what: string,
    remedy: string,
  ): PerennialError => new PerennialError(kind, `${source}: ${what}: ${message}.`, remedy, details);
  if (code === '42501')
    return refuse('source_refused', 'a permission is missing', 'Grant select on the table to the user of the source.');
  if (code.startsWith('28'))
    return refuse('source_refused', 'the login is refused', 'Correct user or password where the credential is kept.');
  if (code === '3D000')
    return refuse('source_refused', 'the database is not there', 'Correct its name where the credential is kept.');
  if (code === '57014')
    return refuse(
      'source_unavailable',
      'a query took too long',
      'Add an index on the column of changes there, or read a replica.',
    );
  if (/^(42|22)/.test(code))
    return refuse(
      'source_changed',
      'its tables are not as they were',
      'Nothing is skipped: it goes on where it stands once a mapping or a release fits the tables. npx perennial source test says what is missing.',
    );
  if (/^[0-9A-Z]{5}$/.test(code) || /^E[A-Z_]+$/.test(code) || /terminat|timeout|closed/i.test(message))
    return refuse('source_unavailable', 'it can’t be reached', 'It is tried again at the next reading.');
  return error;
}
