import type pg from 'pg';
import type { Act } from '../domain/access/actor.ts';
import type { Database } from '../store/database/database.ts';
import type { ReadErasureKey } from '../store/erasures/erased-keys.ts';
import type { FileReport } from './import-report.ts';
import type { StyleOptions } from './intake/column-readers.ts';
import type { PlannedFile } from './planned-file.ts';

export type ImportSettings = {
  /** IANA zone of moments that name none. */
  readonly timezone: string;
  /** The business's own currency, where it is set. */
  readonly currency?: string;
  /** Of phone numbers without a country code, ISO 3166. */
  readonly country?: string;
  /** By which people who were erased are known again. Left out: rows are refused where anybody was erased. */
  readonly readErasureKey?: ReadErasureKey | undefined;
};

export type ImportProgress = {
  readonly file: string;
  readonly read: number;
  readonly rejected: number;
  readonly bytesRead: number;
  readonly totalBytes: number;
};

export type ImportOptions = {
  readonly database: Database;
  readonly files: readonly PlannedFile[];
  readonly settings: ImportSettings;
  readonly now: Date;
  readonly styles?: StyleOptions;
  /** Names under which the business writes in a chat export. */
  readonly us?: readonly string[];
  /** Does everything and rolls it back: the report says what would happen. Rows of one file then count as there for the next. */
  readonly dryRun?: boolean;
  /** Where the rejected rows of a file go; null counts them only. */
  readonly rejectsFileOf?: (file: string) => string | null;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** After each file. */
  readonly onReport?: (report: FileReport) => void;
  readonly signal?: AbortSignal;
  /** After each file, in its transaction: what is written there stands exactly if the file is in. Not in a dry run. */
  readonly onStored?: (client: pg.ClientBase, report: FileReport) => Promise<void>;
  /** Kept for each file in its transaction; left out: who asked is on record already. */
  readonly act?: Act;
};
