import { setTimeout as sleep } from 'node:timers/promises';
import { deployByHand, rollBackByHand } from '../../serving/live/deploy-version.ts';
import { holds, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';
import { type Confirmed, keepAsking, nothingSeen, type Seen } from './deploy-under-load/clients.ts';
import { openStage, type Stage } from './deploy-under-load/stage.ts';

/** ms between two deployments. */
const interval = 200;
/** Rows a request of each connection. */
const connections = [1, 1, 1, 1, 1, 1, 10];

/** One version after the other is deployed and rolled back again while clients of a running API ask as fast as they are answered. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const seconds = reduced ? 8 : 30;
  const stage = await openStage(new Date());
  try {
    const seen = nothingSeen();
    const stop = new AbortController();
    const confirmed: Confirmed = { version: stage.versions[0], at: performance.now() };
    const clients = connections.map((rows, connection) =>
      keepAsking({ ...stage, url: stage.api.url, rows, first: connection * 37 }, seen, confirmed, stop.signal),
    );
    const deployments = await keepDeploying(stage, confirmed, seconds * 1_000).finally(() => stop.abort());
    await Promise.all(clients);
    const log = await logState(stage);
    await stage.api.stop();
    return { passed: await judge(stage, seen, deployments, log) };
  } finally {
    await stage.close();
  }
}

type Deployments = { readonly milliseconds: readonly number[]; readonly refused: number; readonly most: number };

/** Deploys the second version and rolls back to the first, in turn, as `perennial deploy` and `perennial rollback` do from another process. */
async function keepDeploying(stage: Stage, confirmed: Confirmed, length: number): Promise<Deployments> {
  const { database, blobs, versions } = stage;
  const deployer = { database, blobs, production: false };
  const milliseconds: number[] = [];
  let refused = 0;
  const started = performance.now();
  const most = Math.floor(length / interval);
  for (let turn = 1; turn <= most; turn++) {
    // one that took longer is made up for by the next, up to one turn
    await sleep(Math.max(0, started + turn * interval - performance.now()));
    if (performance.now() > started + length + interval) break;
    const version = versions[turn % 2];
    const request = { model: 'lead_scoring', version, actor: 'proof', reason: 'does anybody notice?' } as const;
    const from = performance.now();
    try {
      if (turn % 2 === 1) await deployByHand(deployer, request, `proof/${turn}`);
      else await rollBackByHand(deployer, request, `proof/${turn}`);
      confirmed.version = version;
      confirmed.at = performance.now();
      milliseconds.push(confirmed.at - from);
    } catch (error) {
      refused++;
      print(`  Turn ${turn}: ${String(error)}`);
    }
  }
  return { milliseconds, refused, most };
}

/** As the API tells of itself. */
async function logState({ api }: Stage): Promise<string> {
  const response = await fetch(`${api.url}/healthz`);
  const { checks } = (await response.json()) as {
    readonly checks: Readonly<Record<string, { readonly detail?: string }>>;
  };
  return JSON.stringify(checks.prediction_log);
}

async function judge(
  { database, versions }: Stage,
  seen: Seen,
  deployments: Deployments,
  logState: string,
): Promise<boolean> {
  const rows = await database.query<{ id: string; version: string }>(
    `select p.id, v.name as version from predictions as p join model_versions as v on v.id = p.version_id`,
  );
  const logged = new Set(rows.map(({ id }) => id));
  const missing = [...seen.ids].filter((id) => !logged.has(id)).length;
  const [audit] = await database.query<{ count: number }>(
    `select count(*)::int as count from deployments where model = 'lead_scoring' and actor = 'proof'`,
  );
  const confirmed = deployments.milliseconds.length;
  const figures = (values: readonly number[]) =>
    `p50 ${quantile(values, 0.5).toFixed(1)}, p99 ${quantile(values, 0.99).toFixed(1)}, worst ${Math.max(...values).toFixed(1)} ms`;
  print(`${seen.requests} requests on ${connections.length} connections; ${figures(seen.milliseconds)}`);
  print(`${confirmed} deployments and rollbacks; until confirmed: ${figures(deployments.milliseconds)}`);
  const late =
    seen.lags.length === 0 ? 'none' : `${seen.lags.length}, up to ${Math.max(...seen.lags).toFixed(0)} ms later`;
  print(`Requests sent after a confirmation that the version before still answered: ${late}`);
  print(`Prediction log at the end of the load: ${logState}\n`);
  const share = Math.min(...versions.map((version) => seen.answers.get(version) ?? 0)) / seen.ids.size;
  return [
    holds('deployments every 200 ms', `${confirmed} of ${deployments.most}`, confirmed >= 0.95 * deployments.most),
    holds('refused', String(deployments.refused), deployments.refused === 0),
    holds('rows of the audit', String(audit?.count), audit?.count === confirmed),
    holds(
      'failed requests',
      `${seen.failed}${seen.firstFailure === null ? '' : `, ${seen.firstFailure}`}`,
      seen.failed === 0,
    ),
    holds('answers of each version at least', `${(100 * share).toFixed(0)}%`, share > 0.2),
    holds(
      'answers whose version and output disagree',
      `${seen.disagreeing} of ${seen.ids.size}`,
      seen.disagreeing === 0,
    ),
    holds('requests answered by two versions', String(seen.mixed), seen.mixed === 0),
    holds('prediction ids given twice', String(seen.repeated), seen.repeated === 0),
    holds('answered predictions missing in the log', String(missing), missing === 0),
    holds('rows of the log', `${rows.length} for ${seen.ids.size} answers`, rows.length === seen.ids.size),
  ].every(Boolean);
}
