import type { AbGateAnswer, AbGateCommand, AbGateCommandName } from '../contract/messages.ts';
import type { ModelReadiness } from '../control/data-readiness.ts';
import type { ScheduleControl } from '../control/schedule-control.ts';
import type { TrainingControl } from '../control/training-control.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { ModelName } from '../domain/models.ts';
import type { MetricRecord } from '../domain/monitoring/measurement.ts';
import type { RunOutcome, RunState, RunTrigger } from '../domain/runs.ts';
import type { Metrics } from '../domain/targets.ts';
import type { ExplainedPrediction } from '../serving/answers/explain-prediction.ts';
import type { PredictionList } from '../serving/answers/list-predictions.ts';
import type { ReplyChances } from '../serving/answers/reply-chances.ts';
import type { Deployed, DeploymentRequest } from '../serving/live/deploy-version.ts';
import type { Predictions } from '../serving/predict.ts';
import type { WorkAction } from '../store/actions/work-actions.ts';
import type { IncidentFilter, NamedIncident } from '../store/alerts/incidents.ts';
import type { MetricFilter } from '../store/alerts/metric-records.ts';
import type { DataCounts } from '../store/crm/data-summary.ts';
import type { NewOutcome, RecordedOutcomes } from '../store/crm/outcomes.ts';
import type { PersonFound } from '../store/crm/people.ts';
import type { Happening, PersonDetails } from '../store/crm/person-history.ts';
import type { Experiment, ExperimentEvent, ExperimentLook, ExperimentPhase } from '../store/experiments/experiments.ts';
import type { BatchPage } from '../store/predictions/prediction-batches.ts';
import type { PastScore } from '../store/predictions/score-history.ts';
import type { Deployment } from '../store/training/deployments.ts';

/** What the API needs of the rest of the product: the composition root hands in the real ones, tests hand in others. */
export type Ports = {
  /** Of every model, in the order of training. */
  readonly readiness: () => Promise<DataReadiness>;
  /** Waiting for the end of a training is no request's task. */
  readonly control: Pick<TrainingControl, 'start' | 'cancel' | 'status'>;
  readonly records: Records;
  readonly predictions: Pick<Predictions, 'predictById' | 'predictRows' | 'predictMessages'> & {
    explain(id: string): Promise<ExplainedPrediction>;
    /** null: a model that serves, and scored nobody yet. */
    list(model: ModelName, page: BatchPage, now: Date): Promise<PredictionList | null>;
  };
  /** A person's command on the experiment with this id. */
  readonly gate: (experimentId: string, name: AbGateCommandName, command: AbGateCommand) => Promise<AbGateAnswer>;
  readonly schedules: ScheduleControl;
  readonly deployments: {
    deploy(request: DeploymentRequest): Promise<Deployed>;
    rollBack(request: DeploymentRequest): Promise<Deployed>;
  };
  /** @throws PerennialError `incident_not_found`, `incident_conflict` */
  readonly acknowledge: (incidentId: number, actor: string) => Promise<IncidentRecord>;
  /** All or none of them; refuses subjects that don't exist. */
  readonly recordOutcomes: (outcomes: readonly NewOutcome[]) => Promise<RecordedOutcomes>;
  readonly people: {
    find(text: string, limit: number): Promise<readonly PersonFound[]>;
    /** By the external id of the contact; null: nobody has it. */
    read(contact: string, now: Date): Promise<PersonRecord | null>;
    timeline(
      contact: string,
      page: { readonly before: Date; readonly limit: number },
    ): Promise<readonly Happening[] | null>;
    /** @throws PerennialError `subject_not_found`, `model_not_found` */
    replyChances(contact: string, now: Date): Promise<ReplyChances>;
    /** Everybody who looks after a lead. */
    owners(): Promise<readonly string[]>;
  };
  readonly actions: {
    /** @throws PerennialError `subject_not_found` */
    record(action: Omit<WorkAction, 'id' | 'hiddenUntil'>): Promise<WorkAction>;
    /** null: there is none. Outcomes stay. */
    undo(id: number): Promise<WorkAction | null>;
    /** Outcomes of leads that came since the last training of their model began. */
    answersSinceTraining(): Promise<number>;
  };
  /** IANA name. */
  readonly businessTimezone: string;
  readonly access: {
    /** The person whom the code lets in; null: it is unknown, used or too old. Works once. */
    redeemCode(code: string): Promise<string | null>;
    createSession(person: string): Promise<string>;
    verifySession(session: string): Promise<string | null>;
    endSession(session: string): Promise<void>;
  };
  readonly healthChecks: Readonly<Record<string, HealthCheck>>;
  /** False for any token that is malformed, unknown or revoked. */
  readonly verifyToken: (token: string) => Promise<boolean>;
  /** Names by which it may be asked, beside localhost and addresses. */
  readonly hostnames?: readonly string[];
  readonly log: Log;
  readonly version: string;
};

