import { isPerennialError, PerennialError } from '../../domain/errors.ts';

/** Describes the location of a database for people, without the password. */
export function describeServer(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) return 'the configured address';
  const database = decodeURIComponent(parsed.pathname.slice(1)) || parsed.username;
  return `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}, database "${database}"`;
}

const remedies: readonly { readonly codes: readonly string[]; readonly remedy: string }[] = [
  {
    codes: ['ECONNREFUSED', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOENT'],
    remedy: 'Start the database (npm start brings its own; docker compose up -d postgres) or correct DATABASE_URL.',
  },
  // 57P01-57P03 and class 08: PostgreSQL's appendix A, error codes
  {
    codes: ['ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '08000', '08003', '08006', '08001', '08004'],
    remedy: 'The database is stopping or starting: try again in a moment. npx perennial doctor says what is reachable.',
  },
  {
    codes: ['28P01', '28000', 'SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    remedy: 'The database refused the login: correct user, password or sslmode in DATABASE_URL.',
  },
  { codes: ['3D000'], remedy: 'Create the database (createdb) or correct its name in DATABASE_URL.' },
  // 55P03: the lock_timeout of those who can't wait (connection.ts)
  { codes: ['55P03'], remedy: 'Something else holds what is needed: an import, a migration. Try again in a moment.' },
  { codes: ['53300'], remedy: 'The database has no connection left: raise its max_connections or stop other clients.' },
];

const connectionLost =
  /connection terminated|timeout exceeded when trying to connect|connection error|timeout expired/i;

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node puts the attempts at every address of a host name into an AggregateError
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

/** Failures of the server or of the connection become `database_unavailable`; other errors are returned unchanged. */
export function fromServerError(error: unknown, url: string): unknown {
  if (isPerennialError(error)) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const known = remedies.find((entry) => code !== undefined && entry.codes.includes(code));
  if (known === undefined && !connectionLost.test(message)) return error;
  return new PerennialError(
    'database_unavailable',
    `The database at ${describeServer(url)} can't be reached: ${message || code}.`,
    known?.remedy ??
      'The database stopped or answers too slowly: try again in a moment. npx perennial doctor says what is reachable.',
    { server: describeServer(url), ...(code === undefined ? {} : { reason: code }) },
    error,
  );
}
