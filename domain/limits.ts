/**
 * Every duration and count that bounds a run, in one table. They are part of a workflow's input, so that tests pass short ones and a
 * change here never breaks the replay of a running workflow. Milliseconds unless the name says otherwise.
 */
export const defaultLimits = {
  /** A silent worker is taken for dead after this long. A step beats four times within it, far from a false alarm on a busy laptop. */
  heartbeatTimeout: 15_000,
  /** Reading or writing a few rows. */
  recordTimeout: 60_000,
  /** One set-based query over all subjects; minutes at a million messages. */
  extractTimeout: 30 * 60_000,
  validateTimeout: 10 * 60_000,
  /** One candidate at one rung, all folds. */
  candidateTimeout: 60 * 60_000,
  finalTimeout: 60 * 60_000,
  evaluateTimeout: 30 * 60_000,
  /** A whole run once more: all candidates, and the final fit. */
  reproduceTimeout: 6 * 60 * 60_000,
  /** One step of an experiment: scoring some thousand subjects twice, or counting a phase's outcomes. */
  gateTimeout: 10 * 60_000,
  /** One model over everybody it can be asked about; some hundred contacts a second where each is tried in all its slots. */
  scoreTimeout: 4 * 60 * 60_000,
  /** One table: some thousand rows a second; the first time a year of them may wait. */
  retentionTimeout: 4 * 60 * 60_000,
  /** A slice of messages whose sentiment is measured; a second's work, but where it first has to pass by a million others. */
  sentimentTimeout: 30 * 60_000,
  /** One file: some ten thousand rows a second. */
  importTimeout: 4 * 60 * 60_000,
  /** For which a file that was dropped has to stay as it is before it is taken. */
  folderSettle: 10_000,
  /** A round of deliveries to a destination, or a list of a million rows. */
  deliveryTimeout: 2 * 60 * 60_000,
  /** A whole SMTP conversation. */
  mailTimeout: 60_000,
  /** Wait before the first retry; doubles up to `retryMaximum`. */
  retryInitial: 1_000,
  retryMaximum: 30_000,
  /** A worker killed in mid-step costs one attempt: 20 kills in one run have been tried. */
  stepAttempts: 50,
  /** With 30 s between attempts: mail is tried for about a day. */
  mailAttempts: 2_880,
} as const;

export type Limits = { readonly [Name in keyof typeof defaultLimits]: number };
