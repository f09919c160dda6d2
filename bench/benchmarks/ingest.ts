import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/infrastructure.ts';
import { holds, print, quantile } from '../figures.ts';
import { writeFigures } from '../page.ts';
import type { RunOptions } from '../run-named.ts';
import { obtainPeers } from './engine/peers.ts';
import { copy, dlt, type Load, post, sync } from './ingest/contestants.ts';
import { openShop, type Shop, writeLines } from './ingest/orders.ts';

/** Our rows a second over those of COPY into the same table, and over those of dlt's merge of the same rows. */
const leastShareOfCopy = 0.3;
const leastTimesDlt = 3;
const plans = { full: { count: 200_000, rounds: 3 }, reduced: { count: 20_000, rounds: 1 } } as const;

type Contestant = { readonly name: string; readonly load: Load; readonly beside?: string };

/**
 * `npm run bench -- ingest [--rows N] [--rounds N] [--reduced] [--write]`: in turns, each load into a database of its own on one server.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const given = (name: string) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : undefined);
  const plan = plans[reduced ? 'reduced' : 'full'];
  const count = given('--rows') ?? plan.count;
  const rounds = given('--rounds') ?? plan.rounds;
  const python = obtainPeers(print, 'loading.txt');
  const file = join(temporaryFolder(), 'orders.ndjson');
  await writeLines(file, count);
  const load = loadavg().map((each) => each.toFixed(0))[0];
  const circumstances = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${load} at the start; node ${process.versions.node}, dlt 1.31.0; ${count.toLocaleString('en')} rows, medians of ${rounds} rounds in turns.`;
  print(circumstances);

  const byDlt = (from: 'lines' | 'table', disposition: 'merge' | 'append', format: 'csv' | null) =>
    dlt(python, { from, disposition, format });
  const contestants: readonly Contestant[] = [
    { name: 'COPY', load: copy },
    { name: 'POST /api/v1/data/purchases, a stream', load: post, beside: 'dlt, merge of the same lines' },
    { name: 'a source, first reading', load: sync, beside: 'dlt, merge of the same table' },
    { name: 'dlt, merge of the same lines', load: byDlt('lines', 'merge', null) },
    { name: 'dlt, merge of the same table', load: byDlt('table', 'merge', null) },
    { name: 'dlt, merge of the same lines, by COPY of CSV', load: byDlt('lines', 'merge', 'csv') },
    { name: 'dlt, append of the same lines', load: byDlt('lines', 'append', null) },
  ];
  const seconds = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, load: loadOrders } of contestants) {
      const shop = await openShop(count);
      try {
        const took = await loadOrders(shop, { count, file });
        seconds.get(name)?.push(took);
        if (!name.startsWith('dlt')) await requireRows(shop.database, name, count);
        print(`  ${name}: ${took.toFixed(2)} s, ${perSecond(count / took)}`);
      } finally {
        await shop.close();
      }
    }
  }
  const speedOf = (name: string) => count / quantile(seconds.get(name) ?? [], 0.5);
  const judged = contestants.map((each) => judge(each, speedOf));
  if (args.includes('--write')) writeFigures('ingest', circumstances, tableOf(contestants, speedOf));
  return { passed: judged.every(Boolean) };
}

type SpeedOf = (name: string) => number;

function judge({ name, beside }: Contestant, speedOf: SpeedOf): boolean {
  if (beside === undefined) return true;
  const share = speedOf(name) / speedOf('COPY');
  const times = speedOf(name) / speedOf(beside);
  const bars = [
    holds(name, `${share.toFixed(2)} of COPY (>= ${leastShareOfCopy})`, share >= leastShareOfCopy),
    holds(name, `${times.toFixed(2)} x ${beside} (>= ${leastTimesDlt})`, times >= leastTimesDlt),
  ];
  return bars.every(Boolean);
}

function tableOf(contestants: readonly Contestant[], speedOf: SpeedOf): string {
  const rows = contestants.map(({ name, beside }) => {
    const share = speedOf(name) / speedOf('COPY');
    const own = `| ${name} | ${perSecond(speedOf(name))} | ${share.toFixed(2)}`;
    if (beside === undefined) return `${own} | | |`;
    const times = speedOf(name) / speedOf(beside);
    const said = (reached: boolean) => (reached ? 'reached' : '**not reached**');
    return `${own} | ${times.toFixed(2)} | >= ${leastShareOfCopy} of COPY: ${said(share >= leastShareOfCopy)}; >= ${leastTimesDlt} x dlt: ${said(times >= leastTimesDlt)} |`;
  });
  return ['| load | rows a second | of COPY | times dlt | to reach |', '|---|---|---|---|---|', ...rows].join('\n');
}

function perSecond(speed: number): string {
  return `${Math.round(speed).toLocaleString('en')} rows a second`;
}

async function requireRows(database: Shop['database'], name: string, count: number): Promise<void> {
  const [{ rows }] = await database.query<{ rows: number }>('select count(*) as rows from purchases');
  if (rows !== count) throw new Error(`${name}: ${rows} rows of ${count}`);
}
