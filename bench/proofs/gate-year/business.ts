import { armOf } from '../../../domain/experiment/assignment.ts';
import type { Random } from '../../../engine/random.ts';
import type { Database } from '../../../store/database/database.ts';
import { currentExperiment, readPhases } from '../../../store/experiments/experiments.ts';

/** Leads a week, spread over its days. */
export const leadsPerWeek = 100;
/** A lead is scored so many days after it came, and rated by the business so many days after. */
const scoredAfterDays = 2;
const ratedAfterDays = 20;
/** The errors of two models on the same lead have much in common: what neither can know. */
const correlation = 0.8;

type Lead = { readonly id: string; readonly label: number };

/** Mean absolute error, in points of score, of a version by its id. */
export type Quality = ReadonlyMap<number, number>;

/**
 * A business whose days are `dayMs` long: leads come, each is scored by both models on the day it is due, by the arm that the open
 * phase deals it, and rated later. What it writes is what serving and a CRM write; how good the models are is drawn here.
 */
export function createBusiness(input: {
  readonly database: Database;
  readonly random: Random;
  readonly quality: Quality;
  readonly startedAt: number;
  readonly dayMs: number;
}) {
  const { database, random, quality, startedAt, dayMs } = input;
  const due = new Map<number, Lead[]>();
  let contact = 0;
  const at = (day: number) => new Date(startedAt + day * dayMs);

  async function leadsCome(day: number): Promise<void> {
    const count = Math.floor(((day + 1) * leadsPerWeek) / 7) - Math.floor((day * leadsPerWeek) / 7);
    const leads = Array.from({ length: count }, (_, n) => ({ id: `lead-${day}-${n}`, label: 100 * random.next() }));
    due.set(day + scoredAfterDays, leads);
    await database.query(
      `insert into leads (external_id, contact_id, created_at, score, scored_at)
       select id, $1, $2, label, $3 from unnest($4::text[], $5::float[]) as lead (id, label)`,
      [contact, at(day), at(day + ratedAfterDays), leads.map(({ id }) => id), leads.map(({ label }) => label)],
    );
  }

  /** A model's answer: the label, off by a normal error with the mean absolute error of its version. */
  function answers(label: number, versions: readonly number[]): number[] {
    const shared = random.normal();
    return versions.map((version) => {
      const deviation = (quality.get(version) ?? 0) * Math.sqrt(Math.PI / 2);
      const error = Math.sqrt(correlation) * shared + Math.sqrt(1 - correlation) * random.normal();
      return label + deviation * error;
    });
  }

  async function leadsAreScored(day: number): Promise<void> {
    const leads = due.get(day) ?? [];
    due.delete(day);
    const experiment = await currentExperiment(database, 'lead_scoring', 'under_way');
    if (experiment === null) return;
    const phase = (await readPhases(database, experiment.id)).find(({ closedAt }) => closedAt === null);
    if (phase === undefined) return;
    const scored = leads.map(({ id, label }) => {
      const [champion, challenger] = answers(label, [experiment.championVersionId, experiment.challengerVersionId]);
      return { id, arm: armOf(phase, id), champion, challenger };
    });
    await database.query(
      `insert into exposures (experiment_id, phase, unit, arm, exposed_at, champion_output, challenger_output)
       select $1, $2, unit, arm, $3, champion, challenger
       from unnest($4::text[], $5::text[], $6::float[], $7::float[]) as scored (unit, arm, champion, challenger)`,
      [
        experiment.id,
        phase.number,
        at(day),
        scored.map(({ id }) => id),
        scored.map(({ arm }) => arm),
        scored.map(({ champion }) => champion),
        scored.map(({ challenger }) => challenger),
      ],
    );
  }

  return {
    async open(): Promise<void> {
      const [row] = await database.query<{ id: number }>(
        `insert into contacts (external_id, created_at) values ('year', $1) returning id`,
        [at(0)],
      );
      contact = row.id;
    },
    async live(day: number): Promise<void> {
      await leadsAreScored(day);
      await leadsCome(day);
    },
  };
}
