import type { RestartPolicy } from './restart-policy.ts';

/** What the supervisor is told, in JSON lines on its stdin, and what it reports, in JSON lines on its stdout. */
export type ServerName = 'postgres' | 'temporal';

export type ServerPlan = {
  readonly name: ServerName;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  readonly logFile: string;
  /** What the end of its log says when it ended for a reason that passes by itself. */
  readonly passing?: string;
};

export type SupervisorPlan = {
  readonly home: string;
  /** In starting order; they are stopped in reverse order. */
  readonly servers: readonly ServerPlan[];
  /** pid of the process that holds the home's lock. */
  readonly holder: number;
  /** For tests: the home is deleted at the end. */
  readonly throwAway: boolean;
  readonly restarts: RestartPolicy;
};

/**
 * The plan comes first. `keep` comes once all servers answer: from then on a server that ends is started again. Until then its
 * end is the reason why the start fails, unless the reason passes by itself.
 */
export type SupervisorOrder = { readonly plan: SupervisorPlan } | { readonly keep: true };

export type SupervisorReport =
  | { readonly event: 'started' }
  | {
      readonly event: 'restarting';
      readonly server: ServerName;
      readonly code: number | null;
      readonly signal: string | null;
      /** ms until it is started again. */
      readonly wait: number;
    }
  | { readonly event: 'restarted'; readonly server: ServerName }
  | {
      readonly event: 'lost';
      readonly server: ServerName;
      readonly code: number | null;
      readonly signal: string | null;
      /** How often it ended before it was given up; 1 where it wasn't to be kept. */
      readonly ends: number;
    }
  | { readonly event: 'stopped' }
  | { readonly event: 'failed'; readonly message: string };
