/** An alert as content, before it is text or HTML. Every string is plain text. */
export type Letter = {
  readonly subject: string;
  readonly opening: string;
  readonly matters: readonly Matter[];
  /** Where the figures come from: label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly causes: readonly string[];
  readonly advice: readonly string[];
};

/** One incident. */
export type Matter = {
  readonly title: string;
  /** What changed: value before, value now, limit. */
  readonly lines: readonly string[];
  readonly url: string;
  /** Absent when there are no figures to draw. */
  readonly chart?: { readonly cid: string; readonly alt: string };
};

export function letterText({ opening, matters, facts, causes, advice }: Letter): string {
  const width = Math.max(0, ...facts.map(([label]) => label.length)) + 2;
  return [
    opening,
    ...matters.flatMap(({ title, lines, url }) => ['', `* ${title}`, ...lines.map((line) => `  ${line}`), `  ${url}`]),
    ...block(
      'What it is about:',
      facts.map(([label, value]) => `${`${label}:`.padEnd(width)}${value}`),
    ),
    ...block('Likely causes:', causes),
    ...block('What to do:', advice),
    '',
  ].join('\n');
}

function block(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];
}

const styles = {
  body: 'font:15px/1.5 system-ui,sans-serif;color:#1d2421;max-width:600px;margin:0 auto;padding:16px',
  button:
    'display:inline-block;background:#1f5c42;color:#ffffff;text-decoration:none;padding:8px 16px;border-radius:6px;margin:8px 0',
  label: 'color:#5b6661;padding:2px 16px 2px 0;text-align:left;font-weight:normal;vertical-align:top',
} as const;

/** Styles are inline because mail clients drop style sheets. */
export function letterHtml({ subject, opening, matters, facts, causes, advice }: Letter): string {
  const rows = facts.map(
    ([label, value]) => `<tr><th style="${styles.label}">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  );
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>`,
    `<body style="${styles.body}"><p><strong>${escaped(opening)}</strong></p>`,
    ...matters.map(matterHtml),
    rows.length === 0 ? '' : `<h3>What it is about</h3><table>${rows.join('')}</table>`,
    list('Likely causes', causes),
    list('What to do', advice),
    '</body></html>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function matterHtml({ title, lines, url, chart }: Matter): string {
  const picture =
    chart === undefined
      ? ''
      : `<p><img src="cid:${escaped(chart.cid)}" width="560" height="160" style="max-width:100%;height:auto" alt="${escaped(chart.alt)}"></p>`;
  return `<h2 style="font-size:18px">${escaped(title)}</h2><p>${lines.map(escaped).join('<br>')}</p>${picture}<p><a href="${escaped(url)}" style="${styles.button}">Open the incident</a></p>`;
}

function list(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `<h3>${heading}</h3><ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
