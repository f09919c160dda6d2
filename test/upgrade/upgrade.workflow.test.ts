import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { z } from 'zod';
import type { ExperimentAnswer, ExperimentReport } from '../../api/contracts/experiments.ts';
import type { TrainingHistory } from '../../api/contracts/history.ts';
import type { Incidents } from '../../api/contracts/incidents.ts';
import type { Mails, mailSchema } from '../../api/contracts/mails.ts';
import type { PredictionList } from '../../api/contracts/prediction-list.ts';
import type { PredictionExplanation } from '../../api/contracts/predictions.ts';
import type { SchedulesAnswer } from '../../api/contracts/schedules.ts';
import type { TrainingStatus, trainingAcceptedSchema } from '../../api/contracts/training.ts';
import { type ModelName, modelNames } from '../../domain/models.ts';
import { migrationState } from '../../store/database/migrate.ts';
import { migrations } from '../../store/migrations/list.ts';
import { askAgain } from './ask-again.ts';
import { listFixtures, readFixture } from './fixture-files.ts';
import { until } from './release.ts';
import { type Upgraded, upgrade } from './upgraded.ts';

type Mail = z.infer<typeof mailSchema>;
type Accepted = z.infer<typeof trainingAcceptedSchema>;

/** What a fixture's database and files hold, see `live-a-life.ts`. Each part is compared as far as a later release must not change it. */
for (const release of listFixtures()) {
  describe(`an installation that ${release} left, started by the present code`, { timeout: 170_000 }, () => {
    const { expected, database } = readFixture(release);
    const day = 86_400_000;
    let upgraded: Upgraded;

    before(async () => {
      upgraded = await upgrade(release);
    });
    after(() => upgraded?.stop());

    const now = <Answer>(path: string) => upgraded.ask<Answer>('GET', path);
    const then = <Answer>(path: string) => expected.answers[path] as Answer;
    const paths = (start: string) => Object.keys(expected.answers).filter((path) => path.startsWith(start));

    test('has every migration, the old ones as they were applied', async () => {
      assert.equal((await migrationState(upgraded.databaseUrl)).state, 'current');
      const table = database.tables.find(({ name }) => name.includes('migrations'));
      const old = table?.rows
        .trimEnd()
        .split('\n')
        .map((row) => row.split('\t')[1]);
      assert.deepEqual(
        migrations.slice(0, old?.length).map(({ name }) => name),
        old,
      );
    });

    test('answers as before for the same subject, version and moment, to the bit', async () => {
      assert.ok(expected.predictions.some(({ arm }) => arm === 'challenger'));
      for (const model of modelNames) assert.ok(expected.predictions.some((each) => each.model === model));
      assert.deepEqual(
        await askAgain(upgraded, expected),
        expected.predictions.map(({ id: _, at: __, ...same }) => same),
      );
    });

    test('explains stored predictions by the same contributions', async () => {
      const explained = paths('/api/v1/predictions/');
      assert.ok(explained.length > 0);
      for (const path of explained) assert.deepEqual(figures(await now(path)), figures(then(path)));
    });

    test('lists the scores of everybody', async () => {
      for (const path of paths('/api/v1/predictions?')) {
        const scores = ({ batch, total, predictions }: PredictionList) => ({
          batch: batch?.id,
          total,
          predictions: predictions.map(({ prediction_id, id, value }) => ({ prediction_id, id, value })),
        });
        assert.deepEqual(scores(await now(path)), scores(then(path)));
      }
    });

    test('knows its data, trainings, versions, deployments and metrics', async () => {
      const same = ['/api/v1/data', '/api/v1/training/history', '/api/v1/training/models', ...paths('/api/v1/models/')];
      for (const path of same) assert.partialDeepStrictEqual(await now(path), then(path), path);
    });

    test('has its experiments in the same standing, with all that was done and seen', async () => {
      const states = Object.groupBy(
        then<{ experiments: ExperimentAnswer[] }>('/api/v1/experiments').experiments,
        ({ state }) => state,
      );
      assert.deepEqual(Object.keys(states).toSorted(), ['ended', 'paused', 'running', 'waiting']);
      for (const path of paths('/api/v1/experiments')) assert.partialDeepStrictEqual(await now(path), then(path), path);
    });

    test('goes on with the experiment under way: its next look is taken', async () => {
      const path = await pathOf('running');
      const { looks } = then<ExperimentReport>(path);
      const report = await until(
        'a look',
        () => now<ExperimentReport>(path),
        (each) => each.looks.length > looks.length,
      );
      assert.equal(report.looks[looks.length]?.number, looks.length + 1);
      assert.equal(report.experiment.state, 'running');
    });

    test('takes a command for the experiment that stands still', async () => {
      const path = await pathOf('paused');
      await upgraded.ask('POST', `${path}/resume`, { actor: 'ben', reason: 'The campaign is over.' });
      assert.equal((await now<ExperimentReport>(path)).experiment.state, 'running');
    });

    test('has its schedules under their ids, those at rest with who let them rest and why', async () => {
      const kept = ({ schedules }: SchedulesAnswer) =>
        schedules.map(({ id, state, note, firings, last_command }) => ({ id, state, note, firings, last_command }));
      const before = kept(then('/api/v1/schedules'));
      assert.ok(
        before.some(({ state }) => state === 'active') &&
          before.some(({ state, note }) => state === 'paused' && note !== null),
      );
      const after = new Map(kept(await now('/api/v1/schedules')).map((each) => [each.id, each]));
      for (const schedule of before) assert.deepEqual(after.get(schedule.id), schedule);
    });

    test('has its incidents as they stood', async () => {
      const kept = ({ incidents }: Incidents) =>
        incidents.map(({ title: _, detail: __, ...incident }) => incident).toSorted((a, b) => a.id - b.id);
      const before = kept(then('/api/v1/incidents'));
      assert.ok(before.some(({ state }) => state === 'firing') && before.some(({ state }) => state === 'acknowledged'));
      const after = kept(await now('/api/v1/incidents'));
      // what breached for one reason is one incident since then
      const joined = after.filter(({ state }) => state === 'superseded');
      for (const { id, model, source, rule } of joined) {
        const others = after.filter((each) => each.id !== id && each.model === model && each.source === source);
        const state = source === 'training' ? 'resolved' : 'firing';
        assert.ok(others.some((each) => each.state === state && each.figures.some((figure) => figure.rule === rule)));
      }
      const isJoined = ({ id }: { readonly id: number }) => joined.some((each) => each.id === id);
      // those about candidates are news since then, which nobody resolves
      const stands = before.map(({ resolved_at, ...incident }) =>
        incident.source === 'training' && /^(mae|r2|accuracy)_/.test(incident.rule)
          ? { ...incident, state: 'resolved' as const }
          : { ...incident, resolved_at },
      );
      assert.partialDeepStrictEqual(
        after.filter((each) => !isJoined(each)),
        stands.filter((each) => !isJoined(each)),
      );
    });

    test('has its mails, and delivers that of the outbox, once', async () => {
      const { mails } = then<Mails>('/api/v1/mails');
      const waiting = mails.filter(({ state }) => state !== 'sent');
      assert.equal(waiting.length, 1);
      for (const { id } of waiting) {
        await until(
          'the delivery',
          () => now<Mail>(`/api/v1/mails/${id}`),
          ({ state }) => state === 'sent',
        );
      }
      const text = ({ id, subject, recipient, created_at, body }: Mail) => ({
        id,
        subject,
        recipient,
        created_at,
        body,
      });
      for (const path of paths('/api/v1/mails/')) assert.deepEqual(text(await now(path)), text(then(path)));
      const { mails: all } = await now<Mails>('/api/v1/mails');
      const since = all.filter(({ id }) => mails.every((mail) => mail.id !== id));
      // while nothing ran, nobody looked at the experiment
      for (const { subject } of since) assert.match(subject, /nobody looks at the experiment/);
      await until(
        'their delivery',
        () => now<Mails>('/api/v1/mails'),
        (each) => each.mails.every(({ state }) => state === 'sent'),
      );
      assert.equal(readdirSync(join(upgraded.home, 'mailbox')).length, all.length);
    });

    test('trains again, and a failure that is over is resolved', async () => {
      const failed = async () =>
        (await now<Incidents>('/api/v1/incidents?model=churn')).incidents.find(({ rule }) => rule === 'no_data');
      assert.equal((await failed())?.state, 'firing');
      // whenever this runs, data ends where the fixture does; churn's labels are known a horizon after the moment of the features
      await train('lead_scoring', new Date(expected.madeAt));
      await train('churn', new Date(Date.parse(expected.madeAt) - 31 * day));
      assert.equal((await failed())?.state, 'resolved');
    });

    async function train(model: ModelName, asOf: Date): Promise<void> {
      const options = { model, candidates: 2, as_of: asOf.toISOString() };
      const { retrain_id } = await upgraded.ask<Accepted>('POST', '/api/v1/training/start', options);
      const status = () => now<TrainingStatus>('/api/v1/training/status');
      await until('the training', status, (each) => each.retrain_id === retrain_id && each.finished_at !== null);
      const { runs } = await now<TrainingHistory>(`/api/v1/training/history?model=${model}`);
      const run = runs.find((each) => each.retrain_id === retrain_id);
      assert.deepEqual([run?.status, run?.error], ['completed', null]);
    }

    async function pathOf(state: ExperimentAnswer['state']): Promise<string> {
      const { experiments } = then<{ experiments: ExperimentAnswer[] }>('/api/v1/experiments');
      return `/api/v1/experiments/${experiments.find((each) => each.state === state)?.id}`;
    }
  });
}

/** Words about features may change; their order, names and numbers may not. */
function figures({ value, model_output, confidence, base_value, version, contributions }: PredictionExplanation) {
  const parts = contributions.map(({ feature, value, contribution }) => ({ feature, value, contribution }));
  return { value, model_output, confidence, base_value, version, parts };
}
