/**
 * The Web UI shows summaries and details of workflows in a frame of its address `/render`, as Markdown. This renders what
 * our workflows write: paragraphs, tables, lists, bold text and code; all else stays as it was written.
 */
export function renderPage(markdown: string, theme: string): string {
  const dark = theme.startsWith('dark');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<base target="_blank">
<title>Details</title>
<style>
body { margin: 0; padding: 1rem; font: 14px/1.4 sans-serif; background: ${dark ? '#141414' : '#fff'}; color: ${dark ? '#f8fafc' : '#141414'}; }
td, th { padding: 0 1rem .125rem 0; text-align: left; }
code { font-family: monospace; }
</style>
</head>
<body>
${markdown
  .split(/\n{2,}/)
  .map(renderBlock)
  .join('\n')}
</body>
</html>
`;
}

function renderBlock(block: string): string {
  const lines = block.split('\n').filter((line) => line.trim() !== '');
  if (lines.length > 1 && /^\s*\|[\s|:-]+\|\s*$/.test(lines[1] ?? '')) {
    const rows = lines.filter((_, at) => at !== 1).map((line, at) => row(line, at === 0 ? 'th' : 'td'));
    return `<table>${rows.join('')}</table>`;
  }
  if (lines.length > 0 && lines.every((line) => /^\s*[-*] /.test(line))) {
    return `<ul>${lines.map((line) => `<li>${inline(line.replace(/^\s*[-*] /, ''))}</li>`).join('')}</ul>`;
  }
  return `<p>${lines.map(inline).join('<br>')}</p>`;
}

function row(line: string, cell: 'th' | 'td'): string {
  const cells = line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|');
  return `<tr>${cells.map((text) => `<${cell}>${inline(text.trim())}</${cell}>`).join('')}</tr>`;
}

function inline(text: string): string {
  return escapeHtml(text)
    .replace(/\*\*(.+?)\*\*/g, '<strong>$1</strong>')
    .replace(/`([^`]+)`/g, '<code>$1</code>');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
