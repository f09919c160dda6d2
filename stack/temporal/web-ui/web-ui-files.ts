import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../ports.ts';
import { defaultRestarts } from '../../supervisor/restart-policy.ts';
import { superviseServers } from '../../supervisor/supervised-servers.ts';
import { cacheFolder } from '../temporal-binary.ts';
import { uiPlan } from '../temporal-server.ts';

/**
 * The files of Temporal's Web UI, by path. They are inside Temporal's binary, whose own UI server answers any web page. So a
 * server without data serves them once to us, for a second, and from then on they are served from the cache.
 */
export type WebUiFiles = ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }>;

/** Written last, so a folder with it is complete. */
type Manifest = Readonly<Record<string, { readonly type: string; readonly file: string }>>;

const settings = '/api/v1/settings';
/** Paths that no file names. */
const entrances = ['/', '/favicon.ico', '/_app/version.json', '/_app/env.js', settings];
const reference =
  /(?:\.{0,2}\/)?[\w./-]+\.(?:avif|css|gif|ico|jpe?g|js|json|mp4|png|svg|ttf|wasm|webm|webmanifest|webp|woff2?)\b/g;
const patience = 20_000;
const together = 16;

/** The folder of this binary's files; they are collected if they aren't there yet. */
export async function obtainWebUiFiles(binary: string): Promise<string> {
  const { size, mtimeMs } = statSync(binary);
  const key = createHash('sha256').update(`${binary} ${size} ${mtimeMs}`).digest('hex').slice(0, 16);
  const folder = join(cacheFolder(), `web-ui-${key}`);
  if (existsSync(join(folder, 'manifest.json'))) return folder;
  const files = await collect(binary);
  mkdirSync(cacheFolder(), { recursive: true });
  const unfinished = mkdtempSync(join(cacheFolder(), 'installing-'));
  const entries = [...files].map(([path, { type, bytes }], at) => {
    writeFileSync(join(unfinished, String(at)), bytes);
    return [path, { type, file: String(at) }];
  });
  writeFileSync(join(unfinished, 'manifest.json'), JSON.stringify(Object.fromEntries(entries)));
  try {
    renameSync(unfinished, folder);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(join(folder, 'manifest.json'))) throw error; // else another start was quicker
  }
  return folder;
}

export function readWebUiFiles(folder: string): WebUiFiles {
  const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return new Map(
    Object.entries(manifest).map(([path, { type, file }]) => [path, { type, bytes: readFileSync(join(folder, file)) }]),
  );
}

async function collect(binary: string): Promise<WebUiFiles> {
  const home = mkdtempSync(join(tmpdir(), 'perennial-ui-'));
  const [port = 0, ui = 0] = await freePorts(2);
  const plan = uiPlan(binary, port, ui, join(home, 'logs', 'temporal.log'));
  const server = await superviseServers({
    home,
    servers: [plan],
    holder: process.pid,
    throwAway: true,
    restarts: defaultRestarts,
  });
  try {
    const base = `http://127.0.0.1:${ui}`;
    await untilAnswers(base + settings);
    return await crawl(base);
  } finally {
    await server.stop();
  }
}

async function untilAnswers(url: string): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      if ((await fetch(url)).ok) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Follows whatever looks like the name of a file. Unknown paths are answered with the start page, which is how they are told apart. */
async function crawl(base: string): Promise<WebUiFiles> {
  const files = new Map<string, { type: string; bytes: Buffer }>();
  const tried = new Set(entrances);
  let wanted = [...entrances];
  while (wanted.length > 0) {
    const found: string[] = [];
    const queue = [...wanted];
    await Promise.all(
      Array.from({ length: together }, async () => {
        for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
          const response = await fetch(base + path);
          const type = response.headers.get('content-type') ?? 'application/octet-stream';
          const bytes = Buffer.from(await response.arrayBuffer());
          if (!response.ok || (path !== '/' && type.startsWith('text/html'))) continue;
          files.set(path, { type, bytes });
          found.push(path);
        }
      }),
    );
    wanted = found.flatMap((path) => referencesOf(path, files.get(path), base)).filter((path) => !tried.has(path));
    wanted = [...new Set(wanted)];
    for (const path of wanted) tried.add(path);
  }
  if (!files.has('/') || files.size < 10) throw new Error('the Web UI of this Temporal server was not understood');
  return files;
}

function referencesOf(path: string, file: { type: string; bytes: Buffer } | undefined, base: string): string[] {
  if (file === undefined || !/^(text\/|application\/(javascript|json|manifest))/.test(file.type)) return [];
  return [...file.bytes.toString().matchAll(reference)].flatMap(([name]) =>
    [path, '/'].flatMap((from) => URL.parse(name, base + from)?.pathname ?? []),
  );
}
