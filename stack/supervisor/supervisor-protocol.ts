/** What the supervisor is told, in one JSON line on its stdin, and what it reports, in JSON lines on its stdout. */
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
  /** In starting order; they are stopped in reverse order. */
  readonly servers: readonly ServerPlan[];
  /** pid of the process that holds the home's lock. */
  readonly holder: number;
  /** For tests: the home is deleted at the end. */
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
