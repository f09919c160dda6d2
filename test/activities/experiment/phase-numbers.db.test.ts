import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { readPhaseNumbers } from '../../../activities/experiment/phase-numbers.ts';
import type { PhaseNumbers } from '../../../domain/experiment/experiment.ts';
import { type CrmRows, crmRows, daysAfter, hoursAfter, origin } from '../../models/crm-rows.ts';
import { openTestDatabase } from '../../store/test-database.ts';
import { leadLabels } from '../lead-labels.ts';
import { experimentId, experimentRows } from './experiment-rows.ts';

const database = await openTestDatabase();
const crm: CrmRows = crmRows(database);
const experiment = await experimentRows(database);

function numbersAt(now: Date): Promise<PhaseNumbers> {
  return readPhaseNumbers({ database, settings: { leadLabels } }, { experimentId, phase: 1, now });
}

/** Matured units and conversions of the champion's and the challenger's arm. */
function matured({ champion, challenger }: PhaseNumbers): number[] {
  return [champion.units, champion.conversions, challenger.units, challenger.conversions];
}

function justAfter(moment: Date): Date {
  return new Date(moment.getTime() + 1);
}

describe('numbers of a lead scoring phase', () => {
  beforeEach(async () => {
    await crm.clear();
    await experiment.open('lead_scoring');
  });

  async function exposedLead(name: string, values: Record<string, unknown> = {}, at = origin): Promise<number> {
    const lead = await crm.lead(await crm.contact(), { external_id: name, created_at: daysAfter(-1), ...values });
    await experiment.expose(name, 'champion', at);
    return lead;
  }
  const windowsEnd = daysAfter(14);

  it("count conversions after the exposure until the window's end, inclusive", async () => {
    await exposedLead('at the end', { converted_at: windowsEnd });
    await exposedLead('too late', { converted_at: justAfter(windowsEnd) });
    await exposedLead('at once', { converted_at: justAfter(origin) });
    assert.deepEqual(matured(await numbersAt(daysAfter(20))), [3, 2, 0, 0]);
  });

  it('leave out whose window ended after the last import of a business that imports every week', async () => {
    await exposedLead('ends before it', {}, daysAfter(0));
    await exposedLead('ends after it', {}, daysAfter(2));
    for (const day of [-13, -6, 1, 8, 15]) {
      await database.query(
        `insert into import_batches (file, content_hash, mapping, report, imported_at) values ('leads.csv', $1, 'leads', '{"stored": 1}', $2)`,
        [String(day), daysAfter(day)],
      );
    }
    try {
      assert.deepEqual(matured(await numbersAt(daysAfter(18))), [1, 0, 0, 0]);
    } finally {
      await database.query('delete from import_batches');
    }
    assert.deepEqual(matured(await numbersAt(daysAfter(18))), [2, 0, 0, 0]);
  });

  it('leave out leads that had converted before they were exposed', async () => {
    await exposedLead('before', { converted_at: hoursAfter(-2) });
    await exposedLead('at the same moment', { converted_at: origin });
    const bought = await exposedLead('bought before, and again');
    for (const day of [-1, 3]) await crm.purchase(1, daysAfter(day), { lead_id: bought });
    await exposedLead('posted before');
    await experiment.post('lead_scoring', 'posted before', hoursAfter(-1));
    const { champion } = await numbersAt(daysAfter(20));
    assert.deepEqual([champion.exposed, champion.units, champion.conversions], [4, 0, 0]);
  });

  it("count purchases of the lead, its stage 'won' and posted outcomes, once per lead", async () => {
    const bought = await exposedLead('bought');
    await crm.purchase(1, daysAfter(1), { lead_id: bought });
    await crm.purchase(1, daysAfter(2), { lead_id: bought });
    const won = await exposedLead('won');
    await crm.change(daysAfter(3), 'leads', won, { stage: 'won' });
    const lost = await exposedLead('lost');
    await crm.change(daysAfter(3), 'leads', lost, { stage: 'lost' });
    await exposedLead('posted');
    for (const day of [4, 5]) await experiment.post('lead_scoring', 'posted', daysAfter(day));
    await exposedLead("posted for another model, under another's name");
    await experiment.post('churn', "posted for another model, under another's name", daysAfter(4));
    await exposedLead('an order of its contact');
    await crm.purchase(6, daysAfter(2));
    await exposedLead('an order that came late');
    await crm.purchase(7, daysAfter(13.5));
    assert.deepEqual(matured(await numbersAt(daysAfter(20))), [7, 4, 0, 0]);
  });

  it("keep a conversion when 'not converted' is posted later", async () => {
    await exposedLead('converted', { converted_at: daysAfter(2) });
    await exposedLead('not converted');
    for (const name of ['converted', 'not converted']) await experiment.post('lead_scoring', name, daysAfter(3), false);
    assert.deepEqual(matured(await numbersAt(daysAfter(20))), [2, 1, 0, 0]);
  });

  it('wait for windows to end, in both arms, and ignore everything later', async () => {
    await exposedLead('ended', { converted_at: daysAfter(1) }, daysAfter(0.5));
    await crm.lead(await crm.contact(), { external_id: 'open', converted_at: daysAfter(3) });
    await experiment.expose('open', 'challenger', daysAfter(2), { crossed: true });
    await crm.lead(await crm.contact(), { external_id: 'later' });
    await experiment.expose('later', 'challenger', daysAfter(16));
    await experiment.expose('erased since', 'challenger', daysAfter(1));
    assert.deepEqual(matured(await numbersAt(daysAfter(14.5))), [1, 1, 0, 0]);
    const numbers = await numbersAt(daysAfter(15.9));
    assert.deepEqual([numbers.champion.exposed, numbers.challenger.exposed, numbers.crossed], [1, 2, 1]);
    assert.deepEqual(matured(numbers), [1, 1, 0, 0]);
    assert.deepEqual(matured(await numbersAt(daysAfter(16))), [1, 1, 1, 1]);
    assert.deepEqual(matured(await numbersAt(new Date(daysAfter(14.5).getTime() - 1))), [0, 0, 0, 0]);
  });

  it('compare losses on closed labels of leads that were exposed in time', async () => {
    const rated = async (name: string, score: number, came: Date, at: Date) => {
      await crm.lead(await crm.contact(), { external_id: name, created_at: came, score });
      await experiment.expose(name, 'champion', at, { champion: 50, challenger: 60 });
    };
    await rated('challenger nearer', 70, origin, hoursAfter(1));
    await rated('champion nearer', 40, origin, hoursAfter(72));
    await rated('exposed a day after its moment of scoring', 70, origin, justAfter(hoursAfter(72)));
    await rated('label still open', 70, justAfter(origin), hoursAfter(2));
    await crm.lead(await crm.contact(), { external_id: 'challenger failed', score: 70 });
    await experiment.expose('challenger failed', 'challenger', hoursAfter(1), { champion: 50 });
    const { paired } = await numbersAt(daysAfter(32));
    assert.deepEqual(paired, { units: 2, mean: 0, standardDeviation: Math.sqrt(200) });
    assert.equal((await numbersAt(new Date(daysAfter(32).getTime() - 1))).paired, null);
  });

  it('compare each version by the source of its own labels', async () => {
    const lead = async (name: string, values: Record<string, unknown>) => {
      await crm.lead(await crm.contact(), { external_id: name, ...values });
      await experiment.expose(name, 'champion', hoursAfter(1), { champion: 50, challenger: 60 });
    };
    await lead('rated and qualified', { score: 70, stage: 'qualified' });
    await lead('rated', { score: 40 });
    await lead('unrated', { stage: 'proposal' });
    const pairs = async (champion: string | null, challenger: string | null) => {
      await database.query(
        `update model_versions set label_source = case run_id when 'r/champion' then $1 else $2 end`,
        [champion, challenger],
      );
      const { paired } = await numbersAt(daysAfter(40));
      return [paired?.units, paired?.mean];
    };
    assert.deepEqual(await pairs('rating', 'rating'), [2, (10 - 20 + (20 - 10)) / 2]);
    assert.deepEqual(await pairs('outcomes', 'outcomes'), [3, (15 - 5 + (55 - 45) + (0 - 10)) / 3]);
    assert.deepEqual(await pairs('rating', 'outcomes'), [2, (15 - 20 + (55 - 10)) / 2]);
    assert.deepEqual(await pairs(null, null), [3, (10 - 20 + (20 - 10) + (0 - 10)) / 3]);
  });

  it('work with days of another length', async () => {
    const hour = 3_600_000;
    await experiment.open('lead_scoring', { dayMs: hour });
    const came = hoursAfter(-1);
    await exposedLead('in time', { created_at: came, converted_at: hoursAfter(14), score: 90 }, origin);
    await experiment.expose('no lead', 'champion', origin);
    await database.query('update exposures set champion_output = 80, challenger_output = 75');
    await exposedLead('late', { created_at: came, converted_at: justAfter(hoursAfter(15)), score: 10 }, hoursAfter(1));
    await database.query('update exposures set champion_output = 80, challenger_output = 75');
    const numbers = await numbersAt(hoursAfter(31));
    assert.deepEqual(matured(numbers), [2, 1, 0, 0]);
    assert.deepEqual([numbers.phaseDay, numbers.experimentDay], [31, 31]);
    assert.deepEqual(numbers.paired, { units: 2, mean: 0, standardDeviation: Math.sqrt(50) });
  });
});

