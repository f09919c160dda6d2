import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../stack/project-root.ts';

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` in a page of `docs/`. */
export function writeFigures(name: string, circumstances: string, table: string, file = 'benchmarks.md'): void {
  const page = join(projectRoot, 'docs', file);
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const text = readFileSync(page, 'utf8');
  const [from, to] = [text.indexOf(open), text.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`${page} has no place for ${name}: ${open} ... ${close}.`);
  writeFileSync(page, `${text.slice(0, from + open.length)}\n${circumstances}\n\n${table}\n${text.slice(to)}`);
}
