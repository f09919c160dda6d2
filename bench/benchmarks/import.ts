import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { projectRoot } from '../../stack/project-root.ts';
import { testDatabase } from '../../test/infrastructure.ts';
import { holds, print, quantile } from '../figures.ts';
import { writeFigures } from '../page.ts';
import type { RunOptions } from '../run-named.ts';
import { type Databases, databasesBeside, onServer } from './import/databases.ts';
import { earlierCommit, obtainEarlier } from './import/earlier.ts';
import { contactCount, purchaseFields, writeContacts, writeMessages, writePurchases } from './import/files.ts';
import { runImport, type Timed } from './import/run-import.ts';

const plans = {
  full: { messages: 300_000, purchases: 1_000_000, rounds: 3 },
  reduced: { messages: 20_000, purchases: 60_000, rounds: 1 },
} as const;
/** COPY's time over ours. */
const leastShareOfCopy = 0.6;
/** Our time over that of before: figures move by some percent from run to run. */
const mostOfEarlier = 1.05;
/** Peak memory for all purchases over that for a quarter of them. */
const mostGrowth = 1.25;

type Stage = {
  readonly databases: Databases;
  /** The name of an empty one with the tables of today. */
  readonly migrated: string;
  readonly folder: string;
  readonly rounds: number;
};
type Line = {
  readonly work: string;
  readonly ours: Timed;
  readonly theirs: string;
  readonly ratio: number;
  readonly bar: string;
  readonly reached: boolean;
};

