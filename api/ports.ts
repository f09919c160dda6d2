import type { Readable } from 'node:stream';
import type { AbGateAnswer, AbGateCommand, AbGateCommandName } from '../contract/messages.ts';
import type { RunReport } from '../contract/step-types.ts';
import type { ModelReadiness } from '../control/data-readiness.ts';
import type { DestinationControl } from '../control/destinations.ts';
import type { ExplainedIncident } from '../control/explain-incident.ts';
import type { PretendControl } from '../control/pretend-control.ts';
import type { ReproductionControl } from '../control/reproduction-control.ts';
import type { ScheduleControl } from '../control/schedule-control.ts';
import type { TrainingStatus } from '../control/status.ts';
import type { TrainingControl } from '../control/training-control.ts';
import type { UploadControl } from '../control/upload-control.ts';
import type { Act } from '../domain/access/actor.ts';
import type { HoldoutPicture } from '../domain/holdout-picture.ts';
import type { DeliveryState, Hook } from '../domain/hooks.ts';
import type { LabelSource } from '../domain/lead-labels.ts';
import type { VerdictFacts } from '../domain/model-verdict.ts';
import type { ModelName } from '../domain/models.ts';
import type { MetricRecord } from '../domain/monitoring/measurement.ts';
import type { RunOutcome, RunState, RunTrigger, StageName } from '../domain/runs.ts';
import type { Metrics as ModelMetrics } from '../domain/targets.ts';
import type { ErasedPerson } from '../ingest/erase/erase-person.ts';
import type { Remaining } from '../ingest/erase/what-remains.ts';
import type { TestedFolder } from '../ingest/folders/test-folder.ts';
import type { ListedImport } from '../ingest/list-imports.ts';
import type { MappedTable } from '../ingest/mapping/mapping-schema.ts';
import type { TestedStream } from '../ingest/sources/test-source.ts';
import type { Trace } from '../ingest/trace/trace.ts';
import type { UndoReport } from '../ingest/undo-import.ts';
import type { PlainRow } from '../ingest/upsert/plain-record.ts';
import type { UpsertOutcome } from '../ingest/upsert/upsert-records.ts';
import type { ExplainedPrediction } from '../serving/answers/explain-prediction.ts';
import type { PredictionList } from '../serving/answers/list-predictions.ts';
import type { ReplyChances } from '../serving/answers/reply-chances.ts';
import type { Deployed, DeploymentRequest } from '../serving/live/deploy-version.ts';
import type { Predictions } from '../serving/predict.ts';
import type { WorkAction } from '../store/actions/work-actions.ts';
import type { IncidentPageFilter, NamedIncident } from '../store/alerts/incidents.ts';
import type { MailFilter } from '../store/alerts/mails.ts';
import type { MetricFilter } from '../store/alerts/metric-records.ts';
import type { DataCounts } from '../store/crm/data-summary.ts';
import type { NewOutcome, RecordedOutcomes } from '../store/crm/outcomes.ts';
import type { ParkedCount } from '../store/crm/parked-rows.ts';
import type { PersonFound } from '../store/crm/people.ts';
import type { Happening, PersonDetails } from '../store/crm/person-history.ts';
import type { RemovedBusiness } from '../store/crm/remove-synthetic.ts';
import type { Page, PageAsked } from '../store/database/read-page.ts';
import type { PersonExport } from '../store/erasures/export-person.ts';
import type { StoredEvent } from '../store/events/events.ts';
import type { Experiment, ExperimentEvent, ExperimentLook, ExperimentPhase } from '../store/experiments/experiments.ts';
import type { ExperimentFilter } from '../store/experiments/page-experiments.ts';
import type { InboxCount, ListedDelivery } from '../store/hooks/inbox.ts';
import type { BatchPage } from '../store/predictions/prediction-batches.ts';
import type { PastScore } from '../store/predictions/score-history.ts';
import type { CalendarEntry } from '../store/schedules/calendar.ts';
import type { SourceFile } from '../store/sources/source-files.ts';
import type { NewSource, Source, SourceStream } from '../store/sources/sources.ts';
import type { Deployment, DeploymentFilter } from '../store/training/deployments.ts';
import type { EnteredStage } from '../store/training/run-reports.ts';
import type { RunFilter } from '../store/training/runs.ts';
import type { VersionFilter } from '../store/training/versions.ts';
import type { Upload } from '../store/uploads/uploads.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { RequestTracing } from '../telemetry/tracing.ts';
import type { AccessPorts } from './access-ports.ts';
import type { HookPorts } from './hooks/hook-ports.ts';

