import { listen } from '../../store/database/listen.ts';
import { createLiveModels, type LiveModels, type LiveModelsDependencies } from './live-models.ts';

export type FollowedModels = LiveModels & { close(): Promise<void> };

/** Triggers of the tables that decide what serves notify it (migrations/0003-experiments.ts). */
const channel = 'perennial_serving';

/**
 * Live models that follow every deployment and phase: at the database's notification, within milliseconds; where none comes through (a
 * pooler in between, a lost connection) at the next poll. While the database is away they stay as they are.
 */
export async function openLiveModels(
  dependencies: LiveModelsDependencies & {
    /** Milliseconds between two looks without a notification. */
    readonly pollInterval?: number;
  },
): Promise<FollowedModels> {
  const { database, log, pollInterval = 2_000 } = dependencies;
  const live = createLiveModels(dependencies);
  let away = false;
  let following: Promise<void> = Promise.resolve();

  function follow(): void {
    following = look();
  }

  async function look(): Promise<void> {
    try {
      await live.refresh();
      if (away) log?.info({}, 'Deployments are followed again');
      away = false;
    } catch (error) {
      // said once, not at every poll
      if (!away) log?.error({ error }, `Deployments can't be followed: ${words(error)}`);
      away = true;
    }
  }

  await live.refresh();
  const listener = listen(database, channel, follow);
  const poll = setInterval(follow, pollInterval);
  poll.unref();
  return {
    ...live,
    async close() {
      clearInterval(poll);
      await listener.close();
      // must not outlive the pool
      await following;
    },
  };
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
