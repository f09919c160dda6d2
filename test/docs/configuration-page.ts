import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../stack/project-root.ts';
import { variables } from '../../stack/variables.ts';

/** docs/configuration.md from the table by which the environment is read. Run by itself, this file writes it. */
export const pageFile = join(projectRoot, 'docs', 'configuration.md');

export function configurationPage(): string {
  const rows = Object.entries(variables).map(
    ([name, variable]) =>
      `| \`${name}\` | ${cell(variable.description)} | ${cell(variable.default ?? '')} | ${cell(variable.expected)} |`,
  );
  return [
    '# Configuration',
    '',
    '[Documentation](README.md) · For whoever runs Perennial. After reading you know every setting, what it means, and what it is unless you set it. The [glossary](glossary.md) explains the words.',
    '',
    'Settings are environment variables. An empty value counts as unset; a value that is not as expected, and an unknown `PERENNIAL_` variable,',
    'are refused at the start with the name of the variable. `npx perennial doctor --settings` lists them as they are set.',
    '',
    '| Variable | Meaning | Default | Expected |',
    '|---|---|---|---|',
    ...rows,
    '',
    'Without `DATABASE_URL` and `TEMPORAL_ADDRESS` the servers that come along are used. `docker-compose.yml` sets those that the services need;',
    'its header lists what can be set for it. This page is written by `npx node test/docs/configuration-page.ts` from `stack/variables.ts`.',
    '',
  ].join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

if (import.meta.main) writeFileSync(pageFile, configurationPage());
