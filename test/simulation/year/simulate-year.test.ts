import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { day } from '../../../simulation/calendar.ts';
import type { Row, TableName } from '../../../simulation/tables.ts';
import type { SimulatedWorld } from '../../../simulation/world.ts';
import { simulateYear } from '../../../simulation/year/simulate-year.ts';

const start = new Date('2025-11-23T00:00:00Z');
const week = 7 * day;
const end = start.getTime() + 52 * week;
const year = simulateYear({ seed: 4, start });

function rowsOf(world: SimulatedWorld, name: TableName): Record<string, Row[number]>[] {
  const table = world.tables.find((each) => each.name === name);
  assert.ok(table);
  return Array.from(table.rows(), (row) =>
    Object.fromEntries(table.columns.map((column, at) => [column.name, row[at]])),
  );
}

/** Counts by week of the year; earlier moments are left out. */
function byWeek(moments: readonly number[]): number[] {
  const counts = new Array<number>(52).fill(0);
  for (const at of moments) if (at >= start.getTime() && at < end) counts[Math.floor((at - start.getTime()) / week)]++;
  return counts;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function between(value: number, low: number, high: number, what: string): void {
  assert.ok(value >= low && value <= high, `${what}: ${value}, expected ${low} to ${high}`);
}

const time = (value: Row[number]) => (value as Date).getTime();

describe('a simulated year', () => {
  it('is the same for the same seed and different for another', () => {
    assert.deepEqual(rowsOf(simulateYear({ seed: 4, start }), 'leads'), rowsOf(year, 'leads'));
    const other = simulateYear({ seed: 5, start });
    assert.notDeepEqual(other.events, year.events);
    assert.notDeepEqual(
      rowsOf(other, 'contacts').map(({ name }) => name),
      rowsOf(year, 'contacts').map(({ name }) => name),
    );
  });

  it('begins with about 40 new leads a week and ends with about 120', () => {
    const leads = byWeek(rowsOf(year, 'leads').map(({ created_at }) => time(created_at)));
    between(mean(leads.slice(0, 6)), 32, 55, 'first weeks');
    between(mean(leads.slice(-6)), 100, 150, 'last weeks');
    const contacts = rowsOf(year, 'contacts').map(({ created_at }) => time(created_at));
    between(contacts.length, 1_200, 1_500, 'contacts');
    between(contacts.filter((at) => at < start.getTime()).length, 300, 450, 'contacts before the year');
  });

  it('is busier in December than in June, in leads per day and contact', () => {
    const busyness = (from: number, until: number) => {
      let [leads, days] = [0, 0];
      for (const { createdAt, departure, leads: all } of year.lives()) {
        leads += all.filter((lead) => lead.createdAt >= from && lead.createdAt < until).length;
        days += Math.max(0, Math.min(departure.at ?? end, until) - Math.max(createdAt, from)) / day;
      }
      return leads / days;
    };
    const december = busyness(Date.UTC(2025, 11, 1), Date.UTC(2026, 0, 1));
    const june = busyness(Date.UTC(2026, 5, 1), Date.UTC(2026, 6, 1));
    between(december / june, 1.2, 1.8, 'December to June');
  });

  it('keeps the share of contacts that leave, whatever the week', () => {
    const lives = Array.from(year.lives());
    for (const at of [0, 13, 26, 39].map((weeks) => start.getTime() + weeks * week)) {
      const there = lives.filter(({ createdAt, departure }) => createdAt < at && (departure.at ?? end) >= at);
      const left = lives.filter(
        ({ departure }) => departure.at !== null && departure.at < at && departure.at >= at - 90 * day,
      );
      between(left.length / (left.length + there.length), 0.2, 0.4, `left in the 90 days before ${new Date(at)}`);
    }
  });

  it('refers only to existing rows, and ends each history with the current row', () => {
    const ids = new Map(year.tables.map(({ name, rows }) => [name, new Set(Array.from(rows(), ([id]) => id))]));
    for (const { name, columns, rows } of year.tables) {
      const references = columns.flatMap(({ key }, at) => (key === undefined ? [] : [{ at, key }]));
      for (const row of rows()) {
        for (const { at, key } of references)
          assert.ok(row[at] === null || ids.get(key)?.has(row[at]), `${name}: no ${key} ${row[at]}`);
      }
    }
    const latest = new Map(rowsOf(year, 'contact_versions').map((version) => [version.contact_id, version]));
    for (const contact of rowsOf(year, 'contacts')) assert.equal(latest.get(contact.id)?.opted_in, contact.opted_in);
  });
});
