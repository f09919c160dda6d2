import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelName } from '../../domain/models.ts';
import { currentFeatures } from '../../models/features.ts';
import { modelDefinitions } from '../../models/registry.ts';
import { projectRoot } from '../../stack/project-root.ts';
import { knowledge, type SystemName, systems } from '../ingest/round-trip/knowledge.ts';
import { whyUnknown } from '../ingest/round-trip/why-unknown.ts';

/** docs/exports.md from what `test/ingest/round-trip.db.test.ts` holds exports to. Run by itself, this file writes it. */
export const exportsFile = join(projectRoot, 'docs', 'exports.md');

const names: Readonly<Record<SystemName, string>> = {
  hubspot: 'HubSpot',
  salesforce: 'Salesforce',
  odoo: 'Odoo',
  chatwoot: 'Chatwoot',
};
const titles: Readonly<Record<ModelName, string>> = {
  lead_scoring: 'Lead scoring',
  churn: 'Churn',
  engagement: 'Engagement',
};
const order = Object.keys(systems) as SystemName[];

export function exportsPage(): string {
  return [
    '# What an export gives the models',
    '',
    '[Documentation](README.md) · For whoever imports from HubSpot, Salesforce, Odoo or Chatwoot. After reading you know which features (the figures that models learn from) your export can give, and where to get the others.',
    '',
    'The tables below show one simulated business as four systems export it, imported through their presets, beside the same business with all of its tables',
    '(`generate --csv`, which gives back every value).',
    '',
    '- `=`: the feature has the same value in every row.',
    "- `≈`: the same, but for the seconds or minutes that the system's exports leave out.",
    '- empty: the export does not hold it; the last column says what is missing. The feature then has its usual value, so a model still learns, from less.',
    '',
    'Add what your system lacks from where you have it: orders from the shop, campaign events from the mailing tool, times of opting out, attributes as columns of your own.',
    '',
    'HubSpot: contacts, deals, tickets of the interface, e-mails of the API. Salesforce: contacts, opportunities, cases, tasks of the Data Loader. Odoo: partners, leads, sale orders,',
    'helpdesk tickets, messages, exported to be imported again. Chatwoot: contacts, conversations, messages of the database.',
    'The label of lead scoring is compared without ratings, which no preset takes from a column of scores: those are predictions as a rule. Labels of leads that converted agree.',
    '',
    ...modelDefinitions.flatMap(({ name }) => section(name)),
    'This page is written by `npx node test/docs/exports-page.ts` from `test/ingest/round-trip/knowledge.ts`; `test/ingest/round-trip.db.test.ts` measures it.',
    '',
  ].join('\n');
}

function section(model: ModelName): string[] {
  const definition = modelDefinitions.find(({ name }) => name === model);
  if (definition === undefined) throw new Error(`there is no model ${model}`);
  const columns = ['label', ...currentFeatures(definition).map(({ name }) => name)];
  const rows = columns.map((column) => {
    const marks = order.map((system) => markOf(system, model, column));
    const lacking = marks.some((mark, at) => mark === '' && knowledge[order[at]][model].rows !== 'none');
    return `| \`${column}\` | ${marks.join(' | ')} | ${lacking ? whyUnknown(model, column) : ''} |`;
  });
  const known = order.map((system) => knowledge[system][model].rows);
  return [
    `## ${titles[model]}`,
    '',
    `| | ${order.map((system) => names[system]).join(' | ')} | what is missing |`,
    `|---|${order.map(() => '---|').join('')}---|`,
    `| rows | ${known.join(' | ')} | ${known.includes('some') || known.includes('none') ? whyUnknown(model, 'rows') : ''} |`,
    ...rows,
    '',
  ];
}

function markOf(system: SystemName, model: ModelName, column: string): string {
  const { same, near } = knowledge[system][model];
  return same.includes(column) ? '=' : near.includes(column) ? '≈' : '';
}

if (import.meta.main) writeFileSync(exportsFile, exportsPage());
