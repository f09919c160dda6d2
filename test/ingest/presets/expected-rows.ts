import { readFileSync } from 'node:fs';

export type Expected = {
  /** The exports that are imported together, into empty tables. */
  readonly names: readonly string[];
  /** What is said of each file, then the tables' rows, each table under its name. */
  readonly rows: readonly string[];
};

/**
 * A file of expected rows: `import: a.csv, b.csv`, below it a line for each file and for each row (fields divided by |, line breaks as ↵),
 * indented by two. Lines that begin with # explain.
 */
export function readExpected(file: string): Expected[] {
  const found: { names: string[]; rows: string[] }[] = [];
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    if (line.startsWith('import: ')) found.push({ names: line.slice('import: '.length).split(', '), rows: [] });
    else if (line.startsWith('  ')) found.at(-1)?.rows.push(line.slice(2));
  }
  return found;
}
