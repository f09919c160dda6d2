import { setTimeout as sleep } from 'node:timers/promises';
import { startEverything } from '../../everything.ts';
import { type Config, readConfig } from '../../stack/config.ts';
import { startStack } from '../../stack/embedded-stack.ts';
import { freePorts } from '../../stack/ports.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { restoreDatabase } from './database-dump.ts';
import { readFixture, writeHome } from './fixture-files.ts';

/** An installation of an earlier release that the present code has taken over. */
export type Upgraded = {
  readonly home: string;
  readonly config: Config;
  readonly databaseUrl: string;
  /** JSON of an answer, with the token that the earlier release gave. @throws when it isn't a success. */
  ask<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer>;
  stop(): Promise<void>;
};

/** Puts a fixture into a home of its own and starts it as `npm start` does, with the embedded servers. */
export async function upgrade(release: string): Promise<Upgraded> {
  const { files, database, expected } = readFixture(release);
  const home = temporaryFolder();
  writeHome(home, files);
  const [postgres = 0, temporal = 0, temporalUi = 0, api = 0] = await freePorts(4);
  const stack = await startStack({ home, ports: { postgres, temporal }, temporal: false });
  await restoreDatabase(stack.databaseUrl, database).finally(() => stack.stop());

  const config = readConfig({
    PERENNIAL_HOME: home,
    PERENNIAL_POSTGRES_PORT: String(postgres),
    PERENNIAL_TEMPORAL_PORT: String(temporal),
    PERENNIAL_TEMPORAL_UI_PORT: String(temporalUi),
    PERENNIAL_API_PORT: String(api),
    ...keepAll,
  });
  const { apiUrl, databaseUrl, stop } = await startEverything(config, () => {});
  return {
    home,
    config,
    databaseUrl,
    async ask<Answer>(method: 'GET' | 'POST', path: string, body?: unknown) {
      const headers = { authorization: `Bearer ${expected.token}`, 'content-type': 'application/json' };
      const request = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
      let response = await fetch(`${apiUrl}${path}`, request);
      // a Temporal server that has just started may take longer than the API waits; it says when to ask again
      for (let again = 0; response.status === 503 && again < 5; again++) {
        await sleep(1_000 * Number(response.headers.get('retry-after') ?? 1));
        response = await fetch(`${apiUrl}${path}`, request);
      }
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text) as Answer;
    },
    stop,
  };
}

/** Days: retention runs in the fixture, which grows older than anything is kept. */
const keepAll = {
  PERENNIAL_KEEP_PREDICTIONS: '36500',
  PERENNIAL_KEEP_STEPS: '36500',
  PERENNIAL_KEEP_EXPOSURES: '36500',
};
