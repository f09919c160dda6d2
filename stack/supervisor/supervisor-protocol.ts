/** What the supervisor is told, as one JSON line on its stdin, and what it reports, a JSON line each on its stdout. */
export type ServerName = 'postgres' | 'temporal';

export type ServerPlan = {
  readonly name: ServerName;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  readonly logFile: string;
};

export type SupervisorPlan = {
  readonly home: string;
  /** In the order of starting; they are stopped in the reverse order. */
  readonly servers: readonly ServerPlan[];
  /** pid of the process that holds the home's lock. */
  readonly holder: number;
  /** The home is deleted in the end: for tests. */
  readonly throwAway: boolean;
};

export type SupervisorReport =
  | { readonly event: 'started' }
  | {
      readonly event: 'lost';
      readonly server: ServerName;
      readonly code: number | null;
      readonly signal: string | null;
    }
  | { readonly event: 'stopped' }
  | { readonly event: 'failed'; readonly message: string };
