import type { Role } from './roles.ts';

type Access = {
  /** The least role that may; `anyone` needs no token. */
  readonly role: Role | 'anyone';
  /** Completes 'may' and 'to', where it changes something. */
  readonly does?: string;
  /** Commands of the CLI that do the same. */
  readonly commands?: readonly string[];
};

/**
 * Who may do what. The API refuses by it, its document and the dashboard show it, and the CLI prints it (`perennial roles`) and names its
 * acts after it. The API doesn't start with an operation that is missing here. Whoever may run the CLI reaches the database, and so
 * may do everything.
 */
export const operations = {
  readLiveness: { role: 'anyone' },
  readReadiness: { role: 'anyone' },
  readHealth: { role: 'anyone' },
  signIn: { role: 'anyone', does: 'sign in' },

  readSession: { role: 'viewer' },
  signOut: { role: 'viewer', does: 'sign out' },
  readTrainingStatus: { role: 'viewer', commands: ['status'] },
  listTrainingRuns: { role: 'viewer', commands: ['history'] },
  listTrainedModels: { role: 'viewer', commands: ['models'] },
  listRunsOfRetrain: { role: 'viewer' },
  readRunReport: { role: 'viewer' },
  readModelVerdict: { role: 'viewer' },
  listMetrics: { role: 'viewer', commands: ['metrics'] },
  listDeployments: { role: 'viewer' },
  readReproduction: { role: 'viewer' },
  traceAnswer: { role: 'viewer', commands: ['trace'] },
  exportVersion: { role: 'viewer', commands: ['export'] },
  scoreLeads: { role: 'viewer', commands: ['predict'] },
  predictChurn: { role: 'viewer' },
  predictEngagement: { role: 'viewer' },
  listPredictions: { role: 'viewer' },
  explainPrediction: { role: 'viewer' },
  findPeople: { role: 'viewer' },
  readPerson: { role: 'viewer' },
  readTimeline: { role: 'viewer' },
  readReplyChances: { role: 'viewer' },
  readOverview: { role: 'viewer' },
  followEvents: { role: 'viewer' },
  listExperiments: { role: 'viewer', commands: ['gate list'] },
  readExperiment: { role: 'viewer', commands: ['gate show', 'gate replay'] },
  listSchedules: { role: 'viewer', commands: ['schedule list'] },
  readCalendar: { role: 'viewer' },
  listIncidents: { role: 'viewer', commands: ['alerts list'] },
  readIncident: { role: 'viewer' },
  readIncidentReport: { role: 'viewer' },
  listMails: { role: 'viewer' },
  readMail: { role: 'viewer' },
  readDataSummary: { role: 'viewer' },
  readDataReadiness: { role: 'viewer', commands: ['data readiness'] },
  listImports: { role: 'viewer' },
  listSources: { role: 'viewer', commands: ['source list', 'source deliveries', 'data waiting'] },
  readSource: { role: 'viewer' },
  listWebhooks: { role: 'viewer' },
  listSourceFiles: { role: 'viewer', commands: ['source files'] },
  readUpload: { role: 'viewer' },
  listFields: { role: 'viewer' },
  readPretendBusiness: { role: 'viewer' },
  findDuplicates: { role: 'viewer', commands: ['data duplicates', 'data merges'] },
  listDestinations: { role: 'viewer', commands: ['destination list'] },
  getDestination: { role: 'viewer' },
  listParkedEvents: { role: 'viewer' },
  readProcessMetrics: { role: 'viewer' },
  showAccess: { role: 'viewer', commands: ['roles'] },
  examineInstallation: { role: 'viewer', commands: ['doctor'] },
  fitTable: { role: 'viewer', commands: ['fit'] },

  startTraining: { role: 'operator', does: 'train models', commands: ['train', 'test'] },
  stopTraining: { role: 'operator', does: 'cancel a training', commands: ['cancel'] },
  reproduceRun: { role: 'operator', does: 'train a run again to compare the bytes', commands: ['reproduce'] },
  triggerSchedule: { role: 'operator', does: 'fire a schedule', commands: ['schedule trigger'] },
  uploadFile: { role: 'operator', does: 'send a file to be imported', commands: ['import'] },
  inspectUpload: { role: 'operator', does: 'choose how a file is read' },
  tryImport: { role: 'operator', does: 'try an import' },
  startImport: { role: 'operator', does: 'import a file' },
  cancelImport: { role: 'operator', does: 'cancel an import' },
  undoImport: { role: 'operator', does: 'take an import back' },
  downloadSourceRejects: { role: 'operator', does: 'download the rejected rows of a file in a folder' },
  downloadRejects: { role: 'operator', does: 'download the rejected rows of a file' },
  writeRows: { role: 'operator', does: 'send rows' },
  testSource: { role: 'operator', does: 'try a source', commands: ['source test'] },
  syncSource: { role: 'operator', does: 'read a source now', commands: ['source sync'] },
  cancelSource: { role: 'operator', does: 'cancel the reading of a source', commands: ['source cancel'] },
  replayDeliveries: { role: 'operator', does: 'read again what a webhook posted', commands: ['source replay'] },
  mergeContacts: { role: 'operator', does: 'make two contacts one', commands: ['data merge'] },
  unmergeContacts: { role: 'operator', does: 'take a merge back', commands: ['data unmerge'] },
  readSentiment: { role: 'operator', does: 'read the sentiment of messages', commands: ['data sentiment'] },
  makePretendBusiness: { role: 'operator', does: 'make a pretend business', commands: ['generate'] },
  recordOutcomes: { role: 'operator', does: 'say what became of leads and contacts' },
  recordAction: { role: 'operator', does: 'say what was done about somebody' },
  undoAction: { role: 'operator', does: 'take back what was said to be done' },
  acknowledgeIncident: { role: 'operator', does: 'look after an incident', commands: ['alerts ack'] },
  sendTestMail: { role: 'operator', does: 'send a mail to try it', commands: ['alerts test'] },

  deployModel: { role: 'admin', does: 'deploy a version', commands: ['deploy'] },
  rollBackModel: { role: 'admin', does: 'roll a model back', commands: ['rollback'] },
  promoteExperiment: { role: 'admin', does: 'promote a challenger', commands: ['gate promote'] },
  rollBackExperiment: { role: 'admin', does: 'end an experiment', commands: ['gate rollback'] },
  pauseExperiment: { role: 'admin', does: 'pause an experiment', commands: ['gate pause'] },
  resumeExperiment: { role: 'admin', does: 'resume an experiment', commands: ['gate resume'] },
  pauseSchedule: { role: 'admin', does: 'pause a schedule', commands: ['schedule pause'] },
  resumeSchedule: { role: 'admin', does: 'resume a schedule', commands: ['schedule resume'] },
  addDestination: { role: 'admin', does: 'send events or lists to another system', commands: ['destination add'] },
  testDestination: { role: 'admin', does: 'send a test to another system', commands: ['destination test'] },
  pauseDestination: { role: 'admin', does: 'pause a destination', commands: ['destination pause'] },
  resumeDestination: { role: 'admin', does: 'resume a destination', commands: ['destination resume'] },
  replayDestination: { role: 'admin', does: 'deliver parked events again', commands: ['destination replay'] },
  removeDestination: { role: 'admin', does: 'remove a destination', commands: ['destination remove'] },
  removePretendBusiness: { role: 'admin', does: 'remove the pretend business' },
  addSource: { role: 'admin', does: 'add a source', commands: ['source add'] },
  pauseSource: { role: 'admin', does: 'pause a source', commands: ['source pause'] },
  pauseWebhook: { role: 'admin', does: 'let what a webhook posts wait' },
  resumeWebhook: { role: 'admin', does: 'read again what a webhook posts' },
  resumeSource: { role: 'admin', does: 'resume a source', commands: ['source resume'] },
  removeSource: { role: 'admin', does: 'remove a source', commands: ['source remove'] },
  listTokens: { role: 'admin', commands: ['token list'] },
  createToken: { role: 'admin', does: 'make a token', commands: ['token create'] },
  revokeToken: { role: 'admin', does: 'revoke a token', commands: ['token revoke'] },
  makeSignInLink: { role: 'admin', does: 'let somebody in', commands: ['open', 'invite'] },
  readAudit: { role: 'admin', commands: ['audit'] },
  exportPerson: { role: 'admin', does: 'take out all data of a person', commands: ['person export'] },
  erasePerson: { role: 'admin', does: 'erase a person', commands: ['erase'] },
  migrateDatabase: { role: 'admin', does: 'migrate the database', commands: ['migrate'] },
  backUp: { role: 'admin', does: 'back up the installation', commands: ['backup'] },
  restore: { role: 'admin', does: 'restore a backup', commands: ['restore'] },
  eraseInstallation: { role: 'admin', does: 'delete the installation', commands: ['reset'] },
} as const satisfies Readonly<Record<string, Access>>;

export type OperationName = keyof typeof operations;

export const operationNames = Object.keys(operations) as OperationName[];

export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

export function accessOf(name: OperationName): Access {
  return operations[name];
}
