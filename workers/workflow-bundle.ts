import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { bundleWorkflowCode, type Logger, type WorkflowBundle } from '@temporalio/worker';

/** What a bundle was made of, by content. */
type Kept = {
  /** SHA-256 of the package lock and of the folder, whose paths are in the bundle. */
  readonly packages: string;
  /** SHA-256 of each file of ours in the bundle, by absolute path. Whatever adds a file to it changes one of these. */
  readonly sources: Readonly<Record<string, string>>;
  readonly code: string;
};

/**
 * The workflows of the project at `root` as one script. Making it takes a second or two of a start, so it is kept beside the packages
 * until one of its files or the packages change. Where nobody may write there (a container), each process makes its own.
 *
 * @param traced with OpenTelemetry's spans of workflows, which need a sink of the worker.
 */
export async function bundleWorkflows(root: string, logger: Logger, traced = false): Promise<WorkflowBundle> {
  const name = traced ? 'traced-workflows.json' : 'workflows.json';
  const file = join(root, 'node_modules', '.cache', 'perennial', name);
  const packages = hashOf(root, readFileSync(join(root, 'package-lock.json')));
  const kept = readKept(file);
  if (kept?.packages === packages && Object.entries(kept.sources).every(isUnchanged)) return { code: kept.code };
  const { code } = await bundleWorkflowCode({ ...workflowModules(root, traced), logger });
  const sources = hashSources(code);
  if (Object.keys(sources).length > 0) keep(file, { packages, sources, code });
  return { code };
}

/** What a bundle is made of. */
export function workflowModules(root: string, traced = false) {
  const { resolve } = createRequire(import.meta.url);
  return {
    workflowsPath: join(root, 'workflows', 'index.ts'),
    workflowInterceptorModules: [
      join(root, 'workflows', 'carry-request.ts'),
      ...(traced ? [resolve('@temporalio/interceptors-opentelemetry/lib/workflow-interceptors')] : []),
    ],
  };
}

function readKept(file: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Kept;
  } catch {
    return undefined;
  }
}

function isUnchanged([path, hash]: readonly [string, string]): boolean {
  try {
    return hashOf(readFileSync(path)) === hash;
  } catch {
    return false; // it was moved or deleted
  }
}

/** Of the files that the bundle's own source map names, apart from packages, which the lock stands for. */
function hashSources(code: string): Kept['sources'] {
  const map = code.slice(code.lastIndexOf('base64,') + 'base64,'.length);
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as { readonly sources: readonly string[] };
  const own = sources.filter(
    (path) => isAbsolute(path) && path.endsWith('.ts') && !/[/\\]node_modules[/\\]/.test(path),
  );
  return Object.fromEntries(own.map((path) => [path, hashOf(readFileSync(path))]));
}

/** A process that is killed here leaves the file as it was. */
function keep(file: string, bundle: Kept): void {
  const written = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(written, JSON.stringify(bundle));
    renameSync(written, file);
  } catch {
    // Nothing depends on it: the next start makes the bundle again.
  }
}

function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
