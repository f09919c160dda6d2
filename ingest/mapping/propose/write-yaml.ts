import { fieldLines, flow } from '../write-mapping.ts';
import type { Draft, DraftField, DraftTable } from './draft.ts';

export type MappingText = {
  readonly name: string;
  readonly source?: string;
  readonly zone?: string;
  /** Moments of the file name no zone. */
  readonly zoneless: boolean;
  readonly recognise: readonly string[];
  readonly draft: Draft;
};

const askForZone =
  '# zone: Europe/Lisbon  # the moments name no zone: that of the business is taken, unless you say which';

/** A mapping as a person would write it: a field a line, with what to look at behind it. */
export function writeYaml({ name, source, zone, zoneless, recognise, draft }: MappingText): string {
  const { currency, unless = {} } = draft;
  const top: [string, unknown][] = [
    ['name', name],
    ['source', source],
    ['zone', zone],
    ['currency', currency],
  ];
  if (recognise.length > 0) top.push(['recognise', { columns: recognise }]);
  if (Object.keys(unless).length > 0) top.push(['unless', unless]);
  const lines = top.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${flow(value)}`]));
  if (zone === undefined && zoneless) lines.push(askForZone);
  lines.push('tables:');
  for (const [table, fields] of Object.entries(draft.tables) as [string, DraftTable][]) {
    const given = Object.entries(fields).filter((entry): entry is [string, DraftField] => entry[1] !== undefined);
    if (given.length === 0) continue;
    lines.push(`  ${table}:`);
    for (const [field, { source: from, comment }] of given) {
      lines.push(...fieldLines(field, from, comment === undefined ? '' : `  # ${comment.replaceAll(/\s+/g, ' ')}`));
    }
  }
  return `${lines.join('\n')}\n`;
}
