/**
 * Written from the OpenAPI document by `npx node test/docs/answer-types.ts`: what each path answers. A test fails when it is out of date.
 */

/**
 * One of the three models.
 */
export type ModelName = 'lead_scoring' | 'churn' | 'engagement';
/**
 * From the least to the most; docs/security.md says what each may do.
 */
export type Role = 'viewer' | 'operator' | 'admin';

export interface Answers {
  get: {
    '/api/v1/training/status': TrainingStatus;
    '/api/v1/training/history': TrainingHistory;
    '/api/v1/training/models': TrainedModels;
    '/api/v1/experiments': Experiments;
    '/api/v1/experiments/{id}': ExperimentReport;
    '/api/v1/models/{model}/deployments': Deployments;
    '/api/v1/schedules': Schedules;
    '/api/v1/calendar': Calendar;
    '/api/v1/predictions': PredictionList;
    '/api/v1/predictions/{prediction_id}': PredictionExplanation;
    '/api/v1/people': People;
    '/api/v1/people/{id}': Person;
    '/api/v1/people/{id}/timeline': Timeline;
    '/api/v1/people/{id}/reply-chances': ReplyChances;
    '/api/v1/people/{id}/export': PersonExport;
    '/api/v1/overview': Overview;
    '/api/v1/models/{model}/metrics': MetricRecords;
    '/api/v1/models/{model}/verdict': ModelVerdict;
    '/api/v1/runs/{retrain_id}': RetrainRuns;
    '/api/v1/runs/{retrain_id}/{model}': RunReport;
    '/api/v1/trace/{id}': Trace;
    '/api/v1/runs/{retrain_id}/{model}/reproduction': Reproduction;
    '/api/v1/data': DataSummary;
    '/api/v1/data/readiness': DataReadiness;
    '/api/v1/sources': Sources;
    '/api/v1/sources/{name}': Source;
    '/api/v1/sources/{name}/files': SourceFiles;
    '/api/v1/webhooks': Webhooks;
    '/api/v1/imports': Imports;
    '/api/v1/imports/fields': Fields;
    '/api/v1/imports/{id}': Upload;
    '/api/v1/pretend-business': PretendBusiness;
    '/api/v1/incidents': Incidents;
    '/api/v1/incidents/{id}': Incident;
    '/api/v1/incidents/{id}/report': IncidentReport;
    '/api/v1/mails': Mails;
    '/api/v1/mails/{id}': Mail;
    '/api/v1/destinations': Destinations;
    '/api/v1/destinations/{name}': DestinationDetails;
    '/api/v1/destinations/{name}/parked': ParkedEvents;
    '/api/v1/session': Session;
    '/api/v1/tokens': Tokens;
    '/api/v1/audit': Audit;
    '/livez': Liveness;
    '/readyz': Health;
    '/healthz': Health;
  };
  post: {
    '/api/v1/training/start': TrainingAccepted;
    '/api/v1/training/stop': StopAccepted;
    '/api/v1/outcomes': OutcomesRecorded;
    '/api/v1/experiments/{id}/promote': ExperimentCommandAnswer;
    '/api/v1/experiments/{id}/rollback': ExperimentCommandAnswer;
    '/api/v1/experiments/{id}/pause': ExperimentCommandAnswer;
    '/api/v1/experiments/{id}/resume': ExperimentCommandAnswer;
    '/api/v1/models/{model}/deploy': Deployed;
    '/api/v1/models/{model}/rollback': Deployed;
    '/api/v1/schedules/{id}/pause': Schedule;
    '/api/v1/schedules/{id}/resume': Schedule;
    '/api/v1/schedules/{id}/trigger': Schedule;
    '/api/v1/predictions/lead_scoring': LeadScoringPredictions;
    '/api/v1/predictions/churn': ChurnPredictions;
    '/api/v1/predictions/engagement': EngagementPredictions;
    '/api/v1/people/{id}/erase': ErasedPerson;
    '/api/v1/actions': Action;
    '/api/v1/actions/{id}/undo': Action;
    '/api/v1/runs/{retrain_id}/{model}/reproduction': Reproduction;
    '/api/v1/data/{table}': WrittenRows;
    '/api/v1/sources': Source;
    '/api/v1/sources/{name}/test': TestedSource;
    '/api/v1/sources/{name}/sync': Source;
    '/api/v1/sources/{name}/cancel': Source;
    '/api/v1/sources/{name}/pause': Source;
    '/api/v1/sources/{name}/resume': Source;
    '/api/v1/sources/{name}/remove': RemovedSource;
    '/api/v1/webhooks/{name}/pause': Webhook;
    '/api/v1/webhooks/{name}/resume': Webhook;
    '/api/v1/webhooks/{name}/replay': ReplayedDeliveries;
    '/api/v1/imports': Upload;
    '/api/v1/imports/undo': UndoneImport;
    '/api/v1/imports/{id}/inspect': Upload;
    '/api/v1/imports/{id}/try': Upload;
    '/api/v1/imports/{id}/start': Upload;
    '/api/v1/imports/{id}/cancel': Upload;
    '/api/v1/pretend-business': PretendBusiness;
    '/api/v1/pretend-business/remove': RemovedBusiness;
    '/api/v1/incidents/{id}/acknowledge': Incident;
    '/api/v1/destinations': Destination;
    '/api/v1/destinations/{name}/test': TriedDestination;
    '/api/v1/destinations/{name}/pause': Destination;
    '/api/v1/destinations/{name}/resume': Destination;
    '/api/v1/destinations/{name}/replay': {
      /**
       * Events that wait again, under their ids.
       */
      replayed: number;
    };
    '/api/v1/destinations/{name}/remove': Destination;
    '/sign-in': Session;
    '/api/v1/session/end': {
      signed_out: true;
    };
    '/api/v1/tokens': MadeToken;
    '/api/v1/tokens/{id}/revoke': Token;
  };
}
/**
 * The current training, or the last one.
 */
export interface TrainingStatus {
  /**
   * `idle`: nothing was trained yet.
   */
  status: 'idle' | 'training' | 'completed' | 'failed' | 'cancelled';
  current_model: ModelName | null;
  /**
   * Percent of this training, over all its models.
   */
  progress: number;
  message: string;
  started_at: string | null;
  /**
   * Metrics of the models that are done.
   */
  metrics: {
    lead_scoring?: Metrics;
    churn?: Metrics;
    engagement?: Metrics;
  };
  finished_at: string | null;
  retrain_id: string | null;
  /**
   * True when no worker answered: the figures are the last recorded ones.
   */
  stale: boolean;
  models: ModelProgress[];
}
/**
 * Metrics on the holdout by name; null when one is undefined for these rows. Shares are 0-1, errors are in points.
 */
export interface Metrics {
  [k: string]: number | null;
}
/**
 * How far one model of the current or last training is.
 */
export interface ModelProgress {
  model: ModelName;
  run_id: string;
  state: 'running' | 'completed' | 'failed' | 'cancelled';
  stage: ('extract' | 'validate' | 'train' | 'evaluate' | 'gate' | 'deploy') | null;
  /**
   * Percent of this model.
   */
  progress: number;
  message: string;
  training_samples: number | null;
  testing_samples: number | null;
  metrics: Metrics | null;
}
/**
 * Past and running trainings, newest first.
 */