describe('numbers of a churn phase', () => {
  beforeEach(async () => {
    await crm.clear();
    await experiment.open('churn');
  });

  async function exposedContact(name: string): Promise<number> {
    await experiment.expose(name, 'challenger', origin, { champion: 0.5, challenger: 0.2 });
    return await crm.contact({ external_id: name });
  }
  const windowsEnd = daysAfter(30);

  it('count a contact with any activity within the window as kept', async () => {
    const campaign = await crm.campaign();
    await crm.inbound(await exposedContact('writes'), justAfter(origin));
    await crm.event(await exposedContact('clicks'), campaign, 'clicked', windowsEnd);
    await crm.purchase(await exposedContact('buys'), daysAfter(7));
    await crm.ticket(await exposedContact('complains'), daysAfter(8));
    await exposedContact('posted');
    await experiment.post('churn', 'posted', windowsEnd);
    await crm.inbound(await exposedContact('wrote at the exposure'), origin);
    await crm.inbound(await exposedContact('writes too late'), justAfter(windowsEnd));
    await crm.outbound(await exposedContact('is written to'), daysAfter(3));
    await crm.event(await exposedContact('only opens'), campaign, 'opened', daysAfter(3));
    await exposedContact('posted too late');
    await experiment.post('churn', 'posted too late', justAfter(windowsEnd));
    const numbers = await numbersAt(daysAfter(31));
    assert.deepEqual(matured(numbers), [0, 0, 10, 5]);
    assert.equal(numbers.paired?.units, 10);
    // kept: 0.2^2 - 0.5^2; lost: 0.8^2 - 0.5^2
    assert.ok(Math.abs((numbers.paired?.mean ?? 0) - (-0.21 + 0.39) / 2) < 1e-12);
    assert.deepEqual(matured(await numbersAt(new Date(windowsEnd.getTime() - 1))), [0, 0, 0, 0]);
  });

  it('count matured contacts who opted out after their exposure', async () => {
    const campaign = await crm.campaign();
    await crm.change(daysAfter(2), 'contacts', await exposedContact('opts out'), { opted_in: false });
    await crm.event(await exposedContact('unsubscribes'), campaign, 'unsubscribed', daysAfter(3));
    const both = await exposedContact('does both');
    await crm.event(both, campaign, 'unsubscribed', daysAfter(3));
    await crm.change(daysAfter(4), 'contacts', both, { opted_in: false });
    const before = await exposedContact('had opted out');
    await crm.change(daysAfter(-5), 'contacts', before, { opted_in: false });
    await crm.change(daysAfter(5), 'contacts', before, { name: 'Anna' });
    const unsubscribed = await exposedContact('had unsubscribed');
    for (const day of [-5, 5]) await crm.event(unsubscribed, campaign, 'unsubscribed', daysAfter(day));
    await crm.change(daysAfter(40), 'contacts', await exposedContact('opts out after the look'), { opted_in: false });
    await exposedContact('stays');
    await crm.change(daysAfter(6), 'contacts', await crm.contact({ external_id: 'young' }), { opted_in: false });
    await experiment.expose('young', 'challenger', daysAfter(5));
    const { champion, challenger } = await numbersAt(daysAfter(31));
    assert.deepEqual([champion.optOuts, challenger.optOuts, challenger.units], [0, 3, 7]);
  });
});

