import type { MappedTable } from '../mapping-schema.ts';
import type { Draft, DraftField, DraftTable } from './draft.ts';

export type MappingText = {
  readonly name: string;
  readonly source?: string;
  readonly zone?: string;
  readonly recognise: readonly string[];
  readonly draft: Draft;
};

/** Longer lines are broken once. */
const widest = 116;

/** A mapping as a person would write it: a field a line, with what to look at behind it. */
export function writeYaml({ name, source, zone, recognise, draft }: MappingText): string {
  const lines = [`name: ${scalar(name)}`];
  if (source !== undefined) lines.push(`source: ${source}`);
  if (zone !== undefined) lines.push(`zone: ${zone}`);
  if (draft.currency !== undefined) lines.push(`currency: ${draft.currency}`);
  if (recognise.length > 0) lines.push(`recognise: { columns: ${flow(recognise)} }`);
  if (draft.unless !== undefined && Object.keys(draft.unless).length > 0) lines.push(`unless: ${flow(draft.unless)}`);
  lines.push('tables:');
  for (const [table, fields] of Object.entries(draft.tables) as [MappedTable, DraftTable][]) {
    const given = Object.entries(fields).filter((entry): entry is [string, DraftField] => entry[1] !== undefined);
    if (given.length === 0) continue;
    lines.push(`  ${table}:`, ...given.flatMap(([field, line]) => fieldLines(field, line)));
  }
  return `${lines.join('\n')}\n`;
}

function fieldLines(field: string, { source, comment }: DraftField): string[] {
  const behind = comment === undefined ? '' : `  # ${comment.replaceAll(/\s+/g, ' ')}`;
  const line = `    ${field}: ${typeof source === 'string' ? scalar(source) : flow(source)}`;
  if (line.length <= widest || typeof source === 'string' || Array.isArray(source)) return [line + behind];
  // words, or what stands last, on a second line
  const entries = Object.entries(source);
  const last = entries.length > 1 ? (entries.pop() as [string, unknown]) : undefined;
  if (last === undefined) return [line + behind];
  const head = flow(Object.fromEntries(entries)).slice(0, -2);
  return [`    ${field}: ${head},${behind}`, `      ${scalar(last[0])}: ${flow(last[1])} }`];
}

/** In braces and brackets. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{ ${entries.map(([key, each]) => `${scalar(key)}: ${flow(each)}`).join(', ')} }`;
}

/** Without marks where YAML reads the text as it stands, else in double quotation marks, as JSON. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const safe = /^[\p{L}_][\p{L}\p{N}_ ./()+%$€-]*$/u.test(value) && !/\s$/.test(value);
  return safe && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value);
}
