import { isPerennialError } from '../../domain/errors.ts';
import type { SourceFailure } from '../../domain/sources.ts';
import { compileMapping } from '../mapping/compile-mapping.ts';
import { inSnapshot } from './connect-source.ts';
import { countQuery, pageQuery } from './page-sql.ts';
import type { SourceDefinition } from './source-definition.ts';

export type TestedStream = {
  readonly stream: string;
  readonly rows: number;
  readonly error: SourceFailure | null;
  /** Of the mapping, and not in the query. */
  readonly missingColumns: readonly string[];
};

/**
 * Whether each stream of a source can be read. Nothing is written, there or here.
 * @throws PerennialError `source_refused`, `source_unavailable` where it can't be reached at all
 */
export async function testSource(
  name: string,
  url: string,
  definition: SourceDefinition,
  account?: string,
): Promise<TestedStream[]> {
  await inSnapshot(name, url, undefined, async () => {});
  const tested: TestedStream[] = [];
  for (const stream of definition.streams) {
    try {
      tested.push(
        await inSnapshot(name, url, undefined, async (reader) => {
          const page = pageQuery(stream, null, 1, account);
          const { columns } = await reader.rows(page.sql, page.parameters);
          const { missingColumns } = compileMapping(stream.mapping, columns.slice(2), { isPreset: true });
          const count = countQuery(stream, account);
          const rows = Number((await reader.rows(count.sql, count.parameters)).rows[0]?.[0] ?? 0);
          return { stream: stream.name, rows, error: null, missingColumns };
        }),
      );
    } catch (error) {
      if (!isPerennialError(error)) throw error;
      const { code, message, remedy } = error;
      tested.push({ stream: stream.name, rows: 0, error: { code, message, remedy }, missingColumns: [] });
    }
  }
  return tested;
}
