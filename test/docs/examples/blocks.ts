import type { Text } from '../named-files.ts';

/** A fenced block of a page. `kind`: its language, `about`: what the fence says beside it, as in ```json POST /api/v1/outcomes */
export type Block = {
  readonly path: string;
  readonly line: number;
  readonly kind: string;
  readonly about: string;
  readonly source: string;
};

export function blocksOf({ path, source }: Text): Block[] {
  const blocks: Block[] = [];
  let open: { readonly line: number; readonly info: string; readonly lines: string[] } | null = null;
  for (const [at, text] of source.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(text);
    if (fence === null) open?.lines.push(text);
    else if (open === null) open = { line: at + 1, info: (fence[1] ?? '').trim(), lines: [] };
    else {
      const [kind = '', ...about] = open.info.split(' ');
      blocks.push({ path, line: open.line, kind, about: about.join(' '), source: open.lines.join('\n') });
      open = null;
    }
  }
  return blocks;
}

/** What stands in backticks between the blocks, with its line. */
export function spansOf(source: string): { readonly line: number; readonly text: string }[] {
  let inside = false;
  return source.split('\n').flatMap((text, at) => {
    if (text.startsWith('```')) inside = !inside;
    if (inside) return [];
    return [...text.matchAll(/`([^`]+)`/g)].map(([, span = '']) => ({ line: at + 1, text: span }));
  });
}
