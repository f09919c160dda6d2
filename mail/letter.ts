import { buttonHtml, escaped, letterPage, styles } from './letter-style.ts';

/** An alert as content, before it is text or HTML. Every string is plain text. */
export type Letter = {
  readonly subject: string;
  readonly opening: string;
  /** What the reader must know before any figure. */
  readonly lead?: readonly string[];
  readonly matters: readonly Matter[];
  /** Where the figures come from: label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly causes: readonly string[];
  readonly advice: readonly Advice[];
};

/** One incident, or one chapter of a digest. */
export type Matter = {
  readonly title: string;
  /** What changed: value before, value now, limit. */
  readonly lines: readonly string[];
  readonly url?: string;
  /** Where it is explained: what it means, what to do. */
  readonly help?: string;
  /** Absent when there are no figures to draw. */
  readonly chart?: { readonly cid: string; readonly alt: string };
};

/** Something to do: a command with what it is for, and a button that leads to where it can be pressed. */
export type Advice = {
  readonly command?: string;
  readonly text: string;
  readonly button?: { readonly label: string; readonly url: string };
};

export function letterText({ opening, lead = [], matters, facts, causes, advice }: Letter): string {
  const width = Math.max(0, ...facts.map(([label]) => label.length)) + 2;
  return [
    opening,
    ...lead,
    ...matters.flatMap(({ title, lines, url, help }) => [
      '',
      `* ${title}`,
      ...lines.map((line) => `  ${line}`),
      ...(url === undefined ? [] : [`  ${url}`]),
      ...(help === undefined ? [] : [`  ${helpWords}: ${help}`]),
    ]),
    ...block(
      'What it is about:',
      facts.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`),
    ),
    ...block('Likely causes, the likeliest first:', causes),
    ...block('What to do:', advice.flatMap(adviceText)),
    '',
  ].join('\n');
}

function adviceText({ command, text, button }: Advice): string[] {
  const said = command === undefined ? text : `${command}   ${text}`;
  return button === undefined ? [said] : [said, `  or ${button.label.toLowerCase()} at ${button.url}`];
}

function block(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

export function letterHtml({ subject, opening, lead = [], matters, facts, causes, advice }: Letter): string {
  const rows = facts.map(
    ([label, value]) =>
      `<tr><th style="${styles.label}">${escaped(label)}</th><td style="${styles.value}">${escaped(value)}</td></tr>`,
  );
  return letterPage(
    subject,
    [
      `<p style="${styles.opening}"><strong>${escaped(opening)}</strong></p>`,
      ...lead.map((line) => `<p>${escaped(line)}</p>`),
      ...matters.map(matterHtml),
      list('Likely causes, the likeliest first', 'ol', causes.map(escaped)),
      list('What to do', 'ul', advice.map(adviceHtml)),
      rows.length === 0 ? '' : `${heading('What it is about')}<table style="${styles.table}">${rows.join('')}</table>`,
    ].filter((part) => part !== ''),
  );
}

const helpWords = 'What it means and what to do';

function matterHtml({ title, lines, url, help, chart }: Matter): string {
  const picture =
    chart === undefined
      ? ''
      : `<p><img src="cid:${escaped(chart.cid)}" width="560" height="220" style="${styles.chart}" alt="${escaped(chart.alt)}"></p>`;
  const open = url === undefined ? '' : `<p>${buttonHtml('Open the incident', url)}</p>`;
  const more = help === undefined ? '' : `<p><a href="${escaped(help)}" style="color:inherit">${helpWords}</a></p>`;
  return `<h2 style="${styles.title}">${escaped(title)}</h2><p>${lines.map(escaped).join('<br>')}</p>${picture}${open}${more}`;
}

function adviceHtml({ command, text, button }: Advice): string {
  const said =
    command === undefined ? '' : `<code class="command" style="${styles.command}">${escaped(command)}</code> `;
  return `${said}${escaped(text)}${button === undefined ? '' : `<br>${buttonHtml(button.label, button.url)}`}`;
}

function heading(words: string): string {
  return `<h3 style="${styles.heading}">${words}</h3>`;
}

function list(words: string, kind: 'ol' | 'ul', items: readonly string[]): string {
  if (items.length === 0) return '';
  const lines = items.map((item) => `<li style="${styles.item}">${item}</li>`).join('');
  return `${heading(words)}<${kind} style="${styles.list}">${lines}</${kind}>`;
}
