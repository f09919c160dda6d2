import { listen } from '../../store/database/listen.ts';
import { createLiveModels, type LiveModels, type LiveModelsDependencies } from './live-models.ts';

export type FollowedModels = LiveModels & { close(): Promise<void> };

/** Triggers on the tables that decide what serves notify this channel (migrations/0003-experiments.ts). */
const channel = 'perennial_serving';

/**
 * Live models that follow every deployment and phase: within milliseconds after the database's notification, or at the next
 * poll if notifications don't arrive (behind a pooler, or without a connection). While the database is down they stay as they
 * are.
 */
export async function openLiveModels(
  dependencies: LiveModelsDependencies & {
    /** Milliseconds between two polls. */
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
      // logged once, not at every poll
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
      // it must not outlive the pool
      await following;
    },
  };
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
