import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scheduleIds } from '../../../schedules/schedules.ts';
import { withDatabase } from '../kill/stage.ts';
import type { Ledger } from './ledger.ts';
import type { Scene } from './scene.ts';

/** All that the product is asked to do meanwhile, each at its own pace. */
export type Work = {
  /** Resolves when what was begun is brought to its end. */
  stop(): Promise<void>;
};

type Worker = { readonly scene: Scene; readonly ledger: Ledger; readonly stopping: () => boolean };
type Subjects = { readonly leads: readonly string[]; readonly contacts: readonly string[] };

export function startWork(scene: Scene, ledger: Ledger): Work {
  let stopped = false;
  const worker = { scene, ledger, stopping: () => stopped };
  const subjects = withDatabase(scene.databaseUrl(), async (database) => ({
    leads: (await database.query<{ id: string }>('select external_id as id from leads order by id')).map(
      ({ id }) => id,
    ),
    contacts: (await database.query<{ id: string }>('select external_id as id from contacts order by id')).map(
      ({ id }) => id,
    ),
  }));
  const all = subjects.then((found) =>
    Promise.all([
      importPurchases(worker, found),
      predict(worker, found),
      tellOutcomes(worker, found),
      train(worker),
      commandSchedules(worker),
      sendMail(worker),
    ]),
  );
  return {
    async stop() {
      stopped = true;
      await all;
    },
  };
}

const rowsOfAnImport = 40;

/** A file is imported again until it went in: nobody knows of a command that was killed whether it had done its work. */
async function importPurchases({ scene, ledger, stopping }: Worker, { contacts }: Subjects): Promise<void> {
  for (let file = 0; !stopping(); file++) {
    const rows = Array.from({ length: rowsOfAnImport }, (_, row) => ({
      id: `chaos-${file}-${row}`,
      contact: contacts[(file * rowsOfAnImport + row) % contacts.length],
      amount: `${1 + ((file + row) % 90)}.50`,
    }));
    const path = join(scene.folder, `purchases-${file}.csv`);
    const lines = rows.map(({ id, contact, amount }) => `${id},${contact},${amount},2026-11-01T10:00:00Z`);
    writeFileSync(path, `external_id,contact,amount,purchased_at\n${lines.join('\n')}\n`);
    for (;;) {
      const { code, stdout, stderr } = await scene.command('import', 'purchases', path, '--json');
      if (code === 0) break;
      if (/internal|unexpected/i.test(stderr + stdout)) ledger.wrong.push(`import: ${(stderr + stdout).slice(0, 300)}`);
      await sleep(1_000);
    }
    for (const { id, amount } of rows) ledger.purchases.set(id, amount);
    ledger.counts.imports++;
    await sleep(3_000);
  }
}

type Asked = Awaited<ReturnType<Scene['ask']>>;

/** The body of an answer that says yes; null: there was no answer, or the product was busy or away. */
function accepted(ledger: Ledger, what: string, answer: Asked, yes: number, others: readonly number[] = []): unknown {
  ledger.counts.requests++;
  if (answer === null) ledger.counts.unanswered++;
  else if (answer.status === 503) ledger.counts.refused++;
  else if (answer.status === yes) return answer.body;
  else if (!others.includes(answer.status))
    ledger.wrong.push(`${what}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
  return null;
}

type Answer = {
  readonly prediction_id: string;
  readonly id: string;
  readonly version: string;
  readonly arm: string | null;
  readonly score: number;
};

async function predict({ scene, ledger, stopping }: Worker, { leads }: Subjects): Promise<void> {
  for (let at = 0; !stopping(); at++) {
    const asked = { ids: [leads[at % leads.length], leads[(7 * at + 3) % leads.length]] };
    const answer = await scene.ask('POST', '/api/v1/predictions/lead_scoring', asked);
    const answeredAt = Date.now();
    const body = accepted(ledger, 'predictions', answer, 200) as { readonly predictions: readonly Answer[] } | null;
    if (body !== null) {
      const { predictions } = body;
      for (const { prediction_id: id, id: subject, version, arm, score } of predictions) {
        ledger.predictions.push({ id, subject, version, arm, score, answeredAt });
      }
    }
    await sleep(150);
  }
}

/** An outcome is told again until it is taken. */
async function tellOutcomes({ scene, ledger, stopping }: Worker, { leads }: Subjects): Promise<void> {
  for (let at = 0; !stopping(); at++) {
    const outcomes = [0, 1, 2].map((each) => ({
      id: `chaos-${at}-${each}`,
      model: 'lead_scoring',
      subject: leads[(3 * at + each) % leads.length],
    }));
    for (;;) {
      const answer = await scene.ask('POST', '/api/v1/outcomes', { outcomes });
      if (accepted(ledger, 'outcomes', answer, 200) !== null) break;
      await sleep(500);
    }
    for (const { id } of outcomes) ledger.outcomes.add(id);
    await sleep(500);
  }
}

async function train({ scene, ledger, stopping }: Worker): Promise<void> {
  for (let at = 0; !stopping(); at++) {
    const body = { model: (['churn', 'engagement', 'lead_scoring'] as const)[at % 3], candidates: 2, seed: 100 + at };
    const answer = await scene.ask('POST', '/api/v1/training/start', body);
    const started = accepted(ledger, 'training/start', answer, 202, [409]) as { readonly retrain_id: string } | null;
    if (started !== null) ledger.trainings.add(started.retrain_id);
    await pause(8_000, stopping);
  }
}

const scheduled = scheduleIds.filter((id) => !id.startsWith('watch') && !id.startsWith('retention'));

/** Pauses, resumes and triggers, each with a reason of its own, by which the audit tells them apart. */
async function commandSchedules({ scene, ledger, stopping }: Worker): Promise<void> {
  for (let at = 0; !stopping(); at++) {
    const schedule = scheduled[Math.floor(at / 3) % scheduled.length];
    const name = (['pause', 'resume', 'trigger'] as const)[at % 3];
    const command = { schedule, command: name, reason: `chaos ${at}`, done: false };
    ledger.commands.push(command);
    const path = `/api/v1/schedules/${schedule}/${name}`;
    const answer = await scene.ask('POST', path, { reason: command.reason, actor: 'chaos' });
    command.done = accepted(ledger, path, answer, 200, [409]) !== null;
    await pause(2_500, stopping);
  }
}

/** A test mail goes through outbox, workflow and worker. */
async function sendMail({ scene, stopping }: Worker): Promise<void> {
  while (!stopping()) {
    await scene.command('alerts', 'test', '--json');
    await pause(6_000, stopping);
  }
}

async function pause(milliseconds: number, stopping: () => boolean): Promise<void> {
  for (const until = performance.now() + milliseconds; performance.now() < until && !stopping(); ) await sleep(100);
}