describe('numbers of an engagement phase', () => {
  beforeEach(async () => {
    await crm.clear();
    await experiment.open('engagement');
  });

  async function exposedContact(name: string, sent: readonly Date[]): Promise<number> {
    const contact = await crm.contact({ external_id: name });
    for (const at of sent) await crm.outbound(contact, at);
    await experiment.expose(name, 'champion', origin, { champion: 0.4, challenger: 0.9 });
    return contact;
  }

  it('count answers within a day of the first message after the exposure', async () => {
    const sent = hoursAfter(5);
    await crm.inbound(await exposedContact('answers', [sent]), hoursAfter(29));
    await crm.inbound(await exposedContact('answers too late', [sent]), justAfter(hoursAfter(29)));
    await crm.inbound(await exposedContact('answers the second one', [sent, hoursAfter(60)]), hoursAfter(61));
    await crm.inbound(await exposedContact('wrote before the message', [sent]), hoursAfter(4));
    await exposedContact('posted', [sent]);
    await experiment.post('engagement', 'posted', hoursAfter(29));
    await exposedContact('posted before the message', [sent]);
    await experiment.post('engagement', 'posted before the message', hoursAfter(4));
    const numbers = await numbersAt(daysAfter(10));
    assert.deepEqual(matured(numbers), [6, 2, 0, 0]);
    // answered: 0.1^2 - 0.6^2; not: 0.9^2 - 0.4^2
    assert.ok(Math.abs((numbers.paired?.mean ?? 0) - (2 * -0.35 + 4 * 0.65) / 6) < 1e-12);
  });

  it('leave out contacts who were sent nothing within a week', async () => {
    await exposedContact('nothing', []);
    await exposedContact('before the exposure only', [hoursAfter(-1), origin]);
    await exposedContact('at the last moment', [daysAfter(7)]);
    await exposedContact('too late', [justAfter(daysAfter(7))]);
    const { champion } = await numbersAt(daysAfter(10));
    assert.deepEqual([champion.exposed, champion.units], [4, 1]);
  });

  it("wait for the message's day to end", async () => {
    await exposedContact('sent late', [daysAfter(6)]);
    assert.equal((await numbersAt(new Date(daysAfter(7).getTime() - 1))).champion.units, 0);
    assert.equal((await numbersAt(daysAfter(7))).champion.units, 1);
  });
});