/** What the API needs of the rest of the product: the composition root hands in the real ones, tests hand in others. */
export type Ports = AccessPorts & {
  /** Who may post to /hooks. Left out: nobody. */
  readonly hooks?: HookPorts;
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
  readonly gate: (
    experimentId: string,
    name: AbGateCommandName,
    command: AbGateCommand & { readonly act?: Act | undefined },
  ) => Promise<AbGateAnswer>;
  readonly schedules: ScheduleControl;
  readonly deployments: {
    deploy(request: DeploymentRequest): Promise<Deployed>;
    rollBack(request: DeploymentRequest): Promise<Deployed>;
  };
  /** A version as an ONNX file. @throws PerennialError `version_not_found`, `artifact_damaged` */
  readonly exportVersion: (model: ModelName, version: string) => Promise<Uint8Array>;
  readonly reproduction: Pick<ReproductionControl, 'start' | 'status'>;
  /** @throws PerennialError `prediction_not_found`, `version_not_found`, `invalid_input` */
  readonly trace: (id: string, model?: ModelName) => Promise<Trace>;
  /** The workflow of a run by its id, and its page, where people have the Temporal Web UI. */
  readonly workflowOf: (runId: string) => { readonly id: string; readonly url: string | null };
  /** @throws PerennialError `incident_not_found`, `incident_conflict` */
  readonly acknowledge: (incidentId: number, actor: string, act: Act) => Promise<IncidentRecord>;
  /** @throws PerennialError `incident_not_found` */
  readonly explainIncident: (incidentId: number) => Promise<ExplainedIncidentRecord>;
  /** All or none of them; refuses subjects that don't exist. */
  readonly recordOutcomes: (outcomes: readonly NewOutcome[], act?: Act) => Promise<RecordedOutcomes>;
  readonly people: {
    find(text: string, page: PageAsked): Promise<Page<PersonFound>>;
    /** By the external id of the contact; null: nobody has it. */
    read(contact: string, now: Date): Promise<PersonRecord | null>;
    timeline(contact: string, page: PageAsked & { readonly before: Date }): Promise<Page<Happening> | null>;
    /** @throws PerennialError `subject_not_found`, `model_not_found` */
    replyChances(contact: string, now: Date): Promise<ReplyChances>;
    /** null: nobody has the id. */
    exportAll(contact: string, act: Act): Promise<PersonExport | null>;
    /** null: nobody has the id. */
    erase(contact: string, act: Act): Promise<(ErasedPerson & { readonly remains: readonly Remaining[] }) | null>;
    /** Everybody who looks after a lead. */
    owners(): Promise<readonly string[]>;
  };
  readonly actions: {
    /** @throws PerennialError `subject_not_found` */
    record(action: Omit<WorkAction, 'id' | 'hiddenUntil'>, act?: Act): Promise<WorkAction>;
    /** null: there is none. Outcomes stay. */
    undo(id: number, act: Act): Promise<WorkAction | null>;
    /** Outcomes of leads that came since the last training of their model began. */
    answersSinceTraining(): Promise<number>;
  };
  readonly rows: {
    /** Up to a thousand, in one transaction; `batch`: a key under which they change nothing twice. @throws PerennialError `batch_conflict` */
    write(
      table: MappedTable,
      rows: readonly PlainRow[],
      options: { readonly source?: string; readonly batch?: string },
    ): Promise<Pick<UpsertOutcome, 'results' | 'released'>>;
  };
  readonly sources: {
    list(): Promise<readonly SourceRecord[]>;
    /** @throws PerennialError `not_found`, as all that follow */
    read(name: string): Promise<SourceRecord>;
    /** @throws PerennialError `invalid_input` */
    add(source: NewSource): Promise<SourceRecord>;
    /** @throws PerennialError `source_refused`, `source_unavailable` */
    test(name: string): Promise<TestedFolder & { readonly streams: readonly TestedStream[] }>;
    /** Of a folder, newest first. */
    files(name: string): Promise<readonly SourceFileRecord[]>;
    /** Of a file of a folder; `stream` null: there are none, or they are no longer kept. */
    rejects(name: string, id: string): Promise<{ readonly file: string; readonly stream: Readable | null }>;
    sync(name: string, how: { readonly again: boolean; readonly acceptDeletes: boolean }): Promise<SourceRecord>;
    cancel(name: string): Promise<SourceRecord>;
    pause(name: string): Promise<SourceRecord>;
    resume(name: string): Promise<SourceRecord>;
    remove(name: string): Promise<void>;
  };
  readonly webhooks: {
    list(): Promise<readonly WebhookRecord[]>;
    /** @throws PerennialError `not_found`, as what follows */
    pause(name: string, paused: boolean): Promise<WebhookRecord>;
    /** @returns how many deliveries are read again */
    replay(
      name: string,
      which: { readonly states: readonly DeliveryState[]; readonly since: Date | null },
    ): Promise<number>;
  };
  readonly imports: {
    /** Keeps the file, and has it looked at. @throws PerennialError `payload_too_large`, `disk_full`, `temporal_unavailable` */
    receive(
      bytes: Readable,
      given: { readonly name: string; readonly by: string; readonly limit: number; readonly act?: Act },
    ): Promise<Upload>;
    listUploads(page: PageAsked): Promise<Page<Upload>>;
    listImports(page: PageAsked): Promise<Page<ListedImport>>;
    /** @throws PerennialError `not_found` */
    read(id: string): Promise<Upload>;
    begin: UploadControl['begin'];
    cancel: UploadControl['cancel'];
    hasRejects(upload: Upload): Promise<boolean>;
    /** `stream` null: there are none. @throws PerennialError `not_found` */
    rejects(id: string): Promise<{ readonly name: string; readonly stream: Readable | null }>;
    /** @throws PerennialError `not_found`, `invalid_input` */
    undo(batch: number, act?: Act): Promise<UndoReport>;
  };
  readonly pretend: PretendControl & {
    /** Models that learnt from simulated people are not deployed. */
    readonly production: boolean;
    /** @throws PerennialError `training_in_progress`, `experiment_conflict` */
    remove(act: Act): Promise<RemovedBusiness>;
  };
  readonly destinations: DestinationControl;
  readonly events: EventFeed;
  /** IANA name. */
  readonly businessTimezone: string;
  readonly healthChecks: Readonly<Record<string, HealthCheck>>;
  /** Names by which it may be asked, beside localhost and addresses. */
  readonly hostnames?: readonly string[];
  readonly log: Log;
  readonly metrics: Metrics;
  /** Spans of requests; null: nobody collects any. */
  readonly tracing: RequestTracing | null;
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
  runs(filter: RunFilter, page: PageAsked): Promise<Page<RunRecord>>;
  /** In the order of training. @throws PerennialError `run_not_found` */
  runsOf(retrainId: string): Promise<readonly RunRecord[]>;
  /** @throws PerennialError `run_not_found` */
  run(id: string): Promise<RunDetails>;
  /** Of the version that serves; null: none does. */
  verdictFacts(model: ModelName): Promise<(VerdictFacts & { readonly version: string }) | null>;
  versions(filter: VersionFilter, page: PageAsked): Promise<Page<VersionRecord>>;
  mails(filter: MailFilter, page: PageAsked): Promise<Page<MailRecord>>;
  mail(id: number): Promise<MailRecord | null>;
  incidents(filter: IncidentPageFilter, page: PageAsked): Promise<Page<IncidentRecord>>;
  /** @throws PerennialError `incident_not_found` */
  incident(id: number): Promise<IncidentRecord>;
  data(): Promise<DataRecord>;
  /** Rows that name a row which is not known yet. */
  waiting(): Promise<readonly ParkedCount[]>;
  experiments(filter: ExperimentFilter, page: PageAsked): Promise<Page<ExperimentRecord>>;
  /** @throws PerennialError `experiment_not_found` */
  experiment(id: string): Promise<ExperimentDetails>;
  deployments(filter: DeploymentFilter, page: PageAsked): Promise<Page<DeploymentRecord>>;
  /** Newest first. */
  calendar(since: Date): Promise<readonly CalendarEntry[]>;
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
  readonly metrics: ModelMetrics | null;
  readonly version: string | null;
  readonly engine: string | null;
  readonly seed: number;
  readonly snapshotHash: string | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
};

