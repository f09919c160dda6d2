import { createRandom } from '../../../engine/random.ts';

/**
 * A business whose leads fill in a form on its website and talk to nobody. What they fill in decides how likely they are to buy, in part
 * together: the truth is known. Two columns are written once the outcome is: 'Next step', undated in the export, and 'Handover', dated, in
 * another file.
 */
export type FormLeads = {
  /** CSV, with the mappings of both. */
  readonly leads: string;
  readonly handovers: string;
  readonly mapping: string;
  /** The true probability by lead. */
  readonly chances: ReadonlyMap<string, number>;
};

export const leaking = ['lead:Next step', 'lead:Handover'] as const;

export const formMapping = `name: Form leads
source: site
recognise: { columns: [Next step] }
tables:
  contacts: { email: Email, country: Country, created_at: Created }
  leads:
    external_id: Id
    created_at: Created
    stage: { column: Status, words: { Won: won, Lost: lost, Open: new } }
    converted_at: Closed
    source: Source
    attributes: [Industry, Employees, Budget, Newsletter, Landing page, Visits, Next step]
---
name: Handovers
source: site
recognise: { columns: [Handover] }
tables:
  leads:
    external_id: Id
    contact_email: Email
    attributes: [Handover]
    attributes_at: Handed over
`;

const day = 86_400_000;

type Level = { readonly text: string; readonly weight: number; readonly effect: number };
const levels = (...rows: readonly (readonly [string, number, number])[]): readonly Level[] =>
  rows.map(([text, weight, effect]) => ({ text, weight, effect }));

const sources = levels(
  ['Google', 30, 0],
  ['Direct', 22, -0.3],
  ['Facebook', 18, -0.9],
  ['Newsletter', 9, 0.7],
  ['Partner', 8, 1.3],
  ['Trade fair', 4, 1.6],
  ['Blog', 9, -0.2],
);
const industries = levels(
  ['Retail', 25, 0],
  ['Health', 15, 0.6],
  ['Education', 12, -0.5],
  ['Finance', 10, 0.9],
  ['Hotels', 14, -0.2],
  ['Transport', 10, 0.1],
  ['Building', 14, -0.6],
);
const countries = levels(
  ['PT', 30, 0],
  ['ES', 22, 0.1],
  ['BR', 18, -0.4],
  ['DE', 10, 0.5],
  ['IN', 12, -0.7],
  ['FR', 5, 0.3],
  ['IT', 2, 0],
  ['NL', 1, 0.6],
);

export function simulateFormLeads(seed: number, count: number, now: Date): FormLeads {
  const random = createRandom(seed);
  const pick = (from: readonly Level[]): Level => {
    let left = random.next() * from.reduce((sum, { weight }) => sum + weight, 0);
    for (const level of from) {
      left -= level.weight;
      if (left < 0) return level;
    }
    return from[0] as Level;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const pages = Array.from({ length: 40 }, (_, at) => ({
    text: `/page-${at + 1}`,
    weight: 40 / (at + 2),
    effect: 0.5 * normal(),
  }));
  const chances = new Map<string, number>();
  const leads = [
    [
      'Id',
      'Email',
      'Created',
      'Status',
      'Closed',
      'Source',
      'Country',
      'Industry',
      'Employees',
      'Budget',
      'Newsletter',
      'Landing page',
      'Visits',
      'Next step',
    ],
  ];
  const handovers = [['Id', 'Email', 'Handover', 'Handed over']];
  for (let at = 1; at <= count; at++) {
    const [source, industry, country, page] = [sources, industries, countries, pages].map(pick) as [
      Level,
      Level,
      Level,
      Level,
    ];
    const employees = Math.round(Math.exp(2.5 + 1.3 * normal()));
    const budget = random.next() < 0.25 ? null : Math.round(100 * Math.exp(7 + normal())) / 100;
    const newsletter = random.next() < 0.4;
    const visits = Math.floor(-6 * Math.log(1 - random.next()));
    const together =
      source.text === 'Partner' && industry.text === 'Finance'
        ? 1
        : source.text === 'Facebook' && country.text === 'IN'
          ? -1
          : 0;
    const logit =
      -1.9 +
      source.effect +
      industry.effect +
      country.effect +
      page.effect +
      together +
      (newsletter ? 0.5 : 0) +
      0.35 * Math.min(3, Math.log(1 + visits)) +
      (employees > 50 ? 0.8 : employees < 5 ? -0.5 : 0) +
      (budget === null ? -0.4 : 0.4 * (Math.log(budget) - 7));
    const chance = 1 / (1 + Math.exp(-logit));
    const created = now.getTime() - (33 + 130 * random.next()) * day;
    const converts = random.next() < chance;
    const closed = new Date(created + (1 + 20 * random.next()) * day);
    const status = converts ? 'Won' : random.next() < 0.6 ? 'Lost' : 'Open';
    const [id, email] = [`F${at}`, `lead${at}@example.com`];
    chances.set(`site:${id}`, chance);
    // people write it down for most, and at times for leads that are still open
    const step =
      random.next() < 0.05
        ? ''
        : converts
          ? random.next() < 0.7
            ? 'Onboarding'
            : 'Invoice'
          : status === 'Lost'
            ? 'None'
            : random.next() < 0.1
              ? 'Onboarding'
              : '';
    leads.push([
      ...[id, email, new Date(created).toISOString(), status, converts ? closed.toISOString() : ''],
      ...[source.text, country.text, industry.text, String(employees)],
      budget === null ? '' : `"$${budget.toLocaleString('en-US')}"`,
      ...[newsletter ? 'Yes' : 'No', page.text, String(visits), step],
    ]);
    if (converts && random.next() < 0.8) {
      handovers.push([
        id,
        email,
        `Team ${1 + random.integer(3)}`,
        new Date(closed.getTime() + 3_600_000).toISOString(),
      ]);
    }
  }
  const csv = (rows: readonly (readonly string[])[]) => `${rows.map((row) => row.join(',')).join('\n')}\n`;
  return { leads: csv(leads), handovers: csv(handovers), mapping: formMapping, chances };
}
