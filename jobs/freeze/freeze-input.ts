import type { MessagePort } from 'node:worker_threads';
import type { Attribute, AttributeOptions, AttributeReport } from '../../domain/attributes.ts';
import type { LabelSource } from '../../domain/lead-labels.ts';
import type { ModelName } from '../../domain/models.ts';
import type { ColumnTimes } from '../../domain/quality/leakage.ts';

export type FreezeInput = {
  /** Brings rows of the training query in COPY's binary format, piece by piece, then null; each piece is answered. */
  readonly rows: MessagePort;
  /** An empty folder for the snapshot and what is kept meanwhile. */
  readonly folder: string;
  readonly model: ModelName;
  readonly asOf: string;
  readonly horizonDays: number;
  readonly testSize: number;
  /** Features in the order of the query: those to train on, then those that only the comparison needs. */
  readonly trained: readonly ColumnHead[];
  readonly compared: readonly ColumnHead[];
  readonly attributes: {
    /** The names whose texts the rows hold. */
    readonly read: readonly string[];
    readonly candidates: readonly string[];
    readonly ofChampion: readonly Attribute[];
    readonly times: ReadonlyMap<string, ColumnTimes>;
    readonly options: AttributeOptions;
    readonly labelSource: LabelSource | null;
  };
};

type ColumnHead = { readonly name: string; readonly unit: string };

export type FrozenRows = {
  readonly rows: number;
  /** By the first row of each subject. */
  readonly samples: number;
  readonly positives: number;
  /** Subjects whose contacts are held out, and their rows. */
  readonly held: { readonly subjects: number; readonly rows: number };
  /** Whether any row is simulated. */
  readonly synthetic: boolean;
  readonly report: AttributeReport;
  readonly file: string;
  readonly hash: string;
  readonly byteCount: number;
};
