import type { HoldoutVerdict } from '../domain/holdout-verdict.ts';
import type { ModelName } from '../domain/models.ts';
import type { DeliverEventsInput, DeliveryDone } from './delivery-messages.ts';
import type {
  ClosePhaseStep,
  EndExperimentStep,
  ExperimentNote,
  KeyedNote,
  LookResult,
  LookStep,
  OpenPhaseStep,
} from './experiment-steps.ts';
import type { DrainedInbox, DrainStep } from './hook-messages.ts';
import type { FailedUpload, UploadWork } from './import-messages.ts';
import type {
  ExpiredRows,
  Firing,
  MailIds,
  OpenPhase,
  RetentionStep,
  ScheduledRetrainResult,
  ScoredModel,
  ScoreStep,
  ScoreTouchedStep,
  SettledWaiting,
  SweepStep,
  SweptArtifacts,
  TouchedModel,
} from './messages.ts';
import type { PretendTraining, SimulatedBusiness, SimulateStep } from './pretend-messages.ts';
import type { ReproduceStep, Reproduction } from './reproduction-messages.ts';
import type { SentimentSlice, SentimentStep, UnmeasuredMessages } from './sentiment-messages.ts';
import type {
  FailedSync,
  SweepSourceStep,
  SweptSource,
  SyncedSlice,
  SyncSliceStep,
  SyncStep,
} from './source-messages.ts';
import type {
  AbandonStep,
  AdvanceStep,
  CandidateResult,
  CandidateStep,
  CloseRetrainInput,
  DeployResult,
  DeployStep,
  EvaluateStep,
  Evaluation,
  FinalStep,
  FinishResult,
  FinishStep,
  GateStep,
  OpenRetrainInput,
  RunStep,
  Snapshot,
  SnapshotStep,
  TrainedModel,
  TrainingPlan,
  ValidationReport,
} from './step-types.ts';
import type {
  DegradationAnswer,
  DegradationStep,
  MonitoredModel,
  MonitorStep,
  Watched,
  WatchStep,
} from './watch-messages.ts';

/**
 * The steps as workflows call them. A method's name is the activity type in recorded histories: renaming one breaks the
 * replay of running workflows.
 */

/** What a worker of the `orchestration` queue can do: awaited I/O only. */
export type OrchestrationActivities = {
  openRetrain(input: OpenRetrainInput): Promise<void>;
  closeRetrain(input: CloseRetrainInput): Promise<void>;
  openRun(step: RunStep): Promise<void>;
  finishRun(step: FinishStep): Promise<FinishResult>;
  abandonRun(step: AbandonStep): Promise<FinishResult>;
  extract(step: RunStep): Promise<Snapshot>;
  gate(step: GateStep): Promise<HoldoutVerdict>;
  deploy(step: DeployStep): Promise<DeployResult>;
  startRetrain(firing: Firing): Promise<ScheduledRetrainResult>;
  answerDegradation(step: DegradationStep): Promise<DegradationAnswer[]>;
  sendMail(step: { readonly mailId: MailIds[number] }): Promise<void>;
  startGate(step: { readonly model: ModelName }): Promise<void>;
  openNextExperiment(step: { readonly model: ModelName }): Promise<OpenPhase | null>;
  lookAtExperiment(step: LookStep): Promise<LookResult>;
  openPhase(step: OpenPhaseStep): Promise<void>;
  closePhase(step: ClosePhaseStep): Promise<void>;
  resumeExperiment(step: KeyedNote): Promise<void>;
  promoteChallenger(note: ExperimentNote): Promise<FinishResult>;
  endExperiment(step: EndExperimentStep): Promise<FinishResult>;
  deleteExpired(step: RetentionStep): Promise<ExpiredRows>;
  sweepArtifacts(step: SweepStep): Promise<SweptArtifacts>;
  settleWaiting(step: SweepStep): Promise<SettledWaiting>;
  watchCommands(step: WatchStep): Promise<Watched>;
  watchGates(step: WatchStep): Promise<Watched>;
  watchArrivals(step: WatchStep): Promise<Watched>;
  watchSchedules(step: WatchStep & { readonly schedules: readonly string[] }): Promise<Watched>;
  watchDisks(step: WatchStep): Promise<Watched>;
  repeatAlerts(step: WatchStep): Promise<Watched>;
  findStuckMails(step: WatchStep): Promise<Watched>;
  scoreTouchedSubjects(step: ScoreTouchedStep): Promise<TouchedModel[]>;
  countUnmeasured(): Promise<UnmeasuredMessages>;
  measureMessages(step: SentimentStep): Promise<SentimentSlice>;
  workOnUpload(step: UploadWork): Promise<void>;
  failUpload(step: FailedUpload): Promise<void>;
  drainDeliveries(step: DrainStep): Promise<DrainedInbox>;
  syncSlice(step: SyncSliceStep): Promise<SyncedSlice>;
  sweepSource(step: SweepSourceStep): Promise<SweptSource>;
  endSync(step: SyncStep): Promise<void>;
  failSync(step: FailedSync): Promise<void>;
  simulateBusiness(step: SimulateStep): Promise<SimulatedBusiness>;
  trainPretend(step: PretendTraining): Promise<void>;
  deliverDue(step: DeliverEventsInput): Promise<DeliveryDone>;
};

/** What a worker of the `training` queue can do: everything that needs the CPU, in threads. */
export type TrainingActivities = {
  validate(step: SnapshotStep): Promise<ValidationReport>;
  planTraining(step: SnapshotStep): Promise<TrainingPlan>;
  trainCandidate(step: CandidateStep): Promise<CandidateResult>;
  /** Candidates that advance to the next rung; only the recorded name says 'promote'. */
  promoteCandidates(step: AdvanceStep): Promise<number[]>;
  trainFinal(step: FinalStep): Promise<TrainedModel>;
  evaluate(step: EvaluateStep): Promise<Evaluation>;
  scoreModel(step: ScoreStep): Promise<ScoredModel>;
  monitorModel(step: MonitorStep): Promise<MonitoredModel>;
  reproduceRun(step: ReproduceStep): Promise<Reproduction>;
};
