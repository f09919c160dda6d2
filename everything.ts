import type { Config } from './stack/config.ts';
import { registerApi, startStack } from './stack/embedded-stack.ts';
import { requireHomeNotRunning } from './stack/home-lock.ts';
import { requireFreePort } from './stack/ports.ts';
import type { Standing } from './store/standing.ts';

/** The whole product in one process: servers, schema, workers, schedules, API. What `npm start` and the demo run on. */
export type Everything = {
  readonly databaseUrl: string;
  readonly apiUrl: string;
  /** A link to the dashboard that lets this person in, once and for a few minutes. */
  signInLink(person: string): Promise<string>;
  readonly temporalUiUrl: string | undefined;
  /** As of its start. */
  readonly standing: Standing;
  /** Created at the first start only; it is printed once and not stored. */
  readonly newToken: string | null;
  /** What the person who started it should know. */
  readonly warning: string | null;
  readonly logFile: string;
  /** Resolves with the reason when a part ends unexpectedly and can't be started again. */
  readonly lost: Promise<string>;
  /** Stops API, workers, database and servers, in this order. */
  stop(): Promise<void>;
};

export async function startEverything(config: Config, announce: (line: string) => void): Promise<Everything> {
  requireHomeNotRunning(config.home);
  await requireFreePort(config.api.port, 'PERENNIAL_API_PORT', config.api.host);
  const closing: (() => Promise<unknown>)[] = [];
  async function stop(): Promise<void> {
    const errors: unknown[] = [];
    for (const close of closing.splice(0).reverse()) await close().catch((error: unknown) => errors.push(error));
    if (errors.length > 0) throw errors[0];
  }
  // Loading what runs on the servers takes half a second or more, and they take a second to answer: both at once.
  let loaded: Promise<typeof import('./product.ts')> | undefined;
  try {
    const stack = await startStack({
      home: config.home,
      ports: config.ports,
      namespace: config.temporal.namespace,
      databaseUrl: config.databaseUrl,
      temporalAddress: config.temporal.address,
      temporalSecurity: config.temporal.security,
      announce,
      whileStarting: () => {
        loaded = import('./product.ts');
        loaded.catch(() => {}); // it is awaited below
      },
    });
    closing.push(() => stack.stop());
    const { startProduct } = await (loaded ?? import('./product.ts'));
    const { api, workers, logFile, standing } = await startProduct({ config, stack, announce, closing });
    registerApi(config.home, api.url);

    const lost = new Promise<string>((resolve) => {
      stack.onExit(({ server, reason, log: lastLines }) => {
        announce(`The last lines of the log of ${server}:\n${lastLines}`);
        resolve(`${server}: ${reason}`);
      });
      workers.ended.then(
        () => {},
        (error: unknown) => resolve(`a worker failed: ${error instanceof Error ? error.message : String(error)}`),
      );
    });
    return {
      databaseUrl: stack.databaseUrl,
      apiUrl: api.url,
      signInLink: api.signInLink,
      standing,
      temporalUiUrl: stack.temporalUiUrl,
      newToken: api.newToken,
      warning: api.warning,
      logFile,
      lost,
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}
