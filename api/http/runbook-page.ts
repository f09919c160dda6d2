import type { RequestHandler } from 'express';
import { type AlertRule, alertRules } from '../../domain/alerts/rules.ts';
import { type Instruction, runbook } from '../../domain/alerts/runbook.ts';

/** What each alert means and what to do, for who follows the link in a mail: it needs no sign-in and holds nothing of the business. */
export function serveRunbook(): RequestHandler {
  const page = runbookHtml();
  return (_request, response) => void response.type('html').send(page);
}

function runbookHtml(): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Runbook: what each alert means, and what to do</title>',
    '<link rel="icon" href="/leaf.svg">',
    '<link rel="stylesheet" href="/style.css">',
    '</head>',
    '<body>',
    '<main>',
    '<h1>What each alert means, and what to do</h1>',
    '<nav aria-label="Alerts"><ul>',
    ...alertRules.map(({ id, title }) => `<li><a href="#${id}">${escaped(title)}</a></li>`),
    '</ul></nav>',
    ...alertRules.flatMap(entryHtml),
    '<p><a href="/">To the dashboard</a></p>',
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function entryHtml({ id, title }: AlertRule): string[] {
  const entry = runbook[id];
  if (entry === undefined) return [];
  return [
    `<section id="${id}" aria-labelledby="${id}-title">`,
    `<h2 id="${id}-title">${escaped(title.charAt(0).toUpperCase() + title.slice(1))}</h2>`,
    `<p>${escaped(entry.means)}</p>`,
    '<h3>How to see it</h3>',
    list(entry.see.map(instruction)),
    '<h3>Likely causes</h3>',
    list(entry.causes.map(withCode)),
    '<h3>What to do</h3>',
    list(entry.act.map(instruction)),
    '<h3>When it ends</h3>',
    `<p>${escaped(entry.ends)}</p>`,
    '</section>',
  ];
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

function instruction({ command, text }: Instruction): string {
  return command === undefined ? withCode(text) : `<code>${escaped(command)}</code>: ${withCode(text)}`;
}

/** Names of codes stand between backticks. */
function withCode(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
