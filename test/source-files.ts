import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { projectRoot } from '../stack/project-root.ts';
import type { SourceFile } from './architecture/dependency-rule.ts';

const skipped = new Set(['node_modules', 'var', '.git']);

/** Paths of all our files whose names end so, relative to the root, with slashes, sorted. */
export function listFiles(ending: string, folder = projectRoot): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(ending, path);
      return entry.isFile() && entry.name.endsWith(ending)
        ? [path.slice(projectRoot.length + 1).replaceAll(sep, '/')]
        : [];
    })
    .sort();
}

export function readSourceFiles(): SourceFile[] {
  return listFiles('.ts').map((path) => ({ path, source: readFileSync(join(projectRoot, path), 'utf8') }));
}
