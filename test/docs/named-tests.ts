import type { Text } from './named-files.ts';

type NamedTest = { readonly line: number; readonly file: string; readonly title: string };

/** Tests that a page names in a line of a list: the file in backticks, a colon, titles in quotation marks. A title that ends with '...' is the beginning of several. */
export function testsNamedIn(page: string): NamedTest[] {
  return page.split('\n').flatMap((text, at) => {
    const [, file, titles = ''] = /^- `(test\/[\w/.-]+\.test\.ts)`: (".*")$/.exec(text) ?? [];
    if (file === undefined) return [];
    return [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ line: at + 1, file, title }));
  });
}

/** Those that no file has, as 'docs/security.md:12 names ...'. */
export function missingTests({ path, source }: Text, readFile: (path: string) => string | undefined): string[] {
  return testsNamedIn(source)
    .filter(({ file, title }) => !titlesOf(readFile(file) ?? '').some((each) => isTitle(each, title)))
    .map(({ line, file, title }) => `${path}:${line} names ${file}: "${title}"`);
}

function isTitle(title: string, named: string): boolean {
  return named.endsWith('...') ? title.startsWith(named.slice(0, -3)) : title === named;
}

function titlesOf(source: string): string[] {
  return [...source.matchAll(/\b(?:it|test)\(\s*(?:'([^'\n]+)'|"([^"\n]+)"|`([^`\n]+)`)/g)].map(
    ([, single, double, template]) => single ?? double ?? template ?? '',
  );
}
