/** Styles are inline because many mail clients drop style sheets; the sheet only adds what dark screens need. */
export const styles = {
  body: 'font:15px/1.5 system-ui,sans-serif;color:#1d2421;background:#ffffff;max-width:600px;margin:0 auto;padding:16px;overflow-wrap:anywhere',
  opening: 'font-size:17px;margin-top:0',
  title: 'font-size:18px;line-height:1.3;margin:24px 0 4px',
  heading: 'font-size:15px;margin:24px 0 4px',
  button:
    'display:inline-block;background:#1f5c42;color:#ffffff;text-decoration:none;padding:8px 16px;border-radius:6px;margin:8px 0',
  command: 'font:13px/1.5 ui-monospace,monospace;background:#eef1ec;border-radius:4px;padding:2px 6px',
  table: 'border-collapse:collapse',
  label:
    'color:#5b6661;padding:2px 16px 2px 0;text-align:left;font-weight:normal;vertical-align:top;white-space:nowrap',
  value: 'padding:2px 0;vertical-align:top',
  chart: 'max-width:100%;height:auto;border-radius:6px;background:#ffffff',
  list: 'margin:0;padding-left:22px',
  item: 'margin:4px 0',
} as const;

const dark = `@media (prefers-color-scheme: dark) {
body { background: #14181a !important; color: #e6ebe7 !important; }
th { color: #a2aea6 !important; }
.button { background: #6cc48d !important; color: #0f1713 !important; }
.command { background: #2a3236 !important; }
}`;

export function letterPage(subject: string, parts: readonly string[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>${escaped(subject)}</title><style>${dark}</style></head>`,
    `<body style="${styles.body}">`,
    ...parts,
    '</body></html>',
  ].join('\n');
}

export function buttonHtml(label: string, url: string): string {
  return `<a class="button" href="${escaped(url)}" style="${styles.button}">${escaped(label)}</a>`;
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