describe('numbers of any phase', () => {
  beforeEach(async () => {
    await crm.clear();
    await experiment.open('churn');
  });

  it('are zero or undefined when nothing has happened', async () => {
    const nothing = { exposed: 0, units: 0, conversions: 0, optOuts: 0, predictions: 0, errors: 0, milliseconds: null };
    assert.deepEqual(await numbersAt(daysAfter(1.5)), {
      phase: 1,
      challengerShare: 0.1,
      plannedTotal: 5000,
      phaseDay: 1.5,
      experimentDay: 1.5,
      champion: nothing,
      challenger: nothing,
      crossed: 0,
      paired: null,
      scores: null,
      weeks: [],
    });
  });

  it('sort matured units by week of exposure', async () => {
    const expose = async (arm: 'champion' | 'challenger', day: number, kept: boolean) => {
      const name = `${arm} ${day}`;
      const contact = await crm.contact({ external_id: name });
      if (kept) await crm.inbound(contact, daysAfter(day + 2));
      await experiment.expose(name, arm, daysAfter(day));
    };
    await expose('champion', 0, true);
    await expose('champion', 6.99, false);
    await expose('challenger', 7, true);
    await expose('champion', 21, true);
    await expose('champion', 35, true);
    assert.deepEqual((await numbersAt(daysAfter(60))).weeks, [
      { week: 0, champion: { units: 2, conversions: 1 }, challenger: { units: 0, conversions: 0 } },
      { week: 1, champion: { units: 0, conversions: 0 }, challenger: { units: 1, conversions: 1 } },
      { week: 3, champion: { units: 1, conversions: 1 }, challenger: { units: 0, conversions: 0 } },
    ]);
  });

  it("contain each arm's predictions, failures and mean time", async () => {
    await experiment.predict('churn', 'a', 'champion', daysAfter(1), { milliseconds: 2 });
    await experiment.predict('churn', 'a', 'champion', daysAfter(2), { milliseconds: 4 });
    await experiment.predict('churn', 'b', 'challenger', daysAfter(1), { milliseconds: 9, error: 'no such feature' });
    await experiment.predict('churn', 'b', 'challenger', daysAfter(4), { milliseconds: 99 });
    await experiment.predict('churn', 'c', null, daysAfter(1), { milliseconds: 99 });
    const { champion, challenger } = await numbersAt(daysAfter(3));
    assert.deepEqual([champion.predictions, champion.errors, champion.milliseconds], [2, 0, 3]);
    assert.deepEqual([challenger.predictions, challenger.errors, challenger.milliseconds], [1, 1, 9]);
  });

  it('are refused for a phase or an experiment that does not exist', async () => {
    const now = origin;
    await assert.rejects(readPhaseNumbers({ database, settings: { leadLabels } }, { experimentId, phase: 2, now }), {
      code: 'experiment_not_found',
    });
    await assert.rejects(
      readPhaseNumbers({ database, settings: { leadLabels } }, { experimentId: 'gate/2', phase: 1, now }),
      {
        code: 'experiment_not_found',
      },
    );
  });
});

