import type { Metrics } from './metrics.ts';

type Pool = { readonly totalCount: number; readonly idleCount: number; readonly waitingCount: number };

/** A pool that never waits has room; one that always does is too small, or its queries are too slow. */
export function showPool(metrics: Metrics, name: 'api' | 'worker', pool: Pool): void {
  metrics.beforeScrape(() => {
    metrics.connections.set({ pool: name, state: 'busy' }, pool.totalCount - pool.idleCount);
    metrics.connections.set({ pool: name, state: 'idle' }, pool.idleCount);
    metrics.connectionWaits.set({ pool: name }, pool.waitingCount);
  });
}
