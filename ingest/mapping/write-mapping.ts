import { type Mapping, mappedTables } from './mapping-schema.ts';

/** Longer lines are broken once. */
const widest = 116;

/** A mapping as a person would write it: a field a line. */
export function writeMapping({ tables, ...top }: Mapping): string {
  const lines = Object.entries(top).flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${flow(value)}`]));
  lines.push(Object.keys(tables).length === 0 ? 'tables: {}' : 'tables:');
  for (const table of mappedTables) {
    const given = tables[table];
    if (given === undefined) continue;
    lines.push(`  ${table}:`);
    for (const one of Array.isArray(given) ? given : [given]) {
      const fields = Object.entries(one).flatMap(([name, value]) =>
        value === undefined ? [] : fieldLines(name, value),
      );
      // a list's item begins with a dash
      lines.push(
        ...(Array.isArray(given)
          ? fields.map((line, at) => `${at === 0 ? '    - ' : '      '}${line.slice(4)}`)
          : fields),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Lines of a field within a table. */
export function fieldLines(field: string, source: unknown, behind = ''): string[] {
  const line = `    ${field}: ${flow(source)}`;
  if (line.length <= widest || typeof source !== 'object' || source === null || Array.isArray(source))
    return [line + behind];
  // words, or what stands last, on a second line
  const entries = Object.entries(source).filter(([, each]) => each !== undefined);
  const last = entries.length > 1 ? entries.pop() : undefined;
  if (last === undefined) return [line + behind];
  const head = flow(Object.fromEntries(entries)).slice(0, -2);
  return [`    ${field}: ${head},${behind}`, `      ${flow(last[0])}: ${flow(last[1])} }`];
}

/** In braces and brackets. Texts stand without marks where YAML reads them so, else in double quotation marks, as in JSON. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return entries.length === 0
      ? '{}'
      : `{ ${entries.map(([key, each]) => `${flow(key)}: ${flow(each)}`).join(', ')} }`;
  }
  if (typeof value !== 'string') return String(value);
  const safe = /^[\p{L}_][\p{L}\p{N}_ ./()+%$€-]*$/u.test(value) && !/\s$/.test(value);
  return safe && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value) ? value : JSON.stringify(value);
}
