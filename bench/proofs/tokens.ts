import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../../engine/random.ts';
import { type Database, openDatabase } from '../../store/database/database.ts';
import { migrate } from '../../store/database/migrate.ts';
import { createToken } from '../../store/tokens.ts';
import { startThrowAwayStack } from '../../test/infrastructure.ts';
import { startOurs } from '../benchmarks/serve/contestant.ts';
import { holds, print, quantile } from '../figures.ts';
import type { RunOptions } from '../run-named.ts';

/** ms by which medians may differ. */
const allowed = 0.2;
/** Tokens of each kind. */
const each = 25;

const kinds = ['revoked', 'expired', 'malformed', 'unknown'] as const;
type Kind = (typeof kinds)[number];

/** Asks a running API with wrong tokens of every kind, in turn, and compares answers and times. */
export async function run({ reduced }: RunOptions): Promise<{ passed: boolean }> {
  const rounds = reduced ? 500 : 5_000;
  const stack = await startThrowAwayStack({ temporal: false });
  const folder = mkdtempSync(join(tmpdir(), 'perennial-proof-'));
  await migrate(stack.databaseUrl);
  const database = await openDatabase(stack.databaseUrl, { applicationName: 'perennial-proof' });
  const good = await createToken(database, { label: 'proof', role: 'viewer' });
  const server = { database: stack.databaseUrl, blobs: folder, token: good, zone: 'UTC' };
  const api = await startOurs(server, { pinned: false });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    const tokens = await makeTokens(database);
    const random = createRandom(7);
    const times: Record<Kind, number[]> = { revoked: [], expired: [], malformed: [], unknown: [] };
    const answers = new Set<string>();
    // what is compiled and cached by then is so for all
    for (let round = -rounds / 10; round < rounds; round++) {
      for (const kind of random.shuffle([...kinds])) {
        const token = tokens[kind][random.integer(each)] ?? '';
        const { milliseconds, answer } = await ask(api.url, token, agent);
        answers.add(answer);
        if (round >= 0) times[kind].push(milliseconds);
      }
    }
    const known = await ask(api.url, good, agent);
    return { passed: judge(times, answers, known.answer) };
  } finally {
    agent.destroy();
    await api.stop();
    await database.close();
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeTokens(database: Database): Promise<Record<Kind, string[]>> {
  const make = async (expiresAt: Date | null) =>
    await Promise.all(
      Array.from({ length: each }, () => createToken(database, { label: 'wrong', role: 'admin', expiresAt })),
    );
  const revoked = await make(null);
  await database.query('update api_tokens set revoked_at = now() where id = any($1)', [
    revoked.map((token) => token.split('.')[0]),
  ]);
  const text = (bytes: number) => randomBytes(bytes).toString('base64url');
  return {
    revoked,
    expired: await make(new Date(Date.now() - 1_000)),
    malformed: Array.from({ length: each }, () => text(41)),
    unknown: Array.from({ length: each }, () => `${text(9)}.${text(32)}`),
  };
}

function ask(url: string, token: string, agent: Agent): Promise<{ milliseconds: number; answer: string }> {
  return new Promise((resolve, reject) => {
    const from = performance.now();
    const headers = { Authorization: `Bearer ${token}` };
    const request = send(`${url}/api/v1/session`, { agent, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => {
        const milliseconds = performance.now() - from;
        const told = response.headers['www-authenticate'] ?? '';
        // each request has an id of its own
        const said = body.replace(/"request_id":"[^"]+"/, '');
        resolve({ milliseconds, answer: `${response.statusCode} ${told} ${said}` });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

function judge(times: Record<Kind, number[]>, answers: ReadonlySet<string>, known: string): boolean {
  const medians = kinds.map((kind) => quantile(times[kind], 0.5));
  for (const [at, kind] of kinds.entries()) {
    const quartiles = [0.25, 0.75].map((share) => quantile(times[kind], share).toFixed(3)).join(' to ');
    print(
      `  ${kind.padEnd(10)} median ${medians[at]?.toFixed(3)} ms, quartiles ${quartiles} ms, ${times[kind].length}`,
    );
  }
  const difference = Math.max(...medians) - Math.min(...medians);
  const [answer = ''] = answers;
  return [
    holds('medians differ by', `${difference.toFixed(3)} ms (less than ${allowed})`, difference < allowed),
    holds('different answers', String(answers.size), answers.size === 1 && answer.startsWith('401 ')),
    holds('a right token is let in', known.slice(0, 3), known.startsWith('200 ')),
  ].every(Boolean);
}
