import type { Text } from './named-files.ts';

/** docs/README.md leads to every page, by what somebody wants to do. */
export const index = 'docs/README.md';
const tasks = ['Try', 'Connect', 'Operate', 'Change'];
/** Whoever doesn't know one of these words finds it there. */
const jargon = /\b(?:champions?|challengers?|holdout|AUC|MAE|PSI|R²|F1|calibrated)\b/;

/** What keeps docs/ from being a site that a newcomer finds their way through: the page, and what it lacks. */
export function faultsOfSite(pages: readonly Text[]): string[] {
  const found = pages.find(({ path }) => path === index);
  if (found === undefined) return [`${index} is missing`];
  const linked = new Set(linksOf(found.source).map((link) => `docs/${link}`));
  const others = pages.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path) && path !== index);
  const folders = pages.filter(({ path }) => /^docs\/[^/]+\/README\.md$/.test(path));
  return [
    ...tasks
      .filter((task) => !new RegExp(`^## ${task}$`, 'm').test(found.source))
      .map((task) => `${index} has no part "${task}"`),
    ...[...others, ...folders].filter(({ path }) => !linked.has(path)).map(({ path }) => `${path} is not in ${index}`),
    ...others.flatMap(({ path, source }) => faultsOfPage(source).map((fault) => `${path} ${fault}`)),
    ...folders.filter(({ source }) => !beginning('../').test(source)).map(({ path }) => `${path} ${unsaid}`),
  ];
}

const unsaid =
  'does not begin with its title and "[Documentation](README.md) · For whoever ... . After reading ... you ... ."';

function beginning(up: string): RegExp {
  const link = `\\[Documentation\\]\\(${up.replaceAll('.', '\\.')}README\\.md\\)`;
  return new RegExp(`^# [^\\n]+\\n\\n${link} · For who[^.]+\\. After reading [^.]*you .+\\.\\n`);
}

function faultsOfPage(source: string): string[] {
  const explains = linksOf(source).some((link) => link.startsWith('glossary.md')) || source.startsWith('# Glossary');
  return [
    ...(beginning('').test(source) ? [] : [unsaid]),
    ...(jargon.test(source) && !explains ? ['uses words of the glossary and does not link to it'] : []),
  ];
}

function linksOf(source: string): string[] {
  return [...source.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link = '']) => link);
}