export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

export type HealthCheck = {
  /** Resolves with a few words when the part works, or with what is wrong with it; rejects when it doesn't answer. */
  ask(signal: AbortSignal): Promise<string | { readonly status: 'degraded' | 'unavailable'; readonly detail: string }>;
  /** What the process is without this part. */
  readonly without: 'degraded' | 'unavailable';
};

/** What is read from the database; `records.ts` is the real one. */
export type Records = {
  runs(filter: { readonly model?: ModelName; readonly limit: number }): Promise<readonly RunRecord[]>;
  versions(): Promise<readonly VersionRecord[]>;
  mails(limit: number): Promise<readonly MailRecord[]>;
  mail(id: number): Promise<MailRecord | null>;
  incidents(filter: IncidentFilter): Promise<readonly IncidentRecord[]>;
  /** @throws PerennialError `incident_not_found` */
  incident(id: number): Promise<IncidentRecord>;
  data(): Promise<DataRecord>;
  experiments(filter: { readonly model?: ModelName; readonly limit: number }): Promise<readonly ExperimentRecord[]>;
  /** @throws PerennialError `experiment_not_found` */
  experiment(id: string): Promise<ExperimentDetails>;
  deployments(filter: { readonly model: ModelName; readonly limit: number }): Promise<readonly DeploymentRecord[]>;
  /** Oldest first. */
  metrics(filter: MetricFilter): Promise<readonly MetricRecord[]>;
};

export type RunRecord = {
  readonly id: string;
  readonly retrainId: string;
  readonly model: ModelName;
  readonly trigger: RunTrigger;
  /** Why its retrain was started, where nobody asked for it. */
  readonly reason: string | null;
  readonly state: RunState;
  readonly outcome: RunOutcome | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly trainingSamples: number | null;
  readonly testingSamples: number | null;
  readonly windowDays: number | null;
  readonly windowReason: string | null;
  readonly metrics: Metrics | null;
  readonly version: string | null;
  readonly engine: string | null;
  readonly seed: number;
  readonly snapshotHash: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
};

export type VersionRecord = {
  readonly model: ModelName;
  readonly name: string;
  readonly champion: boolean;
  readonly createdAt: Date;
  readonly byteCount: number;
  readonly engine: string;
  readonly metrics: Metrics;
  readonly synthetic: boolean;
  readonly labelSource: LabelSource | null;
  readonly runId: string;
  readonly artifactHash: string;
};

export type MailRecord = {
  readonly id: number;
  readonly subject: string;
  readonly recipient: string;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly body: string;
};

export type IncidentRecord = Omit<NamedIncident, 'fingerprint' | 'thread' | 'versionId'>;

export type DataReadiness = { readonly measuredAt: Date; readonly models: readonly ModelReadiness[] };

export type DataRecord = { readonly total: DataCounts; readonly real: DataCounts; readonly synthetic: DataCounts };

/** Versions by name. */
export type ExperimentRecord = {
  readonly experiment: Experiment;
  readonly champion: string;
  readonly challenger: string;
};

export type ExperimentDetails = ExperimentRecord & {
  readonly phases: readonly ExperimentPhase[];
  /** Units by phase that count for no arm. */
  readonly excluded: ReadonlyMap<number, number>;
  readonly looks: readonly ExperimentLook[];
  readonly events: readonly ExperimentEvent[];
};

export type DeploymentRecord = {
  readonly deployment: Deployment;
  readonly version: string;
  readonly previous: string | null;
};

export type PersonRecord = {
  readonly person: PersonDetails;
  readonly zone: string;
  readonly zoneOfContact: boolean;
  /** Oldest first. */
  readonly scores: readonly PastScore[];
};
