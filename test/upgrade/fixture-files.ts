import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { projectRoot } from '../../stack/project-root.ts';
import type { DatabaseDump } from './database-dump.ts';
import type { Expected } from './expected.ts';

/**
 * What an earlier release left behind, in `test/upgrade/fixtures/<release>/`: its database, the files of its home, and what it
 * answered. Each is one JSON document, compressed by Brotli.
 */
export type Fixture = {
  readonly release: string;
  readonly database: DatabaseDump;
  /** Bytes by path below the home, with slashes. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly expected: Expected;
};

const folder = join(projectRoot, 'test', 'upgrade', 'fixtures');
const names = { database: 'database.json.br', files: 'home.json.br', expected: 'expected.json.br' } as const;

export function listFixtures(): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}

export function readFixture(release: string): Fixture {
  const read = (name: string) => readFileSync(join(folder, release, name));
  const files = JSON.parse(expand(read(names.files))) as Record<string, string>;
  return {
    release,
    database: JSON.parse(expand(read(names.database))) as DatabaseDump,
    files: new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text, 'base64')])),
    expected: JSON.parse(expand(read(names.expected))) as Expected,
  };
}

export function writeFixture({ release, database, files, expected }: Fixture): string {
  const target = join(folder, release);
  mkdirSync(target, { recursive: true });
  const inBase64 = Object.fromEntries([...files].map(([path, bytes]) => [path, bytes.toString('base64')]));
  writeFileSync(join(target, names.database), compress(JSON.stringify(database)));
  writeFileSync(join(target, names.files), compress(JSON.stringify(inBase64)));
  writeFileSync(join(target, names.expected), compress(JSON.stringify(expected)));
  return target;
}

/** Files below a home but for `left`, names at its top: what belongs to a machine or a server that runs. */
export function readHome(home: string, left: readonly string[]): Map<string, Buffer> {
  const files = readdirSync(home, { recursive: true, encoding: 'utf8' })
    .filter((path) => !left.includes(path.split(sep)[0] ?? '') && statSync(join(home, path)).isFile())
    .toSorted();
  return new Map(files.map((path) => [relative('', path).replaceAll(sep, '/'), readFileSync(join(home, path))]));
}

export function writeHome(home: string, files: Fixture['files']): void {
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), bytes);
  }
}

/** Window of the largest size: the same ids stand in many tables. */
function compress(text: string): Buffer {
  const { BROTLI_PARAM_LGWIN, BROTLI_MAX_WINDOW_BITS, BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY } = constants;
  return brotliCompressSync(text, {
    params: { [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS, [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY },
  });
}

function expand(bytes: Buffer): string {
  return brotliDecompressSync(bytes).toString('utf8');
}