export type RunDetails = {
  readonly run: RunRecord;
  readonly stage: StageName | null;
  /** Percent. */
  readonly progress: number;
  readonly message: string | null;
  readonly asOf: Date | null;
  readonly horizonDays: number | null;
  readonly featureCount: number | null;
  readonly labelSource: LabelSource | null;
  readonly codeVersion: string;
  /** null: it has not completed. */
  readonly report: RunReport | null;
  readonly entered: readonly EnteredStage[];
  readonly picture: HoldoutPicture | null;
  /** Of its version. */
  readonly card: unknown;
};

export type VersionRecord = {
  readonly model: ModelName;
  readonly name: string;
  readonly champion: boolean;
  readonly createdAt: Date;
  readonly byteCount: number;
  readonly engine: string;
  readonly metrics: ModelMetrics;
  /** 95%, of its evaluation. */
  readonly intervals: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  /** Its metrics when knowing nothing. */
  readonly baseline: ModelMetrics;
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

export type ExplainedIncidentRecord = Omit<ExplainedIncident, 'incident'> & { readonly incident: IncidentRecord };

export type DataReadiness = { readonly measuredAt: Date; readonly models: readonly ModelReadiness[] };

/** A system that posts, with what became of what it posted. */
export type WebhookRecord = {
  readonly hook: Hook;
  readonly address: string;
  readonly counts: readonly InboxCount[];
  readonly lastFailure: ListedDelivery | null;
};

/** With whether its rejected rows can be downloaded. */
export type SourceFileRecord = { readonly file: SourceFile; readonly rejects: boolean };

/** A source with how far each of its streams was read. */
export type SourceRecord = { readonly source: Source; readonly streams: readonly SourceStream[] };

export type DataRecord = { readonly total: DataCounts; readonly real: DataCounts; readonly synthetic: DataCounts };

/** Versions by name. */
export type ExperimentRecord = {
  readonly experiment: Experiment;
  readonly champion: string;
  readonly challenger: string;
  /** A person, or `gate`; null: it has not ended. */
  readonly endedBy: string | null;
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

/** `id` null: what holds now, which nobody has to be told later. */
export type FeedEvent =
  | { readonly topic: StoredEvent['topic']; readonly id: number; readonly details: object; readonly happenedAt: Date }
  | { readonly topic: 'training'; readonly id: null; readonly status: TrainingStatus }
  /** What a listener missed is gone: whoever shows anything reads it again. `id`: from which it goes on. */
  | { readonly topic: 'missed'; readonly id: number };

export type EventFeed = {
  /**
   * Tells the listener what happens from now on, or what happened after the event `after`. "Now" is before the promise resolves.
   * @throws PerennialError `stopping`, `too_many_requests`, `database_unavailable`
   */
  listen(after: number | null, listener: EventListener): Promise<Followed>;
};

export type EventListener = {
  deliver(event: FeedEvent): void;
  /** It should be told no more until it asks for `more`. */
  isFull(): boolean;
  /** From time to time. */
  beat(): void;
  /** There comes no more. */
  ended(): void;
};

export type Followed = { more(): void; leave(): void };

export type PersonRecord = {
  readonly person: PersonDetails;
  readonly zone: string;
  readonly zoneOfContact: boolean;
  /** Oldest first. */
  readonly scores: readonly PastScore[];
};
