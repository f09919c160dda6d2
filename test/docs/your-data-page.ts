import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TableFields, tableFields } from '../../ingest/fields/table-fields.ts';
import { mappedTables } from '../../ingest/mapping/mapping-schema.ts';
import { projectRoot } from '../../stack/project-root.ts';

/** The tables of fields in docs/your-data.md, from the fields by which files are read. Run by itself, this file writes them there. */
export const pageFile = join(projectRoot, 'docs', 'your-data.md');

const begin = '<!-- fields: written by npx node test/docs/your-data-page.ts -->';
const end = '<!-- end of fields -->';

/** The page with its tables of fields as they should be. */
export function pageWithFields(page: string): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/your-data.md lacks ${begin} or ${end}`);
  const tables = mappedTables.map((table) => [`### ${table}`, '', ...rows(tableFields[table]), ''].join('\n'));
  return `${page.slice(0, from + begin.length)}\n\n${tables.join('\n')}\n${page.slice(to)}`;
}

/** In a table of many rows, shorter than what a refusal says. */
const plain: Readonly<Record<string, string>> = {
  ...{ moment: 'a moment', truth: 'yes or no', text: 'text', id: 'an id', contact: 'a phone number or e-mail' },
};

function rows({ fields, required }: TableFields): string[] {
  const needed = new Set(required.flatMap((one) => (typeof one === 'string' ? [one] : [])));
  const oneOf = required.filter((one) => typeof one !== 'string');
  return [
    ...(oneOf.length === 0
      ? []
      : oneOf.map((names) => `One of ${names.map((name) => `\`${name}\``).join(', ')} is needed.`)),
    ...(oneOf.length === 0 ? [] : ['']),
    '| Field | Meaning | Takes | Example |',
    '|---|---|---|---|',
    ...Object.entries(fields).map(([name, { description, expected, example, words, kind }]) => {
      const takes = words?.join(', ') ?? plain[kind] ?? expected;
      return `| \`${name}\`${needed.has(name) ? ' (needed)' : ''} | ${description} | ${takes} | \`${example}\` |`;
    }),
  ];
}

if (import.meta.main) writeFileSync(pageFile, pageWithFields(readFileSync(pageFile, 'utf8')));
