import { isPerennialError, PerennialError } from '../../domain/errors.ts';

/** Describes the location of a database for people, without the password. */
export function describeServer(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null) return 'the configured address';
  const database = decodeURIComponent(parsed.pathname.slice(1)) || parsed.username;
  return `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}, database "${database}"`;
}

const fullDisk = ['53100', '58030'];

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
  // 58030: an I/O error
  {
    codes: fullDisk,
    remedy: 'Make room on the disk of the database: nothing is stored until then, and nothing is lost.',
  },
  { codes: ['53300'], remedy: 'The database has no connection left: raise its max_connections or stop other clients.' },
];

/**
 * SQLSTATEs (PostgreSQL's appendix A) of values that no column takes: NUL, a date of year 0, a number too large, a text too long. 08P01:
 * NUL in a statement that MikroORM wrote the value into.
 */
const unusableValues: ReadonlySet<string> = new Set(
  ['22001', '22003', '22007', '22008', '22021', '22P02', '22P05', '08P01'], //
);

/**
 * Classes, and of class 23 codes, whose cause is in what is asked and not in the moment: data that don't fit, a statement that doesn't
 * work. A unique key or a reference (23505, 23503) may fit at the next attempt, when the row of a rival is there.
 */
const lasting = /^(0A|20|21|22|26|2F|34|38|39|42|44|23502|23514)/;

/** Whether the server would refuse the same statement again, whenever it is repeated. */
export function isRefusedForGood(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && lasting.test(code);
}

const connectionLost =
  /connection terminated|timeout exceeded when trying to connect|connection error|timeout expired/i;

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  // Node puts the attempts at every address of a host name into an AggregateError
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

/**
 * Failures of the server or of the connection become `database_unavailable`, values that it can't hold `invalid_input`; other errors are
 * returned unchanged.
 */
export function fromServerError(error: unknown, url: string): unknown {
  if (isPerennialError(error)) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (code !== undefined && unusableValues.has(code)) {
    return new PerennialError(
      'invalid_input',
      `The database can't hold a value: ${message}.`,
      'Correct the value: texts hold no NUL, dates begin with the year 1.',
      { reason: code },
      error,
    );
  }
  const known = remedies.find((entry) => code !== undefined && entry.codes.includes(code));
  if (known === undefined && !connectionLost.test(message)) return error;
  return new PerennialError(
    'database_unavailable',
    `The database at ${describeServer(url)} can't ${fullDisk.includes(code ?? '') ? 'write' : 'be reached'}: ${message || code}.`,
    known?.remedy ??
      'The database stopped or answers too slowly: try again in a moment. npx perennial doctor says what is reachable.',
    { server: describeServer(url), ...(code === undefined ? {} : { reason: code }) },
    error,
  );
}
