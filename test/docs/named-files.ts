/** A file or heading that a text names: where, and the path as it stands there. */
type Mention = { readonly line: number; readonly path: string };

export type Text = { readonly path: string; readonly source: string };

/** Named on purpose, though the repository doesn't have them. */
const exceptions: ReadonlySet<string> = new Set([
  'packages/sdk-js/src/util.ts', // GrowthBook's
  'test/x.db.test.ts', // an example
  'data/README.md', // beside data that everybody fetches for themselves
  'var/perennial', // made by the first start
  'test-output/seconds.txt', // by the tests
  'CDNOW_master.txt', // in the repository of lifetimes
  'onnx.proto', // ONNX's
  'mapping.yaml', // written by people beside their exports
  'contacts.csv.mapping.yaml',
]);

const fileEnding = /\.(?:ts|mjs|js|md|sql|json|ya?ml|svg|py|txt|proto|html|css)$/;

/**
 * Paths that a page names in backticks or links and that don't exist, as 'README.md:12 names ...'. A name in backticks is a path when
 * it ends like a file or a folder; it may be given from the root or by its end (`messages.ts`). Links count from the page's own folder.
 */
export function missingInPage({ path, source }: Text, files: readonly string[], pages: readonly Text[]): string[] {
  const folder = path.split('/').slice(0, -1);
  const quoted = mentions(source, /`([^`\s]+)`/g).filter((mention) => looksLikePath(mention.path));
  const links = mentions(source, /\]\(([^)\s]+)\)/g).filter((mention) => !/^[a-z]+:/.test(mention.path));
  return [
    ...quoted.filter((mention) => !isNamed(mention.path, files)),
    ...links.filter((mention) => !leadsSomewhere(mention.path, path, folder, files, pages)),
  ].map((mention) => `${path}:${mention.line} names ${mention.path}`);
}

/** The same of a source file's comments, where paths have a folder and a name such as `api/app.ts`. */
export function missingInComments({ path, source }: Text, files: readonly string[]): string[] {
  return mentions(commentsOf(source), /(?<![\w/.@-])((?:[\w-][\w.-]*\/)+[\w.-]+\.(?:ts|mjs|md|sql))\b/g)
    .filter((mention) => !isNamed(mention.path, files))
    .map((mention) => `${path}:${mention.line} names ${mention.path}`);
}

function mentions(source: string, pattern: RegExp): Mention[] {
  return source
    .split('\n')
    .flatMap((text, at) => [...text.matchAll(pattern)].map(([, path = '']) => ({ line: at + 1, path })));
}

/** Placeholders, routes, packages and file endings by themselves are not paths. */
function looksLikePath(text: string): boolean {
  if (/[<>*{}~]|\.\.\./.test(text) || /^[/@.-]/.test(text)) return text.startsWith('.github/');
  return text.endsWith('/') || fileEnding.test(text);
}

/** From the root, or by the end of a path: a page that is about `engine/` says `binning/`. */
function isNamed(name: string, files: readonly string[]): boolean {
  if (exceptions.has(name)) return true;
  return name.endsWith('/')
    ? files.some((file) => `/${file}`.includes(`/${name}`))
    : files.some((file) => `/${file}`.endsWith(`/${name}`));
}

function leadsSomewhere(
  link: string,
  page: string,
  folder: readonly string[],
  files: readonly string[],
  pages: readonly Text[],
): boolean {
  const [target = '', heading] = link.split('#');
  const path = target === '' ? page : resolved(folder, target);
  const exists = path.endsWith('/') ? files.some((file) => file.startsWith(path)) : files.includes(path);
  if (!exists || heading === undefined) return exists;
  return headingsOf(pages.find((other) => other.path === path)?.source ?? '').includes(heading);
}

function resolved(folder: readonly string[], target: string): string {
  const parts = [...folder];
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Headings as GitHub anchors them. */
function headingsOf(source: string): string[] {
  return [...source.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The source with everything but its comments blanked, line by line. */
function commentsOf(source: string): string {
  return source
    .split('\n')
    .map((line) => /^\s*(?:\/?\*|\/\/).*$/.exec(line)?.[0] ?? /\s(?:\/\/|\/\*\*?)\s.*$/.exec(line)?.[0] ?? '')
    .join('\n');
}
