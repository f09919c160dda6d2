import { formatBytes } from '../format.ts';
import { tableLines } from '../table.ts';

export type Deletable = { readonly path: string; readonly what: string; readonly byteCount: number };

export function resetLines(found: readonly Deletable[], width: number | null = null): string[] {
  if (found.length === 0) return ['Nothing to delete.'];
  return [
    'This will be deleted for good:',
    ...tableLines(
      found,
      [
        { title: 'Size', cell: ({ byteCount }) => formatBytes(byteCount), right: true },
        { title: 'What', cell: ({ what }) => what },
        { title: 'Folder', cell: ({ path }) => path, folds: true },
      ],
      '   ',
      width,
    ),
  ];
}
