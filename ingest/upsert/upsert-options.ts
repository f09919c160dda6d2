import type { ImportSettings } from '../import-options.ts';

export type UpsertOptions = {
  /** Where the records are from, as people know it: `api`, or the name of a source. */
  readonly origin: string;
  /** What maps them: the name of a preset, or of the table. Records of one origin and label are compared with each other by nobody. */
  readonly label: string;
  readonly settings: ImportSettings;
  readonly now: Date;
  /** Fields that add up over the rows of one id, by table. */
  readonly addedUp?: Readonly<Record<string, readonly string[]>>;
};
