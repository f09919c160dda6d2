import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { projectRoot } from '../../stack/project-root.ts';

const folder = join(projectRoot, 'docs/operate');

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};
type Panel = {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
};

export function readRules(): readonly Rule[] {
  const file = parse(readFileSync(join(folder, 'alerts.yml'), 'utf8')) as { groups: { name: string; rules: Rule[] }[] };
  return file.groups.flatMap(({ rules }) => rules);
}

export function readPanels(): readonly Panel[] {
  return (JSON.parse(readFileSync(join(folder, 'grafana.json'), 'utf8')) as { panels: Panel[] }).panels;
}

export function readScrapeFile(): { readonly rule_files: string[]; readonly scrape_configs: { job_name: string }[] } {
  return parse(readFileSync(join(folder, 'prometheus.yml'), 'utf8'));
}

/** Every expression of alert rules and dashboard, by where it stands. */
export function readExpressions(): readonly (readonly [string, string])[] {
  return [
    ...readRules().map(({ alert, expr }) => [alert, expr] as const),
    ...readPanels().flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr] as const)),
  ];
}

export type Expression = {
  /** Whether Prometheus' own grammar takes it. */
  readonly correct: boolean;
  readonly metrics: readonly string[];
  /** In matchers, and in what it groups by. */
  readonly labels: readonly string[];
};

/** Grafana puts the interval of the panel in place of its variable. */
export function readExpression(text: string): Expression {
  const query = text.replaceAll('$__rate_interval', '5m');
  const metrics = new Set<string>();
  const labels = new Set<string>();
  let correct = true;
  parser.parse(query).iterate({
    enter({ name, type, from, to, node }) {
      if (type.isError) correct = false;
      if (name === 'Identifier' && node.parent?.name === 'VectorSelector') metrics.add(query.slice(from, to));
      if (name === 'LabelName') labels.add(query.slice(from, to));
    },
  });
  return { correct, metrics: [...metrics], labels: [...labels] };
}
