import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type AbGateStatus, queries, updates } from '../../contract/messages.ts';
import type { GateConfig } from '../../domain/experiment/experiment.ts';
import { deployByHand, rollBackByHand } from '../../serving/live/deploy-version.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { listMails } from '../../store/alerts/mails.ts';
import {
  currentExperiment,
  readEvents,
  readExperiment,
  readLooks,
  readPhases,
} from '../../store/experiments/experiments.ts';
import { listDeployments } from '../../store/training/deployments.ts';
import { listVersions, type ModelVersion, readChampion } from '../../store/training/versions.ts';
import { until } from '../until.ts';
import { gateWorld, shortGate } from './gate-world.ts';
import { type RunningPipeline, startPipeline, testLimits } from './running-pipeline.ts';

const model = 'lead_scoring';
const note = { actor: 'ann', reason: 'the test wants it' };

describe('a gate', () => {
  let pipeline: RunningPipeline;
  let world: ReturnType<typeof gateWorld>;
  const config = shortGate(model);

  before(async () => {
    pipeline = await startPipeline({ seed: null });
    // a gate's steps are tried until they succeed, whatever other steps are allowed
    world = gateWorld(pipeline, { ...testLimits, stepAttempts: 1 });
    await world.champion(model);
  });
  after(() => pipeline.close());
  // a test that fails must not leave the next one waiting for its experiment
  afterEach(async () => {
    const left = await currentExperiment(pipeline.database, model, 'under_way');
    if (left !== null) await world.gate.command(model, 'rollBack', note).catch(() => {});
  });

  const champion = async () => (await readChampion(pipeline.database, model))?.name;
  const outcomeOf = async (id: string) => (await readExperiment(pipeline.database, id)).outcome;
  const eventsOf = async (id: string) => (await readEvents(pipeline.database, id)).map(({ type }) => type);
  const status = () =>
    pipeline.client.workflow.getHandle(pipeline.installation.abGate(model)).query<AbGateStatus>(queries.gate);

  const untilRunning = (id: string) =>
    until(
      () => readExperiment(pipeline.database, id),
      ({ state }) => state === 'running',
    );

  /** An experiment by conversions, with matured exposures of its first phase. */
  async function live(
    changes: Partial<GateConfig>,
    arms: Parameters<typeof world.expose>[2],
  ): Promise<{ id: string; version: ModelVersion }> {
    const given = { ...config, ...changes };
    await world.traffic(given, 8_000, 0.4);
    const submitted = await world.submit(model, given);
    const { mode, plan } = await untilRunning(submitted.id);
    assert.equal(mode, 'live', plan?.reason);
    await world.expose(submitted.id, 1, arms, 3 * given.dayMs);
    return submitted;
  }

  it('plans from traffic: with too little of it, the errors of both models on the same subjects decide', async () => {
    const { id } = await world.submit(model, config);
    const { mode, plan } = await untilRunning(id);
    assert.equal(mode, 'paired');
    assert.match(plan?.reason ?? '', /^Paired: /);
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'rolled_back');
    assert.deepEqual(await eventsOf(id), ['submitted', 'started', 'rolled_back']);
  });

  it('rolls back a harmful challenger at the first look that shows the harm', async () => {
    const before = await champion();
    const { id } = await live(
      {},
      { champion: { units: 2_000, converted: 800 }, challenger: { units: 222, converted: 40 } },
    );
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'rolled_back');
    assert.equal(await champion(), before);
    const looks = await readLooks(pipeline.database, id);
    const last = looks[looks.length - 1];
    assert.equal(last.action, 'roll_back');
    assert.deepEqual([last.numbers.champion.conversions, last.numbers.challenger.conversions], [800, 40]);
    assert.match(last.reason, /^The challenger converts 5\d\.\d% worse .*: rolled back\.$/);
  });

  it('freezes when the split differs from the plan, and waits for a person', async () => {
    const { id } = await live(
      {},
      { champion: { units: 1_000, converted: 400 }, challenger: { units: 400, converted: 200 } },
    );
    await until(status, ({ standing }) => standing === 'frozen');
    const [phase] = await readPhases(pipeline.database, id);
    assert.notEqual(phase.closedAt, null, 'the champion serves all');
    const invalid = (await readEvents(pipeline.database, id)).find(({ type }) => type === 'gate_invalid');
    assert.match(invalid?.reason ?? '', /got 400 of 1,400 units, 28\.57% where 10\.00% was planned/);
    const [incident] = await listIncidents(pipeline.database, { model, states: ['firing'] });
    assert.deepEqual([incident?.rule, incident?.detail], ['gate_invalid', invalid?.reason]);
    await assert.rejects(world.gate.command(model, 'pause', note), { code: 'experiment_conflict' });
    const { message } = await world.gate.command(model, 'rollBack', note);
    assert.match(message, /champion serves all/);
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'rolled_back');
    const subjects = (await listMails(pipeline.database)).map(({ subject }) => subject);
    assert.equal(subjects.length, 2, 'that it stands still, and that it does no more');
    assert.match(subjects[0] ?? '', /^Resolved: .*the experiment is invalid/);
  });

  it('by the rule "observed" promotes at +6%, with the evidence in the audit, and rolls back to the earlier bytes', async () => {
    const before = await readChampion(pipeline.database, model);
    const arms = { champion: { units: 5_000, converted: 2_000 }, challenger: { units: 500, converted: 212 } };
    const { id, version } = await live({ rule: 'observed' }, arms);
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'promoted');
    assert.equal(await champion(), version.name);
    const [deployment] = await listDeployments(pipeline.database, { model, limit: 1 });
    const evidence = deployment.evidence as { experiment: string; rule: string; goldenRows: number; numbers: unknown };
    assert.deepEqual([evidence.experiment, evidence.rule], [id, 'observed']);
    assert.ok(evidence.numbers !== null);

    const deployer = { database: pipeline.database, blobs: pipeline.blobs, production: false };
    const back = await rollBackByHand(deployer, { model, ...note }, 'test/back');
    assert.equal(back.version.artifactHash, before?.artifactHash);
    assert.equal(await champion(), before?.name);
  });

  it('by the rule "observed" keeps the champion at +4%', async () => {
    const before = await champion();
    const arms = { champion: { units: 5_000, converted: 2_000 }, challenger: { units: 500, converted: 208 } };
    const { id } = await live({ rule: 'observed', phaseDays: 4 }, arms);
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'champion_kept');
    assert.equal(await champion(), before);
  });

  it('ramps up an inconclusive challenger after a washout, in a phase with new counts', async () => {
    const arms = { champion: { units: 1_800, converted: 720 }, challenger: { units: 200, converted: 82 } };
    const { id } = await live({ phaseDays: 3 }, arms);
    const [first, second] = await until(
      () => readPhases(pipeline.database, id),
      (phases) => phases.length === 2,
    );
    assert.deepEqual([first.challengerShare, second.challengerShare], [0.1, 0.25]);
    assert.notEqual(first.salt, second.salt);
    const washout = second.startedAt.getTime() - (first.closedAt?.getTime() ?? 0);
    assert.ok(washout >= config.dayMs * config.attributionDays, `${washout} ms`);
    const better = { champion: { units: 3_000, converted: 1_200 }, challenger: { units: 1_000, converted: 600 } };
    await world.expose(id, 2, better, 3 * config.dayMs);
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'promoted');
    const looks = await readLooks(pipeline.database, id);
    const last = looks[looks.length - 1];
    assert.deepEqual([last.phase, last.numbers.champion.units], [2, 3_000]);
    const { client, installation } = pipeline;
    const { memo } = await client.workflow.getHandle(installation.abGate(model)).describe();
    assert.equal(memo?.installation, installation.identity, 'it goes from phase to phase');
  });

  it('never supersedes the running experiment: a newer challenger waits, and an even newer one takes its place', async () => {
    const first = await world.submit(model, config);
    await untilRunning(first.id);
    const second = await world.submit(model, config);
    const third = await world.submit(model, config);
    assert.equal((await currentExperiment(pipeline.database, model, 'under_way'))?.id, first.id);
    assert.equal((await currentExperiment(pipeline.database, model, 'waiting'))?.id, third.id);
    const replaced = await readExperiment(pipeline.database, second.id);
    assert.deepEqual([replaced.outcome, replaced.reason?.includes(third.id)], ['superseded', true]);
    await world.gate.command(model, 'promote', note);
    await untilRunning(third.id);
    const promoted = await readExperiment(pipeline.database, first.id);
    const waited = await readExperiment(pipeline.database, third.id);
    assert.deepEqual(
      [promoted.outcome, promoted.reason, waited.championVersionId],
      ['promoted', note.reason, first.version.id],
    );
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
  });

  it('takes the newer challenger that arrived while it was opening an older one', async () => {
    const { client } = pipeline;
    const today = new Date().toISOString().slice(0, 10);
    const named = (await listVersions(pipeline.database, model)).filter(({ name }) => name.startsWith(today));
    const next = `${model}-${today}.${named.length + 1}`;
    let newer = '';
    await pipeline.database.withClient(async (holder) => {
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`experiment ${next}`]);
      assert.equal((await world.submit(model, config)).id, next);
      const waiting = () =>
        holder
          .query(`select from pg_locks where locktype = 'advisory' and not granted`)
          .then(({ rowCount }) => rowCount ?? 0);
      await until(waiting, (count) => count > 0);
      newer = (await world.submit(model, config)).id;
      await holder.query('commit');
    });
    await untilRunning(newer);
    assert.equal(
      (await client.workflow.getHandle(pipeline.installation.abGate(model)).describe()).status.name,
      'RUNNING',
    );
    assert.equal(await outcomeOf(next), 'superseded');
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
  });

  it('pauses and resumes on command: nobody is exposed meanwhile, and a new phase follows a washout', async () => {
    const { id } = await world.submit(model, config);
    await untilRunning(id);
    await world.gate.command(model, 'pause', note);
    assert.equal((await readExperiment(pipeline.database, id)).state, 'paused');
    assert.notEqual((await readPhases(pipeline.database, id))[0].closedAt, null);
    await assert.rejects(world.gate.command(model, 'resume', { actor: 'ann', reason: ' ' }), { code: 'invalid_input' });
    const other = { ...note, experimentId: `${model}-2020-01-01.1` };
    await assert.rejects(world.gate.command(model, 'promote', other), { code: 'experiment_conflict' });
    await world.gate.command(model, 'resume', { ...note, experimentId: id });
    const phases = await until(
      () => readPhases(pipeline.database, id),
      (found) => found.length === 2,
    );
    assert.deepEqual([phases[1].challengerShare, phases[1].closedAt], [0.1, null]);
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
    assert.deepEqual(await eventsOf(id), ['submitted', 'started', 'paused', 'resumed', 'phase_started', 'rolled_back']);
    await assert.rejects(world.gate.command(model, 'promote', note), { code: 'experiment_not_found' });
  });

  it('carries out a command that arrives while the next phase is being opened', async () => {
    const { id } = await world.submit(model, { ...config, attributionDays: 6 });
    await untilRunning(id);
    await world.gate.command(model, 'pause', note);
    await world.gate.command(model, 'resume', note);
    await pipeline.database.withClient(async (holder) => {
      await holder.query('begin');
      await holder.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`experiment ${id}`]);
      const waiting = () =>
        holder
          .query(`select from pg_locks where locktype = 'advisory' and not granted`)
          .then(({ rowCount }) => rowCount ?? 0);
      await until(waiting, (count) => count > 0);
      const handle = pipeline.client.workflow.getHandle(pipeline.installation.abGate(model));
      await handle.startUpdate(updates.rollBack, { args: [note], waitForStage: 'ACCEPTED' });
      await holder.query('commit');
    });
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'rolled_back');
  });

  it('does not promote a challenger whose golden rows no longer hold', async () => {
    const { id, version } = await world.submit(model, config);
    await untilRunning(id);
    const golden = { features: [Array.from({ length: 24 }, () => 1)], outputs: [12.345] };
    await pipeline.database.query('update model_versions set golden = $1 where id = $2', [
      JSON.stringify(golden),
      version.id,
    ]);
    const before = await champion();
    const { message } = await world.gate.command(model, 'promote', note);
    assert.match(
      message,
      /could not be deployed: Version .* answers .* for its golden row 1, where it answered 12\.345/,
    );
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'rolled_back');
    assert.equal(await champion(), before);
  });

  it('promotes although the database fails for a while at that moment', async () => {
    const { database } = pipeline;
    const { id, version } = await world.submit(model, config);
    await untilRunning(id);
    await database.query('create sequence attempts');
    await database.query(
      `create function refuse() returns trigger language plpgsql as $$ begin
         perform nextval('attempts');
         raise exception 'shutting down' using errcode = '57P01';
       end $$`,
    );
    await database.query('create trigger refuses before insert on deployments for each row execute function refuse()');
    const promoting = world.gate.command(model, 'promote', note);
    const attempts = () => database.query<{ last_value: number }>('select last_value from attempts');
    await until(attempts, ([{ last_value }]) => last_value >= 3);
    await database.query('drop function refuse cascade');
    await promoting;
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'promoted');
    assert.equal(await champion(), version.name);
  });

  it('takes a refused look again after the usual time, and goes on', async () => {
    const { database } = pipeline;
    const { id } = await world.submit(model, config);
    await untilRunning(id);
    await database.query('create table hidden as select * from experiment_phases where experiment_id = $1', [id]);
    await database.query('delete from experiment_phases where experiment_id = $1', [id]);
    await until(status, ({ details }) => / failed\. Experiment .* has no phase 1\./.test(details));
    await database.query('insert into experiment_phases select * from hidden');
    const [first] = await until(
      () => readLooks(database, id),
      (looks) => looks.length > 0,
    );
    assert.ok(first.number >= 1);
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
  });

  it('is started again when its workflow has ended before its experiment', async () => {
    const { client, database, installation } = pipeline;
    const { id } = await world.submit(model, config);
    await untilRunning(id);
    await client.workflow.getHandle(installation.abGate(model)).terminate('as if it had failed');
    assert.equal(await world.gate.revive(model), true);
    assert.equal(await world.gate.revive(model), false, 'it runs');
    const looks = (await readLooks(database, id)).length;
    await until(
      () => readLooks(database, id),
      (found) => found.length > looks,
    );
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
  });

  it('says in an incident that nobody looked for three intervals, until the look after the next one', async () => {
    const { database } = pipeline;
    const unattended = async () =>
      (await listIncidents(database, { model })).find(({ rule }) => rule === 'gate_unattended');
    const slow = { ...config, dayMs: 3_600_000 };
    const { id } = await world.submit(model, slow);
    await untilRunning(id);
    await pipeline.client.workflow.getHandle(pipeline.installation.abGate(model)).terminate('lost');
    await database.query('alter table experiment_phases disable trigger experiment_phases_fixed');
    await database.query(
      `update experiment_phases set started_at = now() - interval '5 hours' where experiment_id = $1`,
      [id],
    );
    await database.query('alter table experiment_phases enable trigger experiment_phases_fixed');
    await world.gate.candidate(model);
    const [late] = await until(
      () => readLooks(database, id),
      (looks) => looks.length === 1,
    );
    assert.equal(late.number, 1, 'it was overdue, so it was taken at once');
    const open = await until(unattended, (incident) => incident !== undefined);
    assert.deepEqual(open?.state, 'firing');
    assert.match(
      open?.detail ?? '',
      /^No look at .* succeeded within 3 hours\. Since .* the champion has served all, until/,
    );
    await world.gate.command(model, 'rollBack', note);
    await world.idle(model);
    assert.equal((await unattended())?.state, 'resolved');
  });

  it('ends when another version is deployed by hand', async () => {
    const { id } = await world.submit(model, config);
    await untilRunning(id);
    const [, earlier] = await listDeployments(pipeline.database, { model });
    const { name } = await readVersion(earlier.versionId);
    const deployer = { database: pipeline.database, blobs: pipeline.blobs, production: false };
    await deployByHand(deployer, { model, version: name, ...note }, 'test/hand');
    await assert.rejects(deployByHand(deployer, { model, version: name, ...note }, 'test/again'), {
      code: 'already_deployed',
    });
    await world.idle(model);
    assert.equal(await outcomeOf(id), 'superseded');
  });

  it('continues where it was after its workflow was terminated', async () => {
    const { id } = await world.submit(model, config);
    await untilRunning(id);
    await until(
      () => readLooks(pipeline.database, id),
      (looks) => looks.length >= 2,
    );
    await pipeline.client.workflow.getHandle(pipeline.installation.abGate(model)).terminate();
    const looks = (await readLooks(pipeline.database, id)).length;
    await world.gate.candidate(model);
    const more = await until(
      () => readLooks(pipeline.database, id),
      (found) => found.length > looks + 1,
    );
    assert.deepEqual(
      more.map(({ number }) => number),
      more.map((_, at) => at + 1),
    );
    await pipeline.client.workflow.getHandle(pipeline.installation.abGate(model)).cancel();
    await assert.rejects(world.idle(model));
    assert.equal(await outcomeOf(id), 'champion_kept');
  });

  async function readVersion(id: number): Promise<ModelVersion> {
    const [version] = await pipeline.database.query<ModelVersion>('select name from model_versions where id = $1', [
      id,
    ]);
    return version;
  }
});
