import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertRules, isEvent } from '../../domain/alerts/rules.ts';
import { type Instruction, runbook } from '../../domain/alerts/runbook.ts';
import { projectRoot } from '../../stack/project-root.ts';

/** docs/runbook.md from the entries by which mails, API and the page /runbook say what to do. Run by itself, this file writes it. */
export const pageFile = join(projectRoot, 'docs', 'runbook.md');

export function runbookPage(): string {
  return [
    '# Runbook',
    '',
    '[Documentation](README.md) · For whoever got an alert. After reading its entry you know what it means, can see for yourself, and can mend the cause. The [glossary](glossary.md) explains the figures.',
    '',
    'Mails, `npx perennial alerts list` and `GET /api/v1/incidents` link to the entry of their rule; a running',
    'Perennial shows this page at `/runbook`. [Architecture](architecture.md#alerts) says when a rule fires, repeats and ends.',
    '',
    ...alertRules.map(({ id, title }) => `- [${id}](#${id}): ${title}`),
    '',
    ...alertRules.flatMap((rule) => {
      const { means, see, causes, act, ends } = runbook[rule.id] ?? missing(rule.id);
      const told = rule.mails ? 'Mailed' : 'Shown in API, CLI and dashboard, not mailed';
      return [
        `## ${rule.id}`,
        '',
        `**${sentence(rule.title)}** ${told}; ${isEvent(rule) ? 'an event' : `it watches ${rule.metric}`}.`,
        '',
        means,
        '',
        'How to see it:',
        '',
        ...see.map(instruction),
        '',
        'Likely causes:',
        '',
        ...causes.map((cause) => `- ${cause}`),
        '',
        'What to do:',
        '',
        ...act.map(instruction),
        '',
        `It ends: ${ends.charAt(0).toLowerCase()}${ends.slice(1)}`,
        '',
      ];
    }),
    'This page is written by `npx node test/docs/runbook-page.ts` from `domain/alerts/runbook.ts`.',
    '',
  ].join('\n');
}

function instruction({ command, text }: Instruction): string {
  return command === undefined ? `- ${text}` : `- \`${command}\`: ${text}`;
}

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}

function missing(rule: string): never {
  throw new Error(`domain/alerts/runbook.ts has no entry for the rule ${rule}.`);
}

if (import.meta.main) writeFileSync(pageFile, runbookPage());