export interface TrainingHistory {
  runs: TrainingRun[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * One training of one model.
 */
export interface TrainingRun {
  run_id: string;
  retrain_id: string;
  /**
   * The day on which it started, UTC.
   */
  date: string;
  model: ModelName;
  trigger: 'cli' | 'api' | 'schedule' | 'degradation' | 'demo';
  /**
   * Why the schedule started it; null when a person did.
   */
  reason: string | null;
  status: 'running' | 'completed' | 'failed' | 'cancelled';
  /**
   * Of a completed run: was the new version deployed?
   */
  outcome: ('deployed' | 'champion_kept' | 'in_gate') | null;
  /**
   * ISO 8601, UTC.
   */
  started_at: string;
  finished_at: string | null;
  duration_seconds: number | null;
  training_samples: number | null;
  testing_samples: number | null;
  /**
   * It learnt from the outcomes of this many days; null before they are read, and for churn.
   */
  window_days: number | null;
  /**
   * Why this window, when it is not the model's usual one.
   */
  window_reason: string | null;
  metrics: Metrics | null;
  /**
   * Empty while there are no metrics.
   */
  targets: TargetResult[];
  version: string | null;
  engine: string | null;
  seed: number;
  snapshot_hash: string | null;
  error: Failure | null;
}
/**
 * A performance target of the guide and whether the run's metric meets it.
 */
export interface TargetResult {
  metric: string;
  comparison: '<' | '>';
  limit: number;
  value: number | null;
  met: boolean;
}
/**
 * Why a run failed and what to do.
 */
export interface Failure {
  code: string;
  message: string;
  remedy: string;
}
/**
 * Versions of every model, newest first.
 */
export interface TrainedModels {
  models: TrainedModel[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * One version of one model.
 */
export interface TrainedModel {
  model: ModelName;
  /**
   * Named by date, `YYYY-MM-DD.N`.
   */
  version: string;
  /**
   * True for the version that serves predictions.
   */
  champion: boolean;
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  file_size_bytes: number;
  engine: string;
  metrics: Metrics;
  /**
   * 95% intervals of the metrics; empty for versions of earlier releases.
   */
  intervals: {
    [k: string]: {
      low: number;
      high: number;
    };
  };
  baseline: Metrics1;
  targets: TargetResult[];
  /**
   * True when it was trained on synthetic rows.
   */
  synthetic: boolean;
  /**
   * Lead scoring: what its labels were made of, the business's own rating or what became of the leads. null for the other models and for versions of earlier releases.
   */
  label_source: ('rating' | 'outcomes') | null;
  run_id: string;
  /**
   * SHA-256 of the model's file.
   */
  artifact_hash: string;
}
/**
 * Metrics on the holdout by name; null when one is undefined for these rows. Shares are 0-1, errors are in points.
 */
export interface Metrics1 {
  [k: string]: number | null;
}
/**
 * Experiments, newest first.
 */
export interface Experiments {
  experiments: Experiment[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * A challenger that is compared with the champion on live traffic.
 */
export interface Experiment {
  id: string;
  model: ModelName;
  /**
   * The version that served when the experiment began.
   */
  champion: string;
  challenger: string;
  state: 'waiting' | 'running' | 'paused' | 'frozen' | 'ended';
  outcome: ('promoted' | 'champion_kept' | 'rolled_back' | 'superseded') | null;
  /**
   * live: conversions decide. paired: errors on the same subjects decide.
   */
  mode: ('live' | 'paired') | null;
  rule: 'evidence' | 'observed';
  /**
   * null while the experiment waits to begin.
   */
  plan: {
    reason: string;
    units_per_day: number;
    base_rate: number | null;
    needed_units: number | null;
    expected_units: number;
    needed_days: number | null;
  } | null;
  /**
   * Fixed when it was opened.
   */
  rules: {
    /**
     * The challenger's share, phase by phase.
     */
    shares: number[];
    minimum_lift: number;
    /**
     * A split less likely than this freezes the experiment.
     */
    sample_ratio_alpha: number;
    minimum_days: number;
    maximum_days: number;
    /**
     * Days after which the outcome of a unit is known.
     */
    attribution_days: number;
    minimum_conversions: number;
    /**
     * By how much the challenger's loss may be higher, in paired mode.
     */
    paired_margin: number;
    /**
     * How far the challenger's share of failures may exceed the champion's.
     */
    error_rate: number;
    /**
     * Challenger's mean milliseconds, as a multiple of the champion's.
     */
    latency_ratio: number;
  };
  /**
   * Why it ended.
   */
  reason: string | null;
  /**
   * Who ended it; gate: the rules did. null: it has not ended.
   */
  ended_by: string | null;
  /**
   * What may be asked of it now.
   */
  commands: ('promote' | 'rollBack' | 'pause' | 'resume')[];
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}
/**
 * An experiment with all its daily looks, and with who did what.
 */
export interface ExperimentReport {
  experiment: Experiment;
  /**
   * How it stands, for people who know no statistics.
   */
  verdict: {
    tone: 'good' | 'bad' | 'warn' | 'live' | '';
    sentence: string;
    /**
     * What happens next, or why it ended.
     */
    next: string;
    /**
     * When it is looked at next, or when the next phase begins.
     */
    next_at: string | null;
  };
  /**
   * null unless it runs.
   */
  time_left: {
    likely_days: number;
    longest_days: number;
    sentence: string;
  } | null;
  phases: {
    number: number;
    challenger_share: number;
    /**
     * ISO 8601, UTC.
     */
    started_at: string;
    closed_at: string | null;
    /**
     * Units that count for no arm: contacts that were merged, and their leads.
     */
    excluded: number;
  }[];
  looks: {
    phase: number;
    number: number;
    /**
     * ISO 8601, UTC.
     */
    at: string;
    action: 'invalid' | 'roll_back' | 'continue' | 'ramp' | 'promote' | 'keep';
    reason: string;
    champion: {
      exposed: number;
      /**
       * Matured: exposed longer ago than the attribution window.
       */
      units: number;
      conversions: number;
      /**
       * Matured units that opted out of messages since.
       */
      opt_outs: number;
      predictions: number;
      /**
       * Predictions that failed.
       */
      errors: number;
      /**
       * Mean of a prediction; null without any.
       */
      milliseconds: number | null;
    };
    challenger: {
      exposed: number;
      /**
       * Matured: exposed longer ago than the attribution window.
       */
      units: number;
      conversions: number;
      /**
       * Matured units that opted out of messages since.
       */
      opt_outs: number;
      predictions: number;
      /**
       * Predictions that failed.
       */
      errors: number;
      /**
       * Mean of a prediction; null without any.
       */
      milliseconds: number | null;
    };
    lift: {
      observed: number;
      low: number;
      high: number;
      p: number;
      chance_to_win: number;
    } | null;
    /**
     * Challenger's loss minus the champion's on the same units.
     */
    paired: {
      mean: number;
      low: number;
      high: number;
    } | null;
    paired_units: number | null;
    challenger_share: number;
    sample_ratio_p: number | null;
    guardrail: ('error_rate' | 'latency' | 'opt_out_rate' | 'score_distribution') | null;
    days_left: number;
  }[];
  events: {
    type: string;
    actor: string;
    reason: string;
    /**
     * ISO 8601, UTC.
     */
    at: string;
  }[];
}
/**
 * Every move of the champion pointer, newest first.
 */
export interface Deployments {
  deployments: {
    version: string;
    previous: string | null;
    action: 'deploy' | 'rollback';
    actor: string;
    reason: string;
    /**
     * The figures that the decision rests on.
     */
    evidence: {
      [k: string]: unknown;
    };
    /**
     * ISO 8601, UTC.
     */
    deployed_at: string;
  }[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * All schedules.
 */
export interface Schedules {
  schedules: Schedule[];
}
/**
 * Something that runs automatically, and when.
 */
export interface Schedule {
  id: string;
  cron: string;
  timezone: string;
  summary: string;
  /**
   * missing: no worker has started yet.
   */
  state: 'active' | 'paused' | 'missing';
  /**
   * Who paused or resumed it last, and why.
   */
  note: string | null;
  next_at: string | null;
  last_at: string | null;
  /**
   * What the latest firings did, newest first; for retraining only.
   */
  firings: {
    /**
     * ISO 8601, UTC.
     */
    at: string;
    outcome: 'started' | 'skipped';
    retrain_id: string | null;
    reason: string;
    cadence: 'weekly' | 'biweekly' | 'monthly';
    /**
     * Mean over the last four weeks.
     */
    leads_a_week: number;
    models: {
      model: ModelName;
      train: boolean;
      /**
       * Labels that are new or changed since its last training; null: not known.
       */
      changes: number | null;
      reason: string;
    }[];
  }[];
  last_command: {
    command: 'pause' | 'resume' | 'trigger';
    actor: string;
    reason: string;
    /**
     * ISO 8601, UTC.
     */
    at: string;
  } | null;
}
/**
 * What ran by itself or was started, was skipped or missed, newest first. What runs hourly is left out.
 */
export interface Calendar {
  entries: (
    | {
        kind: 'training';
        /**
         * ISO 8601, UTC.
         */
        at: string;
        /**
         * The schedule that started it; null: none did.
         */
        schedule: string | null;
        trigger: 'cli' | 'api' | 'schedule' | 'degradation' | 'demo';
        retrain_id: string;
        state: 'running' | 'completed' | 'failed' | 'cancelled';
        reason: string | null;
        runs: {
          model: ModelName;
          state: 'running' | 'completed' | 'failed' | 'cancelled';
          outcome: ('deployed' | 'champion_kept' | 'in_gate') | null;
          error: string | null;
        }[];
      }
    | {
        kind: 'skipped';
        /**
         * ISO 8601, UTC.
         */
        at: string;
        schedule: string;
        reason: string;
      }
    | {
        kind: 'scoring';
        /**
         * ISO 8601, UTC.
         */
        at: string;
        models: ModelName[];
        subjects: number;
      }
    | {
        kind: 'measuring';
        /**
         * ISO 8601, UTC.
         */
        at: string;
        models: ModelName[];
      }
    | {
        kind: 'missed';
        /**
         * ISO 8601, UTC.
         */
        at: string;
        reason: string;
        incident: number;
      }
  )[];
}
/**
 * Whom to call, who is leaving, whom to write to: everybody, as scored by the latest daily batch.
 */
export interface PredictionList {
  model: ModelName;
  /**
   * The latest scoring of everybody; null before the first.
   */
  batch: {
    /**
     * Pages that follow by `next_cursor` are of the same batch, even when a newer one was finished in between.
     */
    id: string;
    /**
     * The champion that scored the batch.
     */
    version: string;
    /**
     * The predictions rest on what was known at this moment.
     */
    as_of: string;
    /**
     * ISO 8601, UTC.
     */
    finished_at: string;
    /**
     * How many subjects were scored.
     */
    subjects: number;
    /**
     * How many of them are left out: leads won, lost or converted since, recipients who opted out since, and erased ones.
     */
    left_out: number;
  } | null;
  /**
   * How many predictions the list has on all pages together, under the filter.
   */
  total: number;
  predictions: ListedPrediction[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
  /**
   * What to do when there is no list yet.
   */
  note: string | null;
}
export interface ListedPrediction {
  /**
   * Its reasons are at /api/v1/predictions/{prediction_id}.
   */
  prediction_id: string;
  /**
   * External id: of a lead for lead_scoring, otherwise of a contact.
   */
  id: string;
  /**
   * External id of the contact; null: erased since.
   */
  contact_id: string | null;
  name: string | null;
  phone: string | null;
  email: string | null;
  /**
   * Who looks after the lead, or after the newest lead of the contact.
   */
  owner: string | null;
  /**
   * Their last message, click, purchase or ticket.
   */
  last_activity_at: string | null;
  /**
   * lead_scoring: score 0-100. churn, engagement: probability 0-1. Not rounded.
   */
  value: number;
  /**
   * lead_scoring only.
   */
  quality_tier?: 'hot' | 'warm' | 'cold';
  /**
   * churn only.
   */
  risk_level?: 'critical' | 'high' | 'medium' | 'low';
  /**
   * engagement only: HH:MM in `time_zone`.
   */
  optimal_send_time?: string | null;
  /**
   * engagement only: Monday to Sunday.
   */
  best_day?: string | null;
  /**
   * engagement only: the contact's time zone, otherwise the business's.
   */
  time_zone?: string | null;
  confidence: number;
  /**
   * Against what the scoring before this batch said of the same subject; null: it was not scored then.
   */
  change: number | null;
  /**
   * The strongest reasons in words: what raises the value and what lowers it, largest first.
   */
  factors: {
    positive: string[];
    negative: string[];
  };
  /**
   * What to do, the first first.
   */
  recommendations: string[];
  /**
   * Version of the model that answered.
   */
  version: string;
  /**
   * Arm of the running experiment; null when there is none.
   */
  arm: ('champion' | 'challenger') | null;
  /**
   * Whether the contact wants messages, as of now.
   */
  opted_in: boolean;
  /**
   * ISO 8601, UTC.
   */
  scored_at: string;
}
/**
 * One prediction, explained by the version that made it.
 */
export interface PredictionExplanation {
  prediction_id: string;
  id: string | null;
  /**
   * External id of the contact; null: erased since.
   */
  contact_id: string | null;
  name: string | null;
  phone: string | null;
  email: string | null;
  /**
   * Who looks after the lead, or after the newest lead of the contact.
   */
  owner: string | null;
  /**
   * Their last message, click, purchase or ticket.
   */
  last_activity_at: string | null;
  model: ModelName;
  version: string;
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  experiment_id: string | null;
  arm: ('champion' | 'challenger') | null;
  /**
   * The value that was answered: the model's output, or what an experiment maps it to.
   */
  value: number;
  model_output: number;
  confidence: number;
  /**
   * What the confidence says of such cases, in a sentence.
   */
  confidence_meaning: string;
  /**
   * What the model answers before it knows any feature.
   */
  base_value: number;
  contributions: {
    feature: string;
    /**
     * A text for a category. null: the value was missing, or a text that the training did not know.
     */
    value: number | string | null;
    unit: string;
    description: string;
    /**
     * Shapley value, in the output's unit.
     */
    contribution: number;
    /**
     * The value in words.
     */
    phrase: string | null;
    group:
      | 'Replies and activity'
      | 'Campaigns'
      | 'Mood'
      | 'Orders'
      | 'Support'
      | 'Profile'
      | 'The message'
      | 'The time of sending'
      | 'Your own columns'
      | 'Other';
    /**
     * It moved the output against what its words plainly say, so it is not among the short reasons.
     */
    contrast: boolean;
  }[];
  /**
   * What the features of each group contributed together, largest first.
   */
  groups: {
    group:
      | 'Replies and activity'
      | 'Campaigns'
      | 'Mood'
      | 'Orders'
      | 'Support'
      | 'Profile'
      | 'The message'
      | 'The time of sending'
      | 'Your own columns'
      | 'Other';
    contribution: number;
  }[];
  /**
   * Base value plus contributions, which is the model output.
   */
  sum: number;
  /**
   * What the other arm's model answered.
   */
  shadow: {
    version: string;
    output: number | null;
  } | null;
  /**
   * Why the challenger could not answer; the champion did so instead.
   */
  error: string | null;
}
/**
 * Who is meant by a name, phone, e-mail or id.
 */
export interface People {
  people: FoundPerson[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
export interface FoundPerson {
  /**
   * External id of the contact.
   */
  contact_id: string;
  name: string | null;
  phone: string | null;
  email: string | null;
  /**
   * Who looks after the lead, or after the newest lead of the contact.
   */
  owner: string | null;
  /**
   * Their last message, click, purchase or ticket.
   */
  last_activity_at: string | null;
  /**
   * Whether they want messages.
   */
  opted_in: boolean;
  /**
   * Newest first.
   */
  leads: {
    id: string;
    stage: string;
    owner: string | null;
  }[];
}
/**
 * What is known of somebody.
 */
export interface Person {
  /**
   * External id of the contact.
   */
  contact_id: string;
  name: string | null;
  phone: string | null;
  email: string | null;
  /**
   * Who looks after the lead, or after the newest lead of the contact.
   */
  owner: string | null;
  /**
   * Their last message, click, purchase or ticket.
   */
  last_activity_at: string | null;
  /**
   * Whether they want messages.
   */
  opted_in: boolean;
  /**
   * Newest first.
   */
  leads: {
    id: string;
    stage: string;
    owner: string | null;
  }[];
  country: string | null;
  language: string | null;
  source: string | null;
  /**
   * ISO 8601, UTC.
   */
  known_since: string;
  /**
   * IANA name.
   */
  time_zone: string;
  /**
   * business: the contact's own zone is not known.
   */
  time_zone_of: 'contact' | 'business';
  /**
   * From the daily scorings, oldest first: of the newest lead, and of the contact.
   */
  scores: {
    /**
     * Its reasons are at /api/v1/predictions/{prediction_id}.
     */
    prediction_id: string;
    model: ModelName;
    /**
     * External id: of a lead for lead_scoring, otherwise of the contact.
     */
    id: string;
    /**
     * lead_scoring: score 0-100. churn, engagement: probability 0-1. Not rounded.
     */
    value: number;
    quality_tier?: 'hot' | 'warm' | 'cold';
    risk_level?: 'critical' | 'high' | 'medium' | 'low';
    confidence: number;
    version: string;
    /**
     * ISO 8601, UTC.
     */
    scored_at: string;
  }[];
}
/**
 * What happened with somebody, newest first.
 */
export interface Timeline {
  entries: {
    /**
     * ISO 8601, UTC.
     */
    at: string;
    kind:
      | 'message_in'
      | 'message_out'
      | 'purchase'
      | 'ticket_opened'
      | 'ticket_closed'
      | 'campaign_event'
      | 'lead_stage'
      | 'action';
    /**
     * A purchase's or lead's state, a ticket's category, an event's type, an action's kind.
     */
    label: string;
    /**
     * A message's text, an amount, a campaign's name, who did it.
     */
    detail: string | null;
  }[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
  /**
   * @deprecated
   * Until the next release: use `next_cursor`, which loses nothing of the same moment.
   */
  next_before: string | null;
}
/**
 * When a message to somebody is most likely to be answered.
 */
export interface ReplyChances {
  /**
   * IANA name.
   */
  time_zone: string;
  /**
   * business: the contact's own zone is not known.
   */
  time_zone_of: 'contact' | 'business';
  /**
   * false: nobody writes to them, whatever the chance.
   */
  opted_in: boolean;
  version: string;
  /**
   * The waking hours of the coming week.
   */
  slots: {
    /**
     * ISO 8601, UTC.
     */
    at: string;
    /**
     * Monday to Sunday, in the time zone.
     */
    day: string;
    hour: number;
    chance: number;
  }[];
  best: {
    day: string;
    hour: number;
    chance: number;
  } | null;
}
/**
 * All that is stored of one person.
 */
export interface PersonExport {
  /**
   * ISO 8601, UTC.
   */
  exported_at: string;
  contact_id: string;
  /**
   * Rows by table, with the columns of the database.
   */
  tables: {
    [k: string]: {
      [k: string]: unknown;
    }[];
  };
}
/**
 * How things stand, in a sentence and in a few figures.
 */
export interface Overview {
  /**
   * The line on every page: all is well, or what to look after.
   */
  status: {
    tone: 'good' | 'live' | 'warn' | 'bad';
    sentence: string;
    action: {
      label: string;
      /**
       * The part of the address after #.
       */
      page: string;
    } | null;
  };
  models: {
    model: ModelName;
    state: 'healthy' | 'below_target' | 'missing';
    version: string | null;
    synthetic: boolean;
  }[];
  /**
   * What the deployed lead scoring learnt from; outcomes train it only where these are labels.
   */
  labels: ('rating' | 'outcomes') | null;
  /**
   * Leads reported as won or lost since the last training began.
   */
  answers_since_training: number;
  next_training_at: string | null;
  business_time_zone: string;
  /**
   * Everybody who looks after a lead.
   */
  owners: string[];
  /**
   * Who asks; null: a program with a token.
   */
  person: string | null;
}
/**
 * Figures of deployed versions, oldest first.
 */
export interface MetricRecords {
  metrics: MetricRecord[];
  /**
   * What figures are compared with: targets, and limits from which people are alerted.
   */
  levels: {
    metric: string;
    kind: 'target' | 'alert';
    /**
     * On which side of it a value is bad.
     */
    worse: 'above' | 'below';
    value: number;
  }[];
}
/**
 * One figure of one version on one day.
 */
export interface MetricRecord {
  /**
   * The UTC day that was measured.
   */
  date: string;
  model: ModelName;
  version: string;
  metric: string;
  /**
   * null: there is no data, see reason.
   */
  value: number | null;
  samples: number;
  /**
   * live: from labels that have come; estimate: what the model expects before they come; drift: needs no labels.
   */
  source: 'live' | 'rescored' | 'estimate' | 'drift';
  /**
   * Which predictions it covers. acted_on: those that somebody acted on; all does not include them.
   */
  segment: string;
  /**
   * Lower end of the 95% interval.
   */
  low: number | null;
  high: number | null;
  /**
   * The level that a drift figure stays below while there is no drift.
   */
  noise: number | null;
  /**
   * Why there is no value.
   */
  reason: string | null;
  estimate: boolean;
}
/**
 * Whether the version that serves is of use.
 */
export interface ModelVerdict {
  model: ModelName;
  /**
   * The version that serves.
   */
  version: string;
  /**
   * live: answers that it served and whose outcomes are known. holdout: rows kept aside in its training.
   */
  source: 'live' | 'holdout';
  /**
   * better: whom it names comes true more often than anybody.
   */
  finding: 'better' | 'no_better' | 'unknown';
  /**
   * How good it is, in words for people who are not experts.
   */
  sentence: string;
  /**
   * On what the sentence rests.
   */
  basis: string;
  /**
   * The counts behind the sentence; null: an earlier release trained the version and kept none.
   */
  calls: {
    rows: number;
    /**
     * Those whom it named: hot leads, people who leave, messages that are answered.
     */
    called: number;
    /**
     * Of these, for whom that came true.
     */
    called_true: number;
    /**
     * Of all rows, for whom it came true.
     */
    all_true: number;
  } | null;
}
/**
 * What one training trained: a run for each of its models.
 */
export interface RetrainRuns {
  retrain_id: string;
  /**
   * In the order of training.
   */
  runs: TrainingRun[];
}
/**
 * Everything about one training of one model.
 */
export interface RunReport {
  run: TrainingRun;
  /**
   * What it does, or how it ended.
   */
  message: string | null;
  progress: number;
  /**
   * The time whose data it learnt from.
   */
  as_of: string | null;
  horizon_days: number | null;
  feature_count: number | null;
  label_source: ('rating' | 'outcomes') | null;
  code_version: string;
  /**
   * In order.
   */
  stages: {
    stage: 'extract' | 'validate' | 'train' | 'evaluate' | 'gate' | 'deploy';
    doing: string;
    /**
     * ended: the run failed or was cancelled here.
     */
    state: 'done' | 'running' | 'ended' | 'ahead';
    /**
     * null: not entered, or an earlier release did not record it.
     */
    entered_at: string | null;
    seconds: number | null;
  }[];
  /**
   * null: no data was checked, or an earlier release kept none.
   */
  quality: DataFinding[] | null;
  search: {
    folds: number;
    rule: string;
    /**
     * Index in `candidates`.
     */
    chosen: number;
    /**
     * Of the chosen candidate’s loss.
     */
    standard_error: number;
    candidates: {
      parameters: {
        [k: string]: number;
      };
      /**
       * Mean loss of the cross-validation at each rung that it reached.
       */
      losses: number[];
    }[];
  } | null;
  metrics: {
    metric: string;
    value: number | null;
    /**
     * Lower end of the 95% interval.
     */
    low: number | null;
    high: number | null;
    /**
     * The same figure when knowing nothing.
     */
    without_model: number | null;
    target: TargetResult | null;
    /**
     * Why there is no value.
     */
    reason: string | null;
  }[];
  gate: {
    action: 'deploy' | 'trial' | 'keep';
    verdict:
      | 'first'
      | 'not_worse'
      | 'worse'
      | 'inconclusive'
      | 'forced'
      | 'better_than_degraded'
      | 'other_features'
      | 'other_labels';
    reason: string;
  } | null;
  /**
   * The new version minus the champion, in a loss: below zero the new one is better.
   */
  comparison: {
    rows: number;
    metric: string;
    difference: number;
    low: number;
    high: number;
  } | null;
  /**
   * Why there is no comparison with the champion.
   */
  not_compared: string | null;
  /**
   * Both on the rows that neither was trained on.
   */
  beside_champion: {
    champion: string;
    rows: number;
    metrics: Metrics;
    champion_metrics: Metrics;
  } | null;
  /**
   * Largest first: what the model relies on, as the share of the loss that shuffling it adds.
   */
  importance: {
    group: string;
    share: number;
    features: {
      feature: string;
      description: string;
      share: number;
    }[];
  }[];
  holdout_rows: number | null;
  /**
   * null: not evaluated yet, or trained by an earlier release.
   */
  plots:
    | (
        | {
            task: 'regression';
            /**
             * At most 200 rows, from all over the range of predictions.
             */
            points: {
              predicted: number;
              actual: number;
            }[];
            /**
             * Predicted minus actual.
             */
            residuals: {
              from: number;
              to: number;
              rows: number;
            }[];
            /**
             * Means of the rows of a range.
             */
            calibration: {
              rows: number;
              predicted: number;
              actual: number;
            }[];
          }
        | {
            task: 'classification';
            /**
             * From this probability on it says yes.
             */
            threshold: number;
            confusion: {
              true_positive: number;
              false_positive: number;
              true_negative: number;
              false_negative: number;
            };
            /**
             * By falling threshold, at most 200 points; empty where one class is absent.
             */
            curve: {
              threshold: number;
              false_positive_rate: number;
              recall: number;
              precision: number;
            }[];
            /**
             * Means of the rows of a range.
             */
            calibration: {
              rows: number;
              predicted: number;
              actual: number;
            }[];
          }
      )
    | null;
  /**
   * The model card of the version: data, search, metrics, limits. null: no version came of it.
   */
  card: {
    [k: string]: unknown;
  };
  workflow: {
    id: string;
    /**
     * In the Temporal Web UI; null: this installation has none of its own.
     */
    url: string | null;
  };
}
/**
 * What one check of the data found.
 */
export interface DataFinding {
  /**
   * Such as `samples`, `dead_features` or `drift`.
   */
  check: string;
  /**
   * `refusal`: a training ends here.
   */
  status: 'ok' | 'warning' | 'refusal';
  message: string;
  /**
   * What was found; null: not known yet.
   */
  value: number | null;
  limit: number | null;
  /**
   * How many more would do, where that can be counted.
   */
  missing: number | null;
  remedy: string | null;
}
/**
 * What stands behind an answer or a version: gate, run, training set, and how the rows came.
 */
export interface Trace {
  kind: 'prediction' | 'version';
  /**
   * The one that was asked for, or that gave the prediction.
   */
  version: {
    model: ModelName;
    name: string;
    champion: boolean;
    /**
     * ISO 8601, UTC.
     */
    created_at: string;
    synthetic: boolean;
    /**
     * SHA-256 of its file.
     */
    artifact: string;
    /**
     * Newest first.
     */
    deployments: {
      action: 'deploy' | 'rollback';
      /**
       * ISO 8601, UTC.
       */
      at: string;
      actor: string;
      reason: string;
    }[];
    gate: {
      action: 'deploy' | 'trial' | 'keep';
      verdict:
        | 'first'
        | 'not_worse'
        | 'worse'
        | 'inconclusive'
        | 'forced'
        | 'better_than_degraded'
        | 'other_features'
        | 'other_labels';
      reason: string;
    } | null;
    /**
     * In which it was the challenger.
     */
    experiment: {
      id: string;
      state: 'waiting' | 'running' | 'paused' | 'frozen' | 'ended';
      mode: ('live' | 'paired') | null;
      outcome: ('promoted' | 'champion_kept' | 'rolled_back' | 'superseded') | null;
      reason: string | null;
      ended_at: string | null;
    } | null;
    run: {
      id: string;
      trigger: 'cli' | 'api' | 'schedule' | 'degradation' | 'demo';
      /**
       * ISO 8601, UTC.
       */
      started_at: string;
      engine: string;
      seed: number;
      code_version: string;
      engine_build: string | null;
    };
    snapshot: {
      /**
       * SHA-256 of the training set.
       */
      hash: string;
      /**
       * ISO 8601, UTC.
       */
      as_of: string;
      rows: number;
      window_days: number | null;
      horizon_days: number | null;
    };
  };
  /**
   * null: of a version.
   */
  prediction: {
    id: string;
    model: ModelName;
    /**
     * null: a row of features that came without one.
     */
    subject: string | null;
    /**
     * ISO 8601, UTC.
     */
    answered_at: string;
    /**
     * Rows are read as of then.
     */
    read_at: string;
    /**
     * The daily scoring; null: somebody asked.
     */
    batch: string | null;
    value: number;
    arm: ('champion' | 'challenger') | null;
    experiment: string | null;
    phase: number | null;
    /**
     * Why the challenger could not answer, so that the champion did.
     */
    error: string | null;
  } | null;
  /**
   * Of a prediction. null: none of ours were read, or the subject is not here any more.
   */
  rows: {
    contact: string;
    tables: {
      table: string;
      /**
       * Dated before the moment, and here by then.
       */
      rows: number;
      /**
       * Dated before the moment, and here only after it: they were not read.
       */
      came_later: number;
      changed_since: number;
      newest: {
        external_id: string;
        /**
         * ISO 8601, UTC.
         */
        at: string;
        /**
         * null: no batch brought it.
         */
        came: {
          /**
           * parked: rows that had waited, and were tried again. other: simulated, or from before batches were kept.
           */
          way: 'file' | 'api' | 'source' | 'webhook' | 'parked' | 'other';
          name: string;
          batch: number;
          /**
           * ISO 8601, UTC.
           */
          at: string;
        } | null;
        /**
         * It had waited for another row, which then brought it in.
         */
        waited: {
          origin: string;
          /**
           * ISO 8601, UTC.
           */
          since: string;
        } | null;
        /**
         * The webhook that said it, where it is kept.
         */
        delivery: {
          id: number;
          delivery_id: string;
          /**
           * ISO 8601, UTC.
           */
          received_at: string;
          event: string | null;
        } | null;
      }[];
    }[];
    /**
     * The latest first; a file by itself, the batches of a source together.
     */
    arrivals: {
      /**
       * parked: rows that had waited, and were tried again. other: simulated, or from before batches were kept.
       */
      way: 'file' | 'api' | 'source' | 'webhook' | 'parked' | 'other';
      /**
       * Of the file or the source.
       */
      name: string;
      /**
       * Of a file; null: several batches, or none.
       */
      batch: number | null;
      batches: number;
      rows: number;
      first_at: string | null;
      last_at: string | null;
    }[];
  } | null;
  /**
   * Of a version: what had come since the run before began. null: of a prediction.
   */
  arrived: {
    run_before: string | null;
    since: string | null;
    /**
     * ISO 8601, UTC.
     */
    until: string;
    /**
     * The latest first; a file by itself, the batches of a source together.
     */
    arrivals: {
      /**
       * parked: rows that had waited, and were tried again. other: simulated, or from before batches were kept.
       */
      way: 'file' | 'api' | 'source' | 'webhook' | 'parked' | 'other';
      /**
       * Of the file or the source.
       */
      name: string;
      /**
       * Of a file; null: several batches, or none.
       */
      batch: number | null;
      batches: number;
      rows: number;
      first_at: string | null;
      last_at: string | null;
    }[];
  } | null;
}
/**
 * A past run, trained again and compared byte by byte.
 */
export interface Reproduction {
  run_id: string;
  /**
   * none: nobody asked for it of late.
   */
  state: 'none' | 'working' | 'done' | 'failed';
  started_at: string | null;
  /**
   * refused: nothing was trained. null: not done.
   */
  verdict: ('same_bytes' | 'different' | 'refused') | null;
  /**
   * Why nothing was trained.
   */
  refusal: {
    why: 'not_trained' | 'adapted' | 'other_code' | 'other_build' | 'snapshot_gone' | 'person_erased';
    message: string;
    remedy: string;
  } | null;
  /**
   * SHA-256 of the model’s file: of the run, and trained again.
   */
  artifact: {
    recorded: string;
    again: string;
  } | null;
  differing_metrics: string[];
  seconds: number | null;
  error: Failure | null;
}
/**
 * The data to learn from; synthetic rows come from the simulation.
 */
export interface DataSummary {
  total: DataCounts;
  real: DataCounts;
  synthetic: DataCounts;
  waiting: WaitingRows[];
}
/**
 * Rows of the CRM by kind.
 */
export interface DataCounts {
  contacts: number;
  leads: number;
  leads_converted: number;
  conversations: number;
  messages: number;
  campaigns: number;
  campaign_events: number;
  purchases: number;
  tickets: number;
}
/**
 * Rows that name a row which is not known yet.
 */
export interface WaitingRows {
  table: string;
  /**
   * Where they came from: `api`, or the name of a source.
   */
  origin: string;
  /**
   * They go in when the row that they name comes.
   */
  parked: number;
  /**
   * Given up after 30 days.
   */
  rejected: number;
  oldest_parked_at: string | null;
  /**
   * What one of them waits for.
   */
  example: string;
}
/**
 * For each model what is there, what is missing and what looks wrong.
 */
export interface DataReadiness {
  /**
   * ISO 8601, UTC.
   */
  measured_at: string;
  models: ModelReadiness[];
}
/**
 * What a training of the model would find now.
 */
export interface ModelReadiness {
  model: ModelName;
  /**
   * Whether a training would start: no check refuses.
   */
  ready: boolean;
  /**
   * ISO 8601, UTC.
   */
  as_of: string;
  /**
   * Subjects to learn from.
   */
  samples: number;
  /**
   * Their rows: a lead is learnt at several moments.
   */
  rows: number;
  /**
   * How many of the rows the profile is of.
   */
  profiled_rows: number;
  checks: DataFinding[];
  features: FeatureProfile[];
  attributes: Attributes;
}
/**
 * The values of one feature among the rows that were looked at.
 */
export interface FeatureProfile {
  name: string;
  null_share: number;
  unique: number;
  constant: boolean;
  mean: number | null;
  deviation: number | null;
  minimum: number | null;
  median: number | null;
  maximum: number | null;
  outliers: number;
  /**
   * How well it alone orders the labels, 0-1.
   */
  alone: number | null;
}
/**
 * The business's own columns: what is learnt from them, and what isn't.
 */
export interface Attributes {
  used: {
    name: string;
    kind: 'number' | 'category';
    coverage: number;
  }[];
  left_out: {
    name: string;
    reason: string;
  }[];
  /**
   * Columns that may hold the outcome itself.
   */
  suspects: {
    name: string;
    reason: string;
    /**
     * They were asked for all the same.
     */
    used: boolean;
  }[];
  /**
   * They are turned off.
   */
  off: boolean;
}
export interface Sources {
  sources: Source[];
}
/**
 * A system whose data comes by itself.
 */
export interface Source {
  name: string;
  kind: 'postgresql' | 'folder';
  preset: string | null;
  state: 'active' | 'paused';
  every_minutes: number;
  account: string | null;
  folder: string | null;
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  last_success_at: string | null;
  /**
   * Since the last success.
   */
  lag_seconds: number | null;
  /**
   * It was not read for longer than it should be.
   */
  late: boolean;
  failing_since: string | null;
  error: Failure | null;
  /**
   * Of the reading under way.
   */
  progress: {
    stream: string;
    read: number;
    expected: number | null;
    remaining_seconds: number | null;
  } | null;
  streams: {
    stream: string;
    /**
     * It was read through once.
     */
    whole: boolean;
    changed_until: string | null;
    read: number;
    written: number;
    parked: number;
    rejected: number;
    deleted: number;
    /**
     * Rows of people who were erased: they are left out.
     */
    erased: number;
    reject_example: string | null;
  }[];
}
export interface SourceFiles {
  files: SourceFile[];
}
/**
 * A file of a folder that is a source.
 */
export interface SourceFile {
  id: string;
  name: string;
  byte_count: number;
  /**
   * ISO 8601, UTC.
   */
  modified_at: string;
  /**
   * settling: it may still be written. same: another file with its content was taken. failed: see `error`.
   */
  state: 'settling' | 'taken' | 'same' | 'failed';
  tried_at: string | null;
  same_as: string | null;
  error: Failure | null;
  /**
   * What came of it when it was taken last.
   */
  report: ImportReport | null;
  /**
   * Rejected rows can be downloaded.
   */
  rejects: boolean;
}
/**
 * What became of the rows of a file.
 */
export interface ImportReport {
  mapping: string;
  /**
   * By which it can be taken back; null: it was a dry run.
   */
  batch: number | null;
  read: number;
  stored: number;
  rejected: number;
  left_out: {
    why: string;
    rows: number;
  }[];
  tables: {
    table: string;
    inserted: number;
    updated: number;
    unchanged: number;
    merged: number;
    removed: number;
  }[];
  attributes: number;
  causes: RejectCause[];
  ignored_columns: string[];
  missing_columns: string[];
  assumed: {
    column: string;
    reading: string;
  }[];
  notes: string[];
}
/**
 * Rows that are rejected for the same reason.
 */
export interface RejectCause {
  /**
   * The file's own name for it; empty: the whole row is at fault.
   */
  column: string;
  reason: string;
  /**
   * How to mend it; may be empty.
   */
  remedy: string;
  rows: number;
  examples: {
    line: number;
    value: string;
  }[];
}
export interface Webhooks {
  webhooks: Webhook[];
}
/**
 * A system that posts what happens, and what became of it.
 */
export interface Webhook {
  name: string;
  kind: 'whatsapp' | 'chatwoot' | 'shopify' | 'stripe' | 'standard';
  /**
   * What stands before ids: `shopify` of `shopify:#1001`.
   */
  ids: string;
  /**
   * To be entered at the sender; a path where the address of the dashboard is not configured.
   */
  address: string;
  /**
   * What is posted is stored, and waits.
   */
  paused: boolean;
  /**
   * ISO 8601, UTC.
   */
  added_at: string;
  last_received_at: string | null;
  /**
   * Of those that are kept. unused: the event says nothing that is learnt from. unknown: an event that this release does not know.
   */
  deliveries: {
    waiting: number;
    taken: number;
    unused: number;
    unknown: number;
    failed: number;
  };
  unknown_events: {
    event: string;
    count: number;
  }[];
  /**
   * Of the newest delivery that failed and was not read again.
   */
  last_failure: {
    /**
     * ISO 8601, UTC.
     */
    received_at: string;
    event: string | null;
    error: Failure;
  } | null;
}
export interface Imports {
  /**
   * Files that were sent here, newest first.
   */
  uploads: UploadSummary[];
  /**
   * Every import, from here or from the command line, newest first.
   */
  imports: {
    batch: number;
    file: string;
    mapping: string;
    /**
     * ISO 8601, UTC.
     */
    imported_at: string;
    taken_back_at: string | null;
    stored: number;
    rejected: number;
  }[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * A file that somebody sent.
 */
export interface UploadSummary {
  id: string;
  name: string;
  byte_count: number;
  uploaded_by: string;
  /**
   * ISO 8601, UTC.
   */
  uploaded_at: string;
  /**
   * `working`: a step is under way. `waiting`: it ended, and a person decides. `failed`: it can be repeated.
   */
  state: 'working' | 'waiting' | 'imported' | 'failed';
  /**
   * The one under way, or the last one. `try`: a dry run.
   */
  step: 'inspect' | 'try' | 'import';
  progress: {
    share: number;
    read: number;
    rejected: number;
  } | null;
  error: UploadFailure | null;
  batch: number | null;
}
/**
 * Why a step failed and what to do.
 */
export interface UploadFailure {
  code: string;
  message: string;
  remedy: string;
  /**
   * Of a chat: one of them is your business. Say which by `us`.
   */
  senders?: string[];
}
/**
 * What a column of a file may become.
 */
export interface Fields {
  tables: {
    table: string;
    fields: {
      name: string;
      description: string;
      example: string;
      /**
       * A row without it is rejected, unless another field says the same.
       */
      needed: boolean;
    }[];
  }[];
}
/**
 * A file that somebody sent, with what is known of it.
 */
export interface Upload {
  id: string;
  name: string;
  byte_count: number;
  uploaded_by: string;
  /**
   * ISO 8601, UTC.
   */
  uploaded_at: string;
  /**
   * `working`: a step is under way. `waiting`: it ended, and a person decides. `failed`: it can be repeated.
   */
  state: 'working' | 'waiting' | 'imported' | 'failed';
  /**
   * The one under way, or the last one. `try`: a dry run.
   */
  step: 'inspect' | 'try' | 'import';
  progress: {
    share: number;
    read: number;
    rejected: number;
  } | null;
  error: UploadFailure | null;
  options: UploadOptions;
  inspection: Inspection | null;
  /**
   * Of the last dry run.
   */
  trial: ImportReport | null;
  report: ImportReport | null;
  /**
   * Whether there is a file of rejected rows.
   */
  rejects: boolean;
}
/**
 * What a person said about it.
 */
export interface UploadOptions {
  /**
   * What the columns mean, as the YAML of a mapping file.
   */
  mapping?: string;
  decimal?: ',' | '.';
  date_order?: 'dmy' | 'mdy' | 'ymd';
  /**
   * Time zone of moments without one.
   */
  zone?: string;
  /**
   * Names under which the business writes, in a chat export.
   *
   * @minItems 1
   * @maxItems 50
   */
  us?: [string, ...string[]];
}
/**
 * What the columns of a file mean, and what its rows would become.
 */
export interface Inspection {
  mapping: string;
  /**
   * How its columns are known; null: a mapping is proposed.
   */
  recognised_by: string | null;
  /**
   * The mapping, as YAML.
   */
  text: string | null;
  /**
   * Lines of the mapping that need the name of a column first.
   */
  unfinished: string | null;
  columns: {
    column: string;
    /**
     * What it becomes, such as `leads.stage`; empty: it is not used.
     */
    uses: string[];
    example: string;
  }[];
  missing_columns: string[];
  read: number;
  /**
   * Rows that can be stored, as far as the file alone tells.
   */
  stored: number;
  rejected: number;
  left_out: {
    why: string;
    rows: number;
  }[];
  causes: RejectCause[];
  /**
   * Some rows, and what becomes of them.
   */
  rows: {
    line: number;
    outcome: 'stored' | 'left out' | 'rejected';
    becomes: {
      table: string;
      values: {
        [k: string]: string;
      };
    }[];
    /**
     * Why it is left out or rejected, or what it goes in without.
     */
    reasons: string[];
  }[];
  assumed: {
    column: string;
    reading: string;
  }[];
  notes: string[];
}
/**
 * A simulated business with models and lists, for those who look around.
 */
export interface PretendBusiness {
  /**
   * Whether one can be made: there is no data yet, and models of it may serve here.
   */
  offered: boolean;
  why_not: string | null;
  /**
   * Whether simulated people are in the database.
   */
  present: boolean;
  state: 'none' | 'working' | 'done' | 'failed';
  step: ('simulate' | 'train' | 'score') | null;
  /**
   * How much of it is done.
   */
  share: number;
  message: string | null;
  error: Failure | null;
}
/**
 * Incidents, newest first.
 */
export interface Incidents {
  incidents: Incident[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * A rule that is breached. pending: not enough evidence yet; firing: people are alerted; recovering: the latest window is inside the limit; acknowledged: somebody is looking after it; resolved: over; superseded: another version serves.
 */
export interface Incident {
  id: number;
  /**
   * null: it concerns the whole business.
   */
  model: ModelName | null;
  rule: string;
  title: string;
  /**
   * Where this server says what it means and what to do, such as /runbook#mae_high.
   */
  runbook: string;
  source: 'training' | 'live' | 'experiment' | 'schedule' | 'arrivals' | 'disk';
  state: 'pending' | 'firing' | 'recovering' | 'acknowledged' | 'resolved' | 'superseded';
  value: number | null;
  limit: number;
  samples: number | null;
  window_days: number | null;
  /**
   * The version that it is about; null: it is about none.
   */
  version: string | null;
  /**
   * What breaches for the same reason. Rule, value, limit, samples and window above are of the first.
   */
  figures: IncidentFigure[];
  detail: string;
  /**
   * What is done about it, as of the last monitoring; empty when nothing is done yet.
   */
  answer: string;
  /**
   * The last training that this incident started.
   */
  retrain_id: string | null;
  /**
   * ISO 8601, UTC.
   */
  opened_at: string;
  fired_at: string | null;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  resolved_at: string | null;
  noticed_at: string | null;
}
/**
 * One figure of an incident, as of its latest window.
 */
export interface IncidentFigure {
  rule: string;
  title: string;
  state: 'pending' | 'firing' | 'recovering' | 'resolved';
  value: number | null;
  /**
   * The 95% interval, with high.
   */
  low: number | null;
  high: number | null;
  limit: number;
  /**
   * The latest window's end.
   */
  window: string;
  /**
   * Days of data that the window holds; null for an event.
   */
  window_days: number | null;
  /**
   * What the value was found from; null for an event.
   */
  samples: number | null;
}
/**
 * An incident with what its mails say, and with the course of its figures.
 */
export interface IncidentReport {
  incident: Incident;
  /**
   * The course of each of its figures; empty for something that happened.
   */
  series: {
    rule: string;
    title: string;
    metric: string;
    /**
     * On which side of the limit a value is bad.
     */
    worse: 'above' | 'below';
    /**
     * Oldest first.
     */
    readings: {
      /**
       * The window's end.
       */
      window: string;
      value: number | null;
      low: number | null;
      high: number | null;
      limit: number;
      samples: number | null;
      /**
       * The version that it judges.
       */
      version: string | null;
    }[];
  }[];
  /**
   * What may be behind it as of now, the likeliest first; empty once it is over.
   */
  causes: string[];
  /**
   * What mends it, as its mails say; empty once it is over.
   */
  advice: {
    text: string;
    command: string | null;
    action: {
      label: string;
      /**
       * The part of the address after #.
       */
      page: string;
    } | null;
  }[];
}
/**
 * Alert mails, newest first.
 */
export interface Mails {
  mails: MailSummary[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * An alert mail without its text.
 */
export interface MailSummary {
  id: number;
  subject: string;
  recipient: string;
  state: 'queued' | 'sent' | 'failed';
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  sent_at: string | null;
  attempts: number;
  last_error: string | null;
}
/**
 * An alert mail with its text.
 */
export interface Mail {
  id: number;
  subject: string;
  recipient: string;
  state: 'queued' | 'sent' | 'failed';
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  sent_at: string | null;
  attempts: number;
  last_error: string | null;
  body: string;
}
/**
 * By name.
 */
export interface Destinations {
  destinations: Destination[];
}
export interface Destination {
  name: string;
  kind: 'webhook' | 'slack' | 'sql' | 'csv';
  /**
   * webhook: where events are posted. Without a query, for it may hold a key.
   */
  url?: string;
  /**
   * webhook, slack, sql: what holds the URL.
   */
  url_from?:
    | {
        env: string;
      }
    | {
        /**
         * By its whole path.
         */
        file: string;
      };
  /**
   * webhook: what holds the secret with which it is signed.
   */
  secret_from?:
    | {
        env: string;
      }
    | {
        /**
         * By its whole path.
         */
        file: string;
      };
  /**
   * webhook, slack: the receiver may be in a private network or on this machine, and without TLS.
   */
  allow_private?: boolean;
  /**
   * sql: Chatwoot's contacts, or a table of yours.
   */
  layout?: 'chatwoot' | 'table';
  /**
   * sql, layout table: its name, as table or schema.table.
   */
  table?: string;
  /**
   * csv: a folder of the workers' machine, or s3://bucket/path.
   */
  to?: string;
  events: (
    | 'lead.became_hot'
    | 'contact.at_risk'
    | 'score.changed'
    | 'scoring.finished'
    | 'model.deployed'
    | 'experiment.decided'
    | 'incident.fired'
    | 'incident.resolved'
    | 'training.finished'
  )[];
  /**
   * Points of 100 by which a score must move for score.changed.
   */
  score_change: number;
  /**
   * paused: what it wants is kept for it.
   */
  state: 'active' | 'paused';
  /**
   * Why it is paused.
   */
  note: string | null;
  /**
   * Events that are on their way, or kept while it is paused.
   */
  waiting: number;
  /**
   * Events that it did not take for three days. Replay them once it is mended.
   */
  parked: number;
  /**
   * Of the last 30 days.
   */
  delivered: number;
  last_delivered_at: string | null;
  last_error: string | null;
  failing_since: string | null;
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
}
export interface DestinationDetails {
  name: string;
  kind: 'webhook' | 'slack' | 'sql' | 'csv';
  /**
   * webhook: where events are posted. Without a query, for it may hold a key.
   */
  url?: string;
  /**
   * webhook, slack, sql: what holds the URL.
   */
  url_from?:
    | {
        env: string;
      }
    | {
        /**
         * By its whole path.
         */
        file: string;
      };
  /**
   * webhook: what holds the secret with which it is signed.
   */
  secret_from?:
    | {
        env: string;
      }
    | {
        /**
         * By its whole path.
         */
        file: string;
      };
  /**
   * webhook, slack: the receiver may be in a private network or on this machine, and without TLS.
   */
  allow_private?: boolean;
  /**
   * sql: Chatwoot's contacts, or a table of yours.
   */
  layout?: 'chatwoot' | 'table';
  /**
   * sql, layout table: its name, as table or schema.table.
   */
  table?: string;
  /**
   * csv: a folder of the workers' machine, or s3://bucket/path.
   */
  to?: string;
  events: (
    | 'lead.became_hot'
    | 'contact.at_risk'
    | 'score.changed'
    | 'scoring.finished'
    | 'model.deployed'
    | 'experiment.decided'
    | 'incident.fired'
    | 'incident.resolved'
    | 'training.finished'
  )[];
  /**
   * Points of 100 by which a score must move for score.changed.
   */
  score_change: number;
  /**
   * paused: what it wants is kept for it.
   */
  state: 'active' | 'paused';
  /**
   * Why it is paused.
   */
  note: string | null;
  /**
   * Events that are on their way, or kept while it is paused.
   */
  waiting: number;
  /**
   * Events that it did not take for three days. Replay them once it is mended.
   */
  parked: number;
  /**
   * Of the last 30 days.
   */
  delivered: number;
  last_delivered_at: string | null;
  last_error: string | null;
  failing_since: string | null;
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  /**
   * The latest 50.
   */
  parked_events: {
    id: string;
    type: string;
    subject: string;
    sequence: number;
    /**
     * ISO 8601, UTC.
     */
    happened_at: string;
    attempts: number;
    last_error: string | null;
    parked_at: string | null;
  }[];
}
/**
 * Events that a destination did not take, the latest first.
 */
export interface ParkedEvents {
  parked_events: {
    id: string;
    type: string;
    subject: string;
    sequence: number;
    /**
     * ISO 8601, UTC.
     */
    happened_at: string;
    attempts: number;
    last_error: string | null;
    parked_at: string | null;
  }[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * Who is signed in, and what they may do.
 */
export interface Session {
  /**
   * Under this name actions are kept; null: a program with a token.
   */
  person: string | null;
  role: Role;
  /**
   * Operations that the role allows, by their ids in this document.
   */
  may: (
    | 'readLiveness'
    | 'readReadiness'
    | 'readHealth'
    | 'signIn'
    | 'readSession'
    | 'signOut'
    | 'readTrainingStatus'
    | 'listTrainingRuns'
    | 'listTrainedModels'
    | 'listRunsOfRetrain'
    | 'readRunReport'
    | 'readModelVerdict'
    | 'listMetrics'
    | 'listDeployments'
    | 'readReproduction'
    | 'traceAnswer'
    | 'exportVersion'
    | 'scoreLeads'
    | 'predictChurn'
    | 'predictEngagement'
    | 'listPredictions'
    | 'explainPrediction'
    | 'findPeople'
    | 'readPerson'
    | 'readTimeline'
    | 'readReplyChances'
    | 'readOverview'
    | 'followEvents'
    | 'listExperiments'
    | 'readExperiment'
    | 'listSchedules'
    | 'readCalendar'
    | 'listIncidents'
    | 'readIncident'
    | 'readIncidentReport'
    | 'listMails'
    | 'readMail'
    | 'readDataSummary'
    | 'readDataReadiness'
    | 'listImports'
    | 'listSources'
    | 'readSource'
    | 'listWebhooks'
    | 'listSourceFiles'
    | 'readUpload'
    | 'listFields'
    | 'readPretendBusiness'
    | 'findDuplicates'
    | 'listDestinations'
    | 'getDestination'
    | 'listParkedEvents'
    | 'readProcessMetrics'
    | 'showAccess'
    | 'examineInstallation'
    | 'fitTable'
    | 'startTraining'
    | 'stopTraining'
    | 'reproduceRun'
    | 'triggerSchedule'
    | 'uploadFile'
    | 'inspectUpload'
    | 'tryImport'
    | 'startImport'
    | 'cancelImport'
    | 'undoImport'
    | 'downloadSourceRejects'
    | 'downloadRejects'
    | 'writeRows'
    | 'testSource'
    | 'syncSource'
    | 'cancelSource'
    | 'replayDeliveries'
    | 'mergeContacts'
    | 'unmergeContacts'
    | 'readSentiment'
    | 'makePretendBusiness'
    | 'recordOutcomes'
    | 'recordAction'
    | 'undoAction'
    | 'acknowledgeIncident'
    | 'sendTestMail'
    | 'deployModel'
    | 'rollBackModel'
    | 'promoteExperiment'
    | 'rollBackExperiment'
    | 'pauseExperiment'
    | 'resumeExperiment'
    | 'pauseSchedule'
    | 'resumeSchedule'
    | 'addDestination'
    | 'testDestination'
    | 'pauseDestination'
    | 'resumeDestination'
    | 'replayDestination'
    | 'removeDestination'
    | 'removePretendBusiness'
    | 'addSource'
    | 'pauseSource'
    | 'pauseWebhook'
    | 'resumeWebhook'
    | 'resumeSource'
    | 'removeSource'
    | 'listTokens'
    | 'createToken'
    | 'revokeToken'
    | 'makeSignInLink'
    | 'readAudit'
    | 'exportPerson'
    | 'erasePerson'
    | 'migrateDatabase'
    | 'backUp'
    | 'restore'
    | 'eraseInstallation'
  )[];
}
export interface Tokens {
  tokens: Token[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * A token, without its secret.
 */
export interface Token {
  /**
   * The first part of the token.
   */
  id: string;
  name: string;
  role: Role;
  /**
   * ISO 8601, UTC.
   */
  created_at: string;
  expires_at: string | null;
  revoked_at: string | null;
  /**
   * To the minute.
   */
  last_used_at: string | null;
}
/**
 * What people and programs did, newest first.
 */
export interface Audit {
  entries: {
    id: number;
    /**
     * ISO 8601, UTC.
     */
    at: string;
    actor: {
      /**
       * cli: an OS user who reaches the database.
       */
      kind: 'token' | 'configuration' | 'session' | 'cli';
      /**
       * Of the token or session.
       */
      id: string | null;
      name: string;
      role: Role;
    };
    operation:
      | 'readLiveness'
      | 'readReadiness'
      | 'readHealth'
      | 'signIn'
      | 'readSession'
      | 'signOut'
      | 'readTrainingStatus'
      | 'listTrainingRuns'
      | 'listTrainedModels'
      | 'listRunsOfRetrain'
      | 'readRunReport'
      | 'readModelVerdict'
      | 'listMetrics'
      | 'listDeployments'
      | 'readReproduction'
      | 'traceAnswer'
      | 'exportVersion'
      | 'scoreLeads'
      | 'predictChurn'
      | 'predictEngagement'
      | 'listPredictions'
      | 'explainPrediction'
      | 'findPeople'
      | 'readPerson'
      | 'readTimeline'
      | 'readReplyChances'
      | 'readOverview'
      | 'followEvents'
      | 'listExperiments'
      | 'readExperiment'
      | 'listSchedules'
      | 'readCalendar'
      | 'listIncidents'
      | 'readIncident'
      | 'readIncidentReport'
      | 'listMails'
      | 'readMail'
      | 'readDataSummary'
      | 'readDataReadiness'
      | 'listImports'
      | 'listSources'
      | 'readSource'
      | 'listWebhooks'
      | 'listSourceFiles'
      | 'readUpload'
      | 'listFields'
      | 'readPretendBusiness'
      | 'findDuplicates'
      | 'listDestinations'
      | 'getDestination'
      | 'listParkedEvents'
      | 'readProcessMetrics'
      | 'showAccess'
      | 'examineInstallation'
      | 'fitTable'
      | 'startTraining'
      | 'stopTraining'
      | 'reproduceRun'
      | 'triggerSchedule'
      | 'uploadFile'
      | 'inspectUpload'
      | 'tryImport'
      | 'startImport'
      | 'cancelImport'
      | 'undoImport'
      | 'downloadSourceRejects'
      | 'downloadRejects'
      | 'writeRows'
      | 'testSource'
      | 'syncSource'
      | 'cancelSource'
      | 'replayDeliveries'
      | 'mergeContacts'
      | 'unmergeContacts'
      | 'readSentiment'
      | 'makePretendBusiness'
      | 'recordOutcomes'
      | 'recordAction'
      | 'undoAction'
      | 'acknowledgeIncident'
      | 'sendTestMail'
      | 'deployModel'
      | 'rollBackModel'
      | 'promoteExperiment'
      | 'rollBackExperiment'
      | 'pauseExperiment'
      | 'resumeExperiment'
      | 'pauseSchedule'
      | 'resumeSchedule'
      | 'addDestination'
      | 'testDestination'
      | 'pauseDestination'
      | 'resumeDestination'
      | 'replayDestination'
      | 'removeDestination'
      | 'removePretendBusiness'
      | 'addSource'
      | 'pauseSource'
      | 'pauseWebhook'
      | 'resumeWebhook'
      | 'resumeSource'
      | 'removeSource'
      | 'listTokens'
      | 'createToken'
      | 'revokeToken'
      | 'makeSignInLink'
      | 'readAudit'
      | 'exportPerson'
      | 'erasePerson'
      | 'migrateDatabase'
      | 'backUp'
      | 'restore'
      | 'eraseInstallation';
    /**
     * What it was done to.
     */
    target: string | null;
    details: {
      [k: string]: unknown;
    };
  }[];
  /**
   * For the next page; null: this is the last one.
   */
  next_cursor: string | null;
}
/**
 * The process answers. Restarting it would mend nothing.
 */
export interface Liveness {
  status: 'ok';
  version: string;
}
/**
 * Whether this process can do its work.
 */
export interface Health {
  /**
   * degraded: it takes requests, but some of them fail, or something needs a look.
   */
  status: 'ok' | 'degraded' | 'unavailable';
  version: string;
  checks: {
    [k: string]: {
      status: 'ok' | 'degraded' | 'unavailable';
      detail: string;
      milliseconds: number;
    };
  };
}
/**
 * Training has started; follow it at /api/v1/training/status.
 */
export interface TrainingAccepted {
  status: 'training';
  message: string;
  retrain_id: string;
  models: ModelName[];
}
/**
 * Cancellation is requested; the status becomes `cancelled` within a second.
 */
export interface StopAccepted {
  status: 'cancelling';
  message: string;
  retrain_id: string;
}
/**
 * How many outcomes were new.
 */
export interface OutcomesRecorded {
  /**
   * Outcomes that were new, and are stored now.
   */
  accepted: number;
  /**
   * Outcomes that were already known with the same content.
   */
  duplicates: number;
}
/**
 * What the command did.
 */
export interface ExperimentCommandAnswer {
  experiment: string;
  message: string;
}
/**
 * The version that serves now.
 */
export interface Deployed {
  model: ModelName;
  /**
   * The version that serves now.
   */
  version: string;
  /**
   * The version that served until now.
   */
  previous: string | null;
  action: 'deploy' | 'rollback';
  /**
   * Stored predictions that the loaded model reproduced bit for bit.
   */
  golden_rows: number;
  /**
   * ISO 8601, UTC.
   */
  deployed_at: string;
}
export interface LeadScoringPredictions {
  predictions: {
    /**
     * Its explanation is at /api/v1/predictions/{prediction_id}.
     */
    prediction_id: string;
    /**
     * The id that was asked for; null for a row without one.
     */
    id: string | null;
    model: 'lead_scoring';
    /**
     * Version of the model that answered.
     */
    version: string;
    /**
     * Arm of the running experiment; null when there is none.
     */
    arm: ('champion' | 'challenger') | null;
    success: true;
    score: number;
    quality_tier: 'hot' | 'warm' | 'cold';
    /**
     * Estimated probability that the outcome is within 10 points of the score.
     */
    confidence: number;
    recommendation: string;
    factors: Factors;
  }[];
}
/**
 * What moved the output up and what moved it down, largest first.
 */
export interface Factors {
  positive: string[];
  negative: string[];
}
export interface ChurnPredictions {
  predictions: {
    /**
     * Its explanation is at /api/v1/predictions/{prediction_id}.
     */
    prediction_id: string;
    /**
     * The id that was asked for; null for a row without one.
     */
    id: string | null;
    model: 'churn';
    /**
     * Version of the model that answered.
     */
    version: string;
    /**
     * Arm of the running experiment; null when there is none.
     */
    arm: ('champion' | 'challenger') | null;
    success: true;
    churn_probability: number;
    risk_level: 'critical' | 'high' | 'medium' | 'low';
    /**
     * Calibrated probability of the predicted class.
     */
    confidence: number;
    recommendations: string[];
    risk_factors: string[];
  }[];
}
export interface EngagementPredictions {
  predictions: {
    /**
     * Its explanation is at /api/v1/predictions/{prediction_id}.
     */
    prediction_id: string;
    /**
     * The id that was asked for; null for a row without one.
     */
    id: string | null;
    model: 'engagement';
    /**
     * Version of the model that answered.
     */
    version: string;
    /**
     * Arm of the running experiment; null when there is none.
     */
    arm: ('champion' | 'challenger') | null;
    success: true;
    engagement_probability: number;
    /**
     * HH:MM; null for given rows, which describe a single moment.
     */
    optimal_send_time: string | null;
    /**
     * Monday to Sunday; null for given rows.
     */
    best_day: string | null;
    /**
     * Calibrated probability of the predicted class.
     */
    confidence: number;
    /**
     * What to do; the time zone is named.
     */
    recommendations: string[];
    engagement_factors: Factors;
  }[];
}
/**
 * A person who was erased. Nothing of them is in it.
 */
export interface ErasedPerson {
  /**
   * By which the audit log tells of it.
   */
  erasure: string;
  /**
   * Rows, mails, lines and files, by place.
   */
  erased: {
    [k: string]: number;
  };
  /**
   * What may still hold something of the person, and until when.
   */
  remains: {
    where: string;
    until: string;
  }[];
}
export interface Action {
  id: number;
  model: ModelName;
  subject: string;
  kind: 'called' | 'written' | 'not_now' | 'won' | 'lost';
  actor: string;
  /**
   * ISO 8601, UTC.
   */
  occurred_at: string;
  /**
   * Until then the subject is left out of lists with `unhandled=true`; null: until the lead changes in the CRM.
   */
  hidden_until: string | null;
}
export interface WrittenRows {
  /**
   * In the order of the rows.
   */
  results: RowResult[];
  counts: RowCounts;
}
/**
 * What became of a row.
 */
export interface RowResult {
  /**
   * `parked`: it names a row that is not known yet, and goes in when that one comes. `erased`: it is about somebody who was erased, and nothing is kept of it.
   */
  status: 'inserted' | 'updated' | 'unchanged' | 'deleted' | 'merged' | 'parked' | 'rejected' | 'erased';
  problems?: {
    field: string;
    code: 'missing_field' | 'invalid_value' | 'unknown_reference';
    message: string;
    remedy: string;
  }[];
}
export interface RowCounts {
  rows: number;
  inserted: number;
  updated: number;
  unchanged: number;
  deleted: number;
  merged: number;
  parked: number;
  rejected: number;
  /**
   * Rows about people who were erased: left out.
   */
  erased: number;
  /**
   * Rows that had waited before and went in now.
   */
  released: number;
}
/**
 * What can be read of a source. Nothing was written.
 */
export interface TestedSource {
  streams: {
    stream: string;
    rows: number;
    error: Failure | null;
    /**
     * Columns that the mapping knows and the query lacks.
     */
    missing_columns: string[];
  }[];
  /**
   * Of a folder: the oldest 20 of those that would be taken.
   */
  files: {
    name: string;
    byte_count: number;
    /**
     * ISO 8601, UTC.
     */
    modified_at: string;
    /**
     * As what it would be taken; null: it cannot be.
     */
    mapping: string | null;
    error: Failure | null;
  }[];
  /**
   * That would be taken, too.
   */
  more_files: number;
  /**
   * That were taken before.
   */
  taken_files: number;
}
export interface RemovedSource {
  removed: string;
}
export interface ReplayedDeliveries {
  /**
   * Deliveries that are read again.
   */
  replayed: number;
}
export interface UndoneImport {
  batch: number;
  file: string;
  deleted: number;
  restored: number;
  /**
   * Rows that stay as they are.
   */
  kept: {
    table: string;
    why: 'changed later' | 'referred to';
    rows: number;
    examples: string[];
  }[];
}
export interface RemovedBusiness {
  /**
   * Simulated contacts that are gone, with everything of theirs.
   */
  contacts: number;
  /**
   * Models that no longer serve, as they had learnt from them.
   */
  versions: number;
}
export interface TriedDestination {
  event: string;
  /**
   * waiting: no worker has tried it within 20 s.
   */
  state: 'delivered' | 'failed' | 'waiting';
  error: string | null;
}
export interface MadeToken {
  /**
   * Shown only now: only its hash is kept.
   */
  token: string;
  id: string;
}
