import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../../stack/project-root.ts';
import { listFiles } from '../../source-files.ts';
import { blocksOf } from './blocks.ts';
import { readCurl } from './requests.ts';
import { readCommands } from './shell.ts';

const run = promisify(execFile);

/** The words of every curl call in README.md and docs/, in the order in which they stand. */
export function curlCalls(): { readonly at: string; readonly words: readonly string[] }[] {
  return ['README.md', ...listFiles('.md', join(projectRoot, 'docs'))].flatMap((path) =>
    blocksOf({ path, source: readFileSync(join(projectRoot, path), 'utf8').replaceAll('\r\n', '\n') })
      .filter(({ kind }) => kind === 'sh')
      .flatMap(({ line, source }) => readCommands(source).map(({ words }) => ({ at: `${path}:${line}`, words })))
      .filter(({ words }) => words[0] === 'curl'),
  );
}

export type Installation = { readonly url: string; readonly token: string; readonly lead: string };

/** The call as it stands, by curl where it is installed, at this installation. */
export async function callAsShown(
  words: readonly string[],
  { url, token, lead }: Installation,
): Promise<{ readonly status: number; readonly text: string }> {
  const here = words.map((word) =>
    word.replace('http://localhost:8000', url).replace('YOUR_TOKEN', token).replace('lead-4711', lead),
  );
  if (isInstalled('curl')) {
    const { stdout } = await run('curl', ['-sS', '-w', '\n%{http_code}', ...here.slice(1)]);
    const [, text = '', status] = /^([\s\S]*)\n(\d+)$/.exec(stdout) ?? [];
    return { status: Number(status), text };
  }
  const { method, url: asked, headers, body } = readCurl(here);
  const response = await fetch(asked, { method, headers, ...(body !== undefined && { body }) });
  return { status: response.status, text: await response.text() };
}

/** What the client in docs/clients/ prints. */
export async function runPython({ url, token }: Installation, ...words: string[]): Promise<string> {
  const program = join(projectRoot, 'docs', 'clients', 'perennial.py');
  const { PATH = '' } = process.env;
  const { stdout } = await run('python3', [program, '--url', url, ...words], { env: { PATH, CRM_TOKEN: token } });
  return stdout;
}

export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
