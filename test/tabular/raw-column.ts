import { createRawColumn, type RawColumn } from '../../tables/columns/raw-column.ts';
import { missingMarkers } from '../../tables/values/missing-text.ts';

/** A column as a file with these cells has it. */
export function rawColumn(name: string, cells: readonly string[]): RawColumn {
  const builder = createRawColumn(name, missingMarkers([]));
  for (const cell of cells) builder.append(cell);
  return builder.build();
}

export const times = (count: number, text: string): string[] => Array.from({ length: count }, () => text);