/** `npm run bench -- import [--before FOLDER] [--rounds N] [--reduced] [--write]`: FOLDER is a checkout of the commit before, with its packages. */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const plan = plans[reduced ? 'reduced' : 'full'];
  const given = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const earlier = given('--before') ?? obtainEarlier(print);
  const rounds = Number(given('--rounds') ?? plan.rounds);
  const folder = await mkdtemp(join(tmpdir(), 'perennial-bench-import-'));
  const { url, close } = await testDatabase();
  const migrated = new URL(url).pathname.slice(1);
  const stage = { databases: databasesBeside(url), migrated, folder, rounds };
  try {
    const circumstances = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), ${process.platform} ${process.arch}; node ${process.versions.node}; medians of ${rounds} rounds in turns.`;
    print(circumstances);
    await writeContacts(join(folder, 'contacts.csv'));
    const lines = [
      ...(earlier === null ? [] : [await messagesBesideEarlier(stage, earlier, plan.messages, reduced)]),
      ...(await purchasesBesideCopy(stage, plan.purchases, reduced)),
    ];
    if (earlier === null) print(`  NO  messages: there is no checkout of ${earlierCommit} to compare with`);
    if (args.includes('--write') && !reduced && earlier !== null) writeFigures('import', circumstances, tableOf(lines));
    return { passed: earlier !== null && lines.every(({ reached }) => reached) };
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function messagesBesideEarlier(
  { databases, folder, rounds }: Stage,
  earlier: string,
  count: number,
  reduced: boolean,
): Promise<Line> {
  const file = join(folder, 'messages.csv');
  await writeMessages(file, count);
  const sides = [
    { name: 'now', checkout: projectRoot, times: [] as Timed[] },
    { name: 'before', checkout: earlier, times: [] as Timed[] },
  ];
  const home = join(folder, 'home');
  for (const { name, checkout } of sides) {
    const url = await databases.create(`bench_${name}`);
    await runImport(checkout, { table: 'contacts', file: join(folder, 'contacts.csv'), url, home });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { name, checkout, times } of sides) {
      const url = await databases.create('bench_round', `bench_${name}`);
      times.push(await runImport(checkout, { table: 'messages', file, url, home }));
      await requireRows(url, 'messages', count);
    }
  }
  for (const { name } of sides) await databases.drop(`bench_${name}`);
  const [ours, theirs] = sides.map(({ times }) => typical(times));
  const ratio = ours.milliseconds / theirs.milliseconds;
  return judged({
    work: `${count.toLocaleString('en')} messages`,
    ours,
    theirs: `commit ${earlierCommit}: ${said(theirs)}`,
    ratio,
    bar: `<= ${mostOfEarlier}`,
    reached: reduced || ratio <= mostOfEarlier,
  });
}

async function purchasesBesideCopy(
  { databases, migrated, folder, rounds }: Stage,
  count: number,
  reduced: boolean,
): Promise<Line[]> {
  const [all, quarter] = [join(folder, 'purchases.csv'), join(folder, 'quarter.csv')];
  await writePurchases(all, count);
  await writePurchases(quarter, count / 4);
  const home = join(folder, 'home');
  // ids of contacts are their external ids, so that COPY takes the same file
  await onServer(
    await databases.create('bench_contacts', migrated),
    `insert into contacts (id, external_id, created_at) overriding system value
     select n, n::text, '2025-01-01' from generate_series(1, ${contactCount}) as n`,
    'vacuum analyze',
  );
  const [ours, less, copy]: Timed[][] = [[], [], []];
  for (let round = 0; round < rounds; round++) {
    const url = await databases.create('bench_round', 'bench_contacts');
    ours.push(await runImport(projectRoot, { table: 'purchases', file: all, url, home }));
    await requireRows(url, 'purchases', count);
    const copied = await databases.create('bench_round', 'bench_contacts');
    copy.push(await copyFile(copied, all));
    await requireRows(copied, 'purchases', count);
    const small = await databases.create('bench_round', 'bench_contacts');
    less.push(await runImport(projectRoot, { table: 'purchases', file: quarter, url: small, home }));
  }
  for (const name of ['bench_round', 'bench_contacts']) await databases.drop(name);
  const [mine, theirs, smaller] = [typical(ours), typical(copy), typical(less)];
  const speed = theirs.milliseconds / mine.milliseconds;
  const work = `${count.toLocaleString('en')} purchases`;
  const lines = [
    judged({
      work,
      ours: mine,
      theirs: `COPY: ${said(theirs)}`,
      ratio: speed,
      bar: `>= ${leastShareOfCopy}`,
      reached: reduced || speed >= leastShareOfCopy,
    }),
  ];
  if (mine.peakBytes === null || smaller.peakBytes === null) return lines;
  const growth = mine.peakBytes / smaller.peakBytes;
  const flat = {
    work: `${work}, peak memory`,
    ours: mine,
    theirs: `a quarter of them: ${said(smaller)}`,
    ratio: growth,
    bar: `<= ${mostGrowth}`,
    reached: reduced || growth <= mostGrowth,
  };
  return [...lines, judged(flat)];
}

/** What psql's \copy does: the file's bytes as they are, into the columns that they are meant for. */
async function copyFile(url: string, file: string): Promise<Timed> {
  const started = performance.now();
  const client = new pg.Client(url);
  await client.connect();
  try {
    const columns = purchaseFields.map((field) => (field === 'contact' ? 'contact_id' : field)).join(', ');
    await pipeline(
      createReadStream(file),
      client.query(copyFrom(`copy purchases (${columns}) from stdin with (format csv, header)`)),
    );
  } finally {
    await client.end();
  }
  return { milliseconds: performance.now() - started, peakBytes: null };
}

async function requireRows(url: string, table: string, count: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query<{ count: string }>(`select count(*) from ${table}`).finally(() => client.end());
  if (Number(rows[0]?.count) !== count) throw new Error(`${table} has ${rows[0]?.count} rows, not ${count}`);
}

function typical(times: readonly Timed[]): Timed {
  const peaks = times.flatMap(({ peakBytes }) => peakBytes ?? []);
  return {
    milliseconds: quantile(
      times.map(({ milliseconds }) => milliseconds),
      0.5,
    ),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

function said({ milliseconds, peakBytes }: Timed): string {
  const memory = peakBytes === null ? '' : `, ${Math.round(peakBytes / 1e6)} MB`;
  return `${(milliseconds / 1000).toFixed(2)} s${memory}`;
}

function judged(line: Line): Line {
  const figure = `${said(line.ours)}; ${line.theirs}; ratio ${line.ratio.toFixed(2)} (${line.bar})`;
  holds(line.work, figure, line.reached);
  return line;
}

function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(
    ({ work, ours, theirs, ratio, bar, reached }) =>
      `| ${work} | ${said(ours)} | ${theirs} | ${ratio.toFixed(2)} | ${bar}: ${reached ? 'reached' : '**not reached**'} |`,
  );
  return ['| work | ours | beside | ratio | to reach |', '|---|---|---|---|---|', ...rows].join('\n');
}
