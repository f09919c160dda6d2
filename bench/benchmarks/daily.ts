import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ModelName, modelNames, modelTitles } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { modelDefinition } from '../../models/registry.ts';
import { scoreSubjects } from '../../serving/answers/score-subjects.ts';
import { readLiveModels } from '../../serving/live/live-models.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { testDatabase } from '../../test/infrastructure.ts';
import { deploy, openBusiness, now as trainedAt, trainQuickly } from '../../test/serving/trained-business.ts';
import { holds, print } from '../figures.ts';
import { writeFigures } from '../page.ts';
import type { RunOptions } from '../run-named.ts';

/** Contacts; each has about 50 messages. */
const sizes = { full: [10_000, 40_000], reduced: [1_000] } as const;
const conversationsEach = 12;
const days = 3;
/** A share of the contacts that get a message from one day to the next. */
const changed = 0.02;
/** Time of such a day over that of reading everybody. */
const mostShare = 0.1;
const dayMs = 86_400_000;

type Day = { readonly seconds: number; readonly subjects: number; readonly read: number };
type Measured = { readonly model: ModelName; readonly anew: Day; readonly days: readonly Day[] };

/**
 * `npm run bench -- daily [--sizes A,B] [--reduced] [--write]`: simulates a business, scores everybody, then the days after; at the end
 * everybody anew again, as of the last of these days.
 */
export async function run({ reduced, args }: RunOptions): Promise<{ passed: boolean }> {
  const given = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const asked = given('--sizes')?.split(',').map(Number) ?? sizes[reduced ? 'reduced' : 'full'];
  const load = loadavg().map((each) => each.toFixed(0))[0];
  const circumstances = `${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores (${cpus()[0]?.model.trim()}), load ${load} at the start; node ${process.versions.node}; one round.`;
  print(circumstances);
  const lines: string[] = [];
  let passed = true;
  for (const contacts of asked) {
    const measured = await measure(contacts);
    for (const each of measured) {
      const mean = each.days.reduce((sum, { seconds }) => sum + seconds, 0) / days;
      const share = mean / each.anew.seconds;
      const said = each.days.map(({ seconds, read }) => `${seconds.toFixed(2)} s (${read} read)`).join(', ');
      const of = `${each.anew.subjects} of ${contacts.toLocaleString('en')} contacts in ${each.anew.seconds.toFixed(1)} s anew`;
      print(`     ${modelTitles[each.model]}: ${of}; ${said}; ${share.toFixed(2)}`);
      lines.push(
        `| ${each.model}, ${contacts.toLocaleString('en')} contacts | ${each.anew.subjects} in ${each.anew.seconds.toFixed(1)} s | ${said} | ${share.toFixed(2)} | |`,
      );
    }
    const [anew, later] = [
      measured.reduce((sum, each) => sum + each.anew.seconds, 0),
      measured.reduce((sum, each) => sum + each.days.reduce((total, { seconds }) => total + seconds, 0) / days, 0),
    ];
    const share = later / anew;
    const together = `${anew.toFixed(1)} s anew, ${later.toFixed(1)} s on such a day; ${share.toFixed(2)}`;
    passed =
      holds(`all three, ${contacts.toLocaleString('en')} contacts`, together, reduced || share <= mostShare) && passed;
    lines.push(
      `| all three | ${anew.toFixed(1)} s | ${later.toFixed(1)} s | ${share.toFixed(2)} | <= ${mostShare}: ${share <= mostShare ? 'reached' : '**not reached**'} |`,
    );
  }
  const head =
    '| model | everybody anew | the days after, 2% changed | time over time | to reach |\n|---|---|---|---|---|';
  if (args.includes('--write')) writeFigures('daily', circumstances, [head, ...lines].join('\n'));
  return { passed };
}

async function measure(contacts: number): Promise<readonly Measured[]> {
  const { url, close } = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'perennial-bench-daily-'));
  const database = await openDatabase(url, { poolSize: 4 });
  try {
    const blobs = openBlobs(folder);
    const now = trainedAt;
    await writeWorld({
      database,
      world: simulateWorld({ seed: 3, now, contacts: 600, leads: 600, conversations: 3_000 }),
    });
    await openBusiness(database);
    for (const model of modelNames) {
      const bytes = await trainQuickly(database, model, modelDefinition(model).engine);
      await deploy(database, model, await blobs.put(bytes));
    }
    const world = { seed: 20_261_130, now, contacts, leads: contacts, conversations: conversationsEach * contacts };
    await writeWorld({ database, world: simulateWorld(world) });
    await database.query('vacuum analyze');
    const live = await readLiveModels({ database, blobs });
    const score = (model: ModelName, at: Date, anew: boolean) =>
      scoreDay(database, at, { model, live: live.of(model), anew, businessTimezone: 'UTC' });
    const first = new Map<ModelName, Day>();
    for (const model of modelNames) {
      first.set(model, await score(model, now, false));
      print(`     ${model}: answers that hold for ${await holdsOf(database, model, now)}`);
    }
    const after = new Map<ModelName, Day[]>(modelNames.map((model) => [model, []]));
    for (let day = 1; day <= days; day++) {
      const at = new Date(now.getTime() + day * dayMs);
      await change(database, day, at);
      for (const model of modelNames) after.get(model)?.push(await score(model, at, false));
    }
    const measured: Measured[] = [];
    const end = new Date(now.getTime() + days * dayMs + 60_000);
    for (const model of modelNames) {
      const last = await score(model, end, true);
      print(
        `     ${model}: anew at first ${first.get(model)?.seconds.toFixed(1)} s, at last ${last.seconds.toFixed(1)} s`,
      );
      measured.push({ model, anew: last, days: after.get(model) ?? [] });
    }
    return measured;
  } finally {
    await database.close();
    await close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function scoreDay(
  database: Database,
  now: Date,
  scoring: Pick<Parameters<typeof scoreSubjects>[0], 'model' | 'live' | 'anew' | 'businessTimezone'>,
): Promise<Day> {
  const started = performance.now();
  const { id, subjects } = await scoreSubjects({
    ...{ ...scoring, database, now, clock: () => new Date() },
    carryFrom: 0, // at every size, for the growth
  });
  const seconds = (performance.now() - started) / 1000;
  const [{ carried }] = await database.query<{ carried: number }>('select carried from scorings where batch = $1', [
    id,
  ]);
  return { seconds, subjects, read: subjects - carried };
}

/** How long the answers of a first scoring hold, in shares. */
async function holdsOf(database: Database, model: ModelName, now: Date): Promise<string> {
  const rows = await database.query<{ days: number | null; share: number }>(
    `select ceil(extract(epoch from holds_until - $2) / 86400)::integer as days, count(*) / sum(count(*)) over () as share
     from predictions where model = $1 group by 1 order by 1 nulls first`,
    [model, now],
  );
  return rows.map(({ days: each, share }) => `${each ?? 0} days ${Math.round(100 * share)}%`).join(', ');
}

async function change(database: Database, day: number, at: Date): Promise<void> {
  await database.query(
    `insert into messages (external_id, contact_id, direction, text, sent_at)
     select 'day ' || $1::text || ' ' || id, id, case when id % 3 = 0 then 'inbound' else 'outbound' end, 'Well?', $2::timestamptz - random() * interval '23 hours'
     from contacts where abs(hashtext(id || ' ' || $1::text) % 1000) < ${1000 * changed}`,
    [day, at],
  );
}
