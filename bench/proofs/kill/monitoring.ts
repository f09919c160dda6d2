import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../../../engine/random.ts';
import { freePorts } from '../../../stack/ports.ts';
import { call } from '../../../test/api/fakes.ts';
import { holds, print } from '../../figures.ts';
import { type Going, playAct } from './act.ts';
import { judgeActs } from './judge-acts.ts';
import { type Outage, slowestAnswer } from './post-office.ts';
import { Program } from './program.ts';
import { openStage, type Stage } from './stage.ts';

const victims = ['postgres', 'temporal', 'workers'] as const;

/** ms. A kill comes within so much of the return of what was killed before, or of the data of the next mail. */
const longestPause = 2_500;
/** ms that a mail may be in coming before the kill comes all the same. */
const patience = 20_000;
/** Enough that the business outlives all kills: a day lasts a second at the least. */
const daysARound = 30;
const fewestDays = 4;

/**
 * PostgreSQL, Temporal and the workers killed in turn while days are monitored and their alerts mailed, then the same days undisturbed
 * in a copy of the database. An API process lives through all of it.
 */
export async function monitorUnderKills({ seed, rounds }: { seed: number; rounds: number }): Promise<boolean> {
  const random = createRandom(seed);
  const stage = await openStage(fewestDays + daysARound * rounds);
  let held = false;
  try {
    const api = await startApi(stage);
    try {
      const outages: Outage[] = [];
      const killed = await playAct(stage, {
        ...{ name: 'killed', days: fewestDays, random },
        async meanwhile(going) {
          for (let round = 0; round < rounds; round++) {
            for (const of of random.shuffle([...victims])) outages.push(await killOne(of, stage, going, random));
          }
        },
      });
      const alive = await api.health();
      const calm = await playAct(stage, { name: 'calm', days: killed.days, random });
      held = [
        holds('kills', String(outages.length), outages.length === rounds * victims.length),
        judgeActs(killed, calm, outages),
        holds('API process that lived through it', alive, alive === 'ok'),
      ].every(Boolean);
    } finally {
      await api.program.kill();
    }
  } finally {
    await stage.stop();
  }
  const left = [...stage.postgres.leftOver(), ...stage.temporal.leftOver()];
  return holds('servers left running', String(left.length), left.length === 0) && held;
}

/** Every second time or so while a mail is on its way, else whatever is under way. */
async function killOne(
  of: (typeof victims)[number],
  stage: Stage,
  { workers, office, day }: Going,
  random: Random,
): Promise<Outage> {
  const mailing = random.next() < 0.5;
  if (mailing) await office.nextData(patience);
  const wait = Math.floor(random.next() * (mailing ? slowestAnswer : longestPause));
  await sleep(wait);
  const [at, from] = [day(), Date.now()];
  if (of === 'workers') {
    await workers.kill();
    await workers.start();
  } else {
    await stage[of].kill();
  }
  const to = Date.now();
  const when = `${String(wait).padStart(4)} ms after ${mailing ? "a mail's data" : 'the last return'}, at day ${at}`;
  print(`kill of ${of.padEnd(8)} ${when}; back after ${((to - from) / 1000).toFixed(1)} s`);
  return { of, from, to };
}

async function startApi({ databases, environment }: Stage) {
  const [port = 0] = await freePorts(1);
  const env = {
    ...environment(databases.killed),
    PERENNIAL_API_HOST: '127.0.0.1',
    PERENNIAL_API_PORT: String(port),
    PERENNIAL_API_TOKEN: 'proof.token-of-a-server-that-nobody-kills',
  };
  const program = new Program('../../../api/server.ts', env, ({ msg }) => msg?.startsWith('API listens') === true);
  await program.start();
  return {
    program,
    /** 'ok' when each part is and it never ended; the incidents that fire are this proof's own. */
    async health(): Promise<string> {
      const { body } = await call(`http://127.0.0.1:${port}`, 'GET', '/healthz', { authorization: null });
      const { incidents: _, ...parts }: Record<string, { readonly status: string }> = body.checks;
      return program.endedByThemselves[0] ?? Object.values(parts).find(({ status }) => status !== 'ok')?.status ?? 'ok';
    },
  };
}
