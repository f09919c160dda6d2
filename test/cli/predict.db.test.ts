import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { writeWorld } from '../../ingest/write-world.ts';
import { scoreSubjects } from '../../serving/answers/score-subjects.ts';
import { readLiveModels } from '../../serving/live/live-models.ts';
import { createPredictions } from '../../serving/predict.ts';
import { simulateWorld } from '../../simulation/generate.ts';
import { openBlobs } from '../../store/artifacts/blobs.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { addVersion, openHistory, point } from '../serving/random-model.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { runOnce } from './run-cli.ts';

const folder = temporaryFolder();
const database = await openTestDatabase({ poolSize: 4 });
const blobs = openBlobs(join(folder, 'artifacts'));
const env = { PERENNIAL_HOME: folder, DATABASE_URL: database.url, BUSINESS_TIMEZONE: 'UTC' };
const run = (line: string) => runOnce(line.split(' '), { env });
const title: Readonly<Record<ModelName, RegExp>> = {
  lead_scoring:
    /\nLead +Name +Phone +E-mail +(Owner +)?Last activity +Score +Confidence +Quality +Recommendation +Because\n/,
  churn:
    /\nContact +Name +Phone +E-mail +(Owner +)?Last activity +Churn probability +Confidence +Risk level +Recommendation +Because\n/,
  engagement:
    /\nContact +Name +Phone +E-mail +(Owner +)?Last activity +Engagement probability +Confidence +Best send time +Recommendation +Because\n/,
};
type Named = Record<'name' | 'phone' | 'email' | 'owner' | 'last_activity_at', string | null>;
let today: Date;

before(async () => {
  today = new Date();
  await writeWorld({ database, world: simulateWorld({ seed: 5, now: today }) });
  await openHistory(database);
  for (const model of modelNames) await point(database, await addVersion({ database, blobs }, model, 1));
});

async function scoreAll(model: ModelName, now: Date): Promise<void> {
  const live = (await readLiveModels({ database, blobs })).of(model);
  await scoreSubjects({ database, model, live, businessTimezone: 'UTC', now, clock: () => now });
}

describe('predict', () => {
  it('scores now when nobody was scored today, and says by which version and when it was trained', async () => {
    await scoreAll('churn', new Date(today.getTime() - 86_400_000));
    const { code, stdout } = await run('predict churn --top 3');
    assert.equal(code, 0);
    assert.match(stdout, /^churn 2026-06-01\.1, trained 2026-06-01 00:00 UTC; scored now, as of .* UTC\n/);
    assert.match(stdout, title.churn);
  });

  for (const model of modelNames) {
    it(`lists today's scores of ${model}, worded like single predictions of the same moment`, async () => {
      await scoreAll(model, today);
      const { code, stdout } = await run(`predict ${model} --top 5`);
      assert.equal(code, 0);
      assert.match(
        stdout,
        new RegExp(`^${model} 2026-06-01\\.1, .*; daily scores as of ${today.toISOString().slice(0, 10)} `),
      );
      assert.match(stdout, title[model]);
      const shown = JSON.parse((await run(`predict ${model} --top 5 --json`)).stdout) as ({ id: string } & Named)[];
      assert.ok(shown.every(({ name }) => typeof name === 'string' && name.length > 0));
      const rows = shown.map(({ name: _n, phone: _p, email: _e, owner: _o, last_activity_at: _l, ...rest }) => rest);
      assert.equal(rows.length, 5);
      const live = await readLiveModels({ database, blobs });
      const single = await createPredictions({ database, live }).predictById(
        model,
        rows.map(({ id }) => id),
        today,
      );
      assert.deepEqual(
        rows,
        single.map(({ id, served, output }) => ({ id, version: served.by.version.name, ...output })),
      );
      const best = await database.query<{ subject: string }>(
        'select subject from predictions where batch = $1 order by value desc, subject limit 5',
        [`${model}/${today.toISOString()}`],
      );
      assert.deepEqual(
        rows.map(({ id }) => id),
        best.map(({ subject }) => subject),
      );
    });
  }

  it('writes them with all fields to a CSV file', async () => {
    const file = join(folder, 'leads.csv');
    const { stdout } = await run(`predict lead_scoring --top 4 --csv ${file}`);
    assert.match(stdout, /\n\nOK Wrote 4 rows to .*leads\.csv\n$/);
    const records = parse(readFileSync(file, 'utf8'), { columns: true }) as Record<string, string>[];
    const rows = JSON.parse((await run('predict lead_scoring --top 4 --json')).stdout) as Record<string, unknown>[];
    assert.deepEqual(
      records.map(({ id, score, quality_tier }) => [id, Number(score), quality_tier]),
      rows.map(({ id, score, quality_tier }) => [id, score, quality_tier]),
    );
  });

  it("ignores today's scores when told to, and when another version serves now", async () => {
    assert.match((await run('predict churn --top 1 --now')).stdout, /scored now/);
    await point(database, await addVersion({ database, blobs }, 'churn', 2));
    assert.match((await run('predict churn --top 1')).stdout, /^churn 2026-06-01\.2, .* scored now/);
  });

  it('finds people by name, phone and e-mail', async () => {
    const [known] = await database.query<{ id: string; name: string; phone: string; email: string }>(
      'select external_id as id, name, phone, email from contacts where phone is not null and email is not null order by id limit 1',
      [],
    );
    assert.ok(known !== undefined);
    const asked = async (text: string) => {
      const { stdout } = await runOnce(['predict', 'churn', text, '--json'], { env });
      return (JSON.parse(stdout) as { id: string; name: string }[]).map(({ id, name }) => ({ id, name }));
    };
    const expected = { id: known.id, name: known.name };
    assert.ok((await asked(known.name.toUpperCase())).some(({ id }) => id === known.id));
    assert.deepEqual(await asked(known.phone), [expected]);
    assert.deepEqual(await asked(known.phone.replace(/^\+/, '00').replace(/(\d{4})/, '$1 ')), [expected]);
    assert.deepEqual(await asked(known.email), [expected]);
    const { code, stderr } = await runOnce(['predict', 'churn', 'Nobody of that name'], { env });
    assert.equal(code === 0, false);
    assert.match(stderr, /^subject_not_found: /);
  });

  it('takes only one of ids, --now and --all', async () => {
    const { code, stderr } = await run('predict churn sim-5-c-000001 --now');
    assert.equal(code, 2);
    assert.match(stderr, /^invalid_input: Both ids and --now were given\./);
    assert.equal((await run('predict churn --now --all')).code, 2);
    const [row] = JSON.parse((await run('predict churn sim-5-c-000001 --json')).stdout);
    assert.equal(row.id, 'sim-5-c-000001');
  });
});
