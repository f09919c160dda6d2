/**
 * A file that somebody sent to be imported. It is looked at, tried and imported, each when a person asks for it:
 *
 *   working -> waiting (the step ended, a person decides) | imported | failed (the step can be repeated)
 *   waiting, failed -> working
 */
export const uploadStates = ['working', 'waiting', 'imported', 'failed'] as const;
export type UploadState = (typeof uploadStates)[number];

/** inspect: say what its columns mean. try: import it and take everything back. */
export const uploadSteps = ['inspect', 'try', 'import'] as const;
export type UploadStep = (typeof uploadSteps)[number];

/** A step may begin in these states. */
export const beforeStep: readonly UploadState[] = ['waiting', 'failed'];

/** What a person said about the file; left out: what it says itself. */
export type UploadOptions = {
  /** A mapping, as the YAML of a mapping file. */
  readonly mapping?: string;
  readonly decimal?: ',' | '.';
  readonly dateOrder?: 'dmy' | 'mdy' | 'ymd';
  /** IANA name, of moments that name none. */
  readonly zone?: string;
  /** Names under which the business itself writes, in a chat export. */
  readonly us?: readonly string[];
};

/** Why a step failed. `senders`: those of a chat, one of whom is the business itself; a person says which. */
export type UploadError = {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  readonly senders?: readonly string[];
};

/** How far a step is. `share` 0-1 of the file's bytes. */
export type UploadProgress = { readonly share: number; readonly read: number; readonly rejected: number };

/** Days for which a file is kept after it came. */
export const uploadDays = 30;
