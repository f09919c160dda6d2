import type { AttributeReport } from '../attributes.ts';
import type { ModelName } from '../models.ts';
import type { Measurement } from '../monitoring/measurement.ts';

/** The profile of a training set's columns. */
export type TableProfile = {
  readonly rows: number;
  /** Subjects, each of which may have several rows. */
  readonly samples: number;
  readonly label: {
    readonly mean: number;
    readonly deviation: number;
    readonly minimum: number;
    readonly maximum: number;
  };
  /** Classification: rows with label 1. */
  readonly positives: number;
  /** Rows whose features and label equal those of an earlier row. */
  readonly duplicates: number;
  /** ISO 8601 */
  readonly oldest: string;
  readonly newest: string;
  readonly features: readonly FeatureProfile[];
  /** psi by feature since the champion's training set; null without a champion. */
  readonly drift: readonly Measurement[] | null;
};

/** Figures are of the present values; null where there are none. */
export type FeatureProfile = {
  readonly name: string;
  readonly nullShare: number;
  readonly unique: number;
  /** One value, or none. */
  readonly constant: boolean;
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly minimum: number | null;
  readonly median: number | null;
  readonly maximum: number | null;
  /** Values outside the quartiles by more than three times their distance (Tukey's far-out fences). */
  readonly outliers: number;
  /** How well it alone orders the labels, 0-1: |2 AUC - 1|, or the absolute rank correlation. null: it can't be said. */
  readonly alone: number | null;
};

/** What a feature is computed from. `wake`: what would bring it to life. */
export type FeatureNeed = {
  readonly feature: string;
  readonly wake: string;
  /** Whether there is any such row at all. */
  readonly present: boolean;
};

/** Leads whose label window has ended. `followed`: conversions of leads that have been watched for three horizons. */
export type ConversionFacts = {
  readonly converted: number;
  readonly others: number;
  readonly followed: number;
  /** Share of the followed within the horizon. */
  readonly within: number | null;
  /** Days within which 90% of the followed came. */
  readonly mostDays: number | null;
};

/** Everything that the checks judge, about one model. */
export type QualityFacts = {
  readonly model: ModelName;
  readonly task: 'regression' | 'classification';
  readonly minimum: { readonly samples: number; readonly perClass?: number };
  readonly horizonDays: number;
  readonly asOf: Date;
  readonly counts: { readonly contacts: number; readonly leads: number; readonly conversations: number };
  /** Of all training rows; samples: subjects. */
  readonly labels: {
    readonly rows: number;
    readonly samples: number;
    readonly positives: number;
    readonly deviation: number;
  };
  /** null without any training row. */
  readonly profile: TableProfile | null;
  readonly needs: readonly FeatureNeed[];
  /** Lead scoring only. */
  readonly conversions: ConversionFacts | null;
  /** The business's own columns; undefined: nobody looked. */
  readonly attributes?: AttributeReport;
  /** A time without CRM data that the newest labels reach into, in words. */
  readonly gap: string | null;
};