describe('served values of a phase', () => {
  beforeEach(async () => {
    await crm.clear();
    await experiment.open('churn');
  });

  /** Values evenly over [from, from + 1); each unit is served a second, very different value later. */
  async function serve(arm: 'champion' | 'challenger', units: number, from: number): Promise<void> {
    await database.query(
      `insert into predictions (id, model, subject, version_id, experiment_id, phase, arm, value, model_output, confidence, features,
         milliseconds, created_at)
       select gen_random_uuid(), 'churn', $2 || unit, (select min(id) from model_versions), $1, 1, $2,
         case when time = 1 then $4 + unit::double precision / $3 else 9 end, 0, 0, '{}', 1, $5::timestamptz + time * interval '1 hour'
       from generate_series(0, $3 - 1) as unit, generate_series(1, 2) as time`,
      [experimentId, arm, units, from, origin],
    );
  }

  it('are not compared with fewer than 200 units in either arm', async () => {
    await serve('champion', 1000, 0);
    await serve('challenger', 199, 0);
    assert.equal((await numbersAt(daysAfter(1))).scores, null);
    await experiment.predict('churn', 'one more', 'challenger', hoursAfter(1), { error: 'answered by the champion' });
    assert.equal((await numbersAt(daysAfter(1))).scores, null);
    await experiment.predict('churn', 'one more', 'challenger', hoursAfter(2));
    assert.notEqual((await numbersAt(daysAfter(1))).scores, null);
  });

  it("count once per unit, by its first value, in bins between the champion's deciles", async () => {
    await serve('champion', 1000, 0);
    await serve('challenger', 200, 0);
    const alike = (await numbersAt(daysAfter(1))).scores;
    assert.ok((alike?.psi ?? 1) < 0.002, `${alike?.psi}`);
    assert.ok(Math.abs((alike?.noise ?? 0) - 16.918977604620448 * (1 / 1000 + 1 / 200)) < 1e-12);
    await experiment.open('churn');
    await serve('champion', 1000, 0);
    await serve('challenger', 200, 0.5);
    // five bins are empty, and the open one at the upper end has 60% of all units
    const shifted = (await numbersAt(daysAfter(1))).scores;
    assert.ok((shifted?.psi ?? 0) > 2, `${shifted?.psi}`);
  });
});
