import { leadScoring } from '../../../models/lead-scoring/definition.ts';
import { labelSourceSetting } from '../../../models/lead-scoring/label-settings.ts';
import type { Database } from '../../../store/database/database.ts';
import { type CrmRows, daysAfter } from '../crm-rows.ts';

/** Every combination of what may be known of a lead that came at the tests' origin, by the end of its label window after 32 days. */
export const stages = ['new', 'contacted', 'qualified', 'proposal', 'won', 'lost'] as const;
/** `undated`: imported after the window closed, without a date. Dated stages are reached on day 10. */
export const dates = ['dated', 'undated'] as const;
/** `reopened`: it was won on day 5, and that was taken back; at last it is in its stage. */
export const courses = ['straight', 'reopened'] as const;
export const orders = ['no order', "contact's order", 'named order', 'refunded order', 'late order'] as const;

export type Combination = {
  readonly stage: (typeof stages)[number];
  readonly date: (typeof dates)[number];
  readonly course: (typeof courses)[number];
  readonly order: (typeof orders)[number];
  readonly rated: boolean;
};

export const combinations: readonly Combination[] = stages.flatMap((stage) =>
  dates.flatMap((date) =>
    courses.flatMap((course) =>
      orders.flatMap((order) => [false, true].map((rated) => ({ stage, date, course, order, rated }))),
    ),
  ),
);

export const rating = 63;
const closed = daysAfter(40);

type Subject = { readonly subject_id: number; readonly label: number; readonly way: string; readonly moment: Date };

export type Labels = { readonly rating: number | null; readonly outcomes: number; readonly way: string };

/** The labels of the combinations, in their order, as the product's own SQL finds them. */
export async function labelsOfCombinations(database: Database, crm: CrmRows): Promise<Labels[]> {
  await crm.clear();
  const leads: number[] = [];
  for (const combination of combinations) leads.push(await writeLead(crm, combination));
  const [rated, outcomes] = [await labelsBy('rating'), await labelsBy('outcomes')];
  return leads.map((lead) => {
    const found = outcomes.get(lead);
    return {
      rating: rated.get(lead)?.label ?? null,
      outcomes: Number(found?.label),
      way: String(found?.way),
    };
  });

  /** The subjects of a training, without their features. */
  async function labelsBy(source: string) {
    const { trainingSubjectsSql, horizonDays, windowDays } = leadScoring;
    const rows = await database.withClient(async (client) => {
      await client.query(`select set_config('${labelSourceSetting}', $1, false)`, [source]);
      return (await client.query<Subject>(trainingSubjectsSql, [closed, horizonDays, windowDays])).rows;
    });
    // of the first moment
    return new Map(
      rows.toSorted((a, b) => b.moment.getTime() - a.moment.getTime()).map((row) => [row.subject_id, row]),
    );
  }
}

async function writeLead(crm: CrmRows, { stage, date, course, order, rated }: Combination): Promise<number> {
  const contact = await crm.contact();
  const values = rated ? { score: rating } : {};
  const wonFirst = { ...values, stage: 'won', converted_at: daysAfter(5) };
  let lead: number;
  if (course === 'straight') {
    lead = await crm.lead(contact, date === 'undated' ? { ...values, stage } : values);
    if (date === 'dated' && stage !== 'new') await crm.change(daysAfter(10), 'leads', lead, { stage });
  } else {
    lead = await crm.lead(contact, wonFirst);
    const back = stage === 'won' ? 'lost' : stage;
    if (date === 'dated') {
      await crm.change(daysAfter(8), 'leads', lead, { stage: back, converted_at: null });
      if (stage === 'won') await crm.change(daysAfter(10), 'leads', lead, { stage });
    } else {
      await crm.imported('leads', lead, { stage: back, converted_at: null });
      if (stage === 'won') await crm.imported('leads', lead, { stage });
    }
  }
  if (order === "contact's order") await crm.purchase(contact, daysAfter(4));
  if (order === 'named order') await crm.purchase(contact, daysAfter(20), { lead_id: lead });
  if (order === 'refunded order') await crm.purchase(contact, daysAfter(4), { state: 'refunded', refunded: 10 });
  if (order === 'late order') await crm.purchase(contact, daysAfter(15));
  return lead;
}
