import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { simulateWorld } from '../../simulation/generate.ts';
import type { Row, TableName } from '../../simulation/tables.ts';

const now = new Date('2026-11-22T12:00:00Z');
const day = 86_400_000;

function rowsOf(world: ReturnType<typeof simulateWorld>, name: TableName): Record<string, Row[number]>[] {
  const table = world.tables.find((each) => each.name === name);
  assert.ok(table);
  return Array.from(table.rows(), (row) =>
    Object.fromEntries(table.columns.map((column, at) => [column.name, row[at]])),
  );
}

describe('a simulated world', () => {
  const world = simulateWorld({ seed: 1, now });

  it('has the requested counts, and about four messages per conversation', () => {
    assert.equal(rowsOf(world, 'contacts').length, 200);
    assert.equal(rowsOf(world, 'conversations').length, 150);
    const leads = rowsOf(world, 'leads');
    assert.equal(leads.length, 120);
    assert.equal(leads.filter(({ converted_at }) => converted_at !== null).length, 36);
    const messages = rowsOf(world, 'messages').length;
    assert.ok(messages > 540 && messages < 720, `${messages} messages`);
  });

  it('is the same for the same seed and different for another', () => {
    const contacts = rowsOf(world, 'contacts');
    assert.deepEqual(rowsOf(simulateWorld({ seed: 1, now }), 'contacts'), contacts);
    assert.notDeepEqual(
      rowsOf(simulateWorld({ seed: 2, now }), 'contacts').map(({ name }) => name),
      contacts.map(({ name }) => name),
    );
  });

  it('has different people but the same campaigns for another population of its seed', () => {
    const other = simulateWorld({ seed: 1, now, population: 2 });
    const withoutId = (rows: Record<string, Row[number]>[]) => rows.map(({ external_id, ...rest }) => rest);
    assert.deepEqual(withoutId(rowsOf(other, 'campaigns')), withoutId(rowsOf(world, 'campaigns')));
    assert.notDeepEqual(
      rowsOf(other, 'contacts').map(({ name }) => name),
      rowsOf(world, 'contacts').map(({ name }) => name),
    );
  });

  it('has the same rows in blocks of any size', () => {
    const small = simulateWorld({ seed: 1, now, contacts: 12, conversations: 20, leads: 15 });
    for (const size of [1, 5, 12, 100]) {
      const blocks = [...small.blocks(size)];
      assert.equal(blocks.length, Math.ceil(12 / size));
      for (const [at, { name, rows }] of small.tables.entries()) {
        assert.deepEqual(
          blocks.flatMap((block) => [...block[at].rows()]),
          [...rows()],
          name,
        );
      }
    }
  });

  it('names its rows after seed and population', () => {
    assert.equal(rowsOf(world, 'contacts')[0].external_id, 'sim-1-c-000001');
    const other = simulateWorld({ seed: 7, population: 2, now });
    assert.equal(rowsOf(other, 'leads')[119].external_id, 'sim-7.2-l-000120');
  });

  it('holds no moment after its present and none before its first day', () => {
    const first = now.getTime() - 180 * day;
    for (const { name, rows } of world.tables) {
      for (const value of Array.from(rows()).flat()) {
        if (value instanceof Date)
          assert.ok(value <= now && value.getTime() >= first, `${name}: ${value.toISOString()}`);
      }
    }
  });

  it('refers only to existing rows', () => {
    const ids = new Map(world.tables.map(({ name }) => [name, new Set(rowsOf(world, name).map(({ id }) => id))]));
    for (const { name, columns, rows } of world.tables) {
      for (const row of rows()) {
        columns.forEach(({ key }, at) => {
          if (key !== undefined && row[at] !== null)
            assert.ok(ids.get(key)?.has(row[at]), `${name}: no ${key} ${row[at]}`);
        });
      }
    }
  });

  it('ties a campaign event to the message that carried it', () => {
    const messages = new Map(rowsOf(world, 'messages').map((message) => [message.id, message]));
    const carried = rowsOf(world, 'campaign_events').filter(({ message_id }) => message_id !== null);
    assert.ok(carried.length > 100);
    for (const event of carried) {
      const message = messages.get(event.message_id);
      assert.equal(message?.campaign_id, event.campaign_id);
      assert.equal(message?.contact_id, event.contact_id);
      assert.equal(message?.direction, 'outbound');
    }
  });

  it('ends each history with the current row', () => {
    const latest = new Map(rowsOf(world, 'contact_versions').map((version) => [version.contact_id, version]));
    for (const contact of rowsOf(world, 'contacts')) {
      const version = latest.get(contact.id);
      assert.equal(version?.opted_in, contact.opted_in);
      assert.equal(version?.email, contact.email);
    }
    const stages = new Map<unknown, Record<string, Row[number]>>();
    for (const version of rowsOf(world, 'lead_versions')) {
      const before = stages.get(version.lead_id);
      if (before === undefined || before.valid_from! <= version.valid_from!) stages.set(version.lead_id, version);
    }
    for (const lead of rowsOf(world, 'leads')) assert.equal(stages.get(lead.id)?.stage, lead.stage, `lead ${lead.id}`);
  });

  it('dates each history in the order in which it happened', () => {
    // lead 514 of this one is bought before it would have been qualified
    const larger = simulateWorld({ seed: 20_261_130, now, contacts: 800, conversations: 200, leads: 600 });
    for (const table of ['lead_versions', 'support_ticket_versions', 'contact_versions'] as const) {
      const last = new Map<unknown, number>();
      for (const { valid_from: from, ...version } of rowsOf(larger, table)) {
        const of = version.lead_id ?? version.ticket_id ?? version.contact_id;
        const at = Number(from);
        assert.ok(at > (last.get(of) ?? Number.NEGATIVE_INFINITY), `${table} of ${of}`);
        last.set(of, at);
      }
    }
  });

  it('rates every lead between two days and a month after it came, when the label window is long closed', () => {
    for (const lead of rowsOf(world, 'leads')) {
      const came = (lead.created_at as Date).getTime();
      const rated = (lead.scored_at as Date).getTime() - came;
      assert.ok(rated > 2 * day && rated < 32 * day);
      assert.ok(now.getTime() - came > 33 * day);
      assert.ok((lead.score as number) >= 0 && (lead.score as number) <= 100);
    }
  });

  it('takes counts above the default and refuses values that are not counts', () => {
    const small = simulateWorld({ seed: 3, now, contacts: 5, conversations: 0, leads: 12, days: 90 });
    assert.equal(rowsOf(small, 'leads').length, 12);
    assert.equal(rowsOf(small, 'conversations').length, 0);
    assert.throws(() => simulateWorld({ seed: 3, now, contacts: 0 }), /contacts must be a whole number from 1, not 0/);
    assert.throws(() => simulateWorld({ seed: 3, now, days: 30 }), /days must be a whole number from 90/);
  });

  it('hides the truth from every table', () => {
    const shown = world.tables.flatMap(({ columns }) => columns.map(({ name }) => name));
    for (const hidden of ['responsiveness', 'satisfaction', 'intent', 'warmth']) assert.ok(!shown.includes(hidden));
    const truth = Array.from(world.truth());
    assert.equal(truth.filter(({ entity }) => entity === 'contact').length, 200);
    assert.equal(truth.filter(({ entity }) => entity === 'lead').length, 120);
    const outbound = rowsOf(world, 'messages').filter(({ direction }) => direction === 'outbound');
    assert.deepEqual(
      truth.filter(({ entity }) => entity === 'message').map(({ externalId }) => externalId),
      outbound.map(({ external_id }) => external_id),
    );
  });
});
