import { isAbsolute } from 'node:path';

/** Where a server keeps its files is nobody's business who asks over HTTP; its log and the CLI say it. */
const absolutePath = /(?<![\w:/.\\])(?:[A-Za-z]:\\|\/)(?:[^\s"'`,;:()<>/\\]+[/\\])+[^\s"'`,;:()<>/\\]*/g;
/** Ours are paths of addresses. */
const ofAddress = /^\/(api|docs|healthz|livez|readyz)\b/;

export function withoutPaths(text: string): string {
  return text.replace(absolutePath, (path) => {
    if (ofAddress.test(path)) return path;
    return `(a file of the server)${/[.!?]*$/.exec(path)?.[0] ?? ''}`;
  });
}

/** Members that are paths go; texts within others lose theirs. */
export function detailsWithoutPaths(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(details)
      .filter(([, value]) => typeof value !== 'string' || !isAbsolute(value) || ofAddress.test(value))
      .map(([name, value]) => [name, typeof value === 'string' ? withoutPaths(value) : value]),
  );
}
