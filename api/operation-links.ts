import type { OperationName } from '../domain/access/operations.ts';

/** By parameter, where the answer has it: a runtime expression of OpenAPI. */
type Parameters = Readonly<Record<string, `$response.body#/${string}`>>;
type Links = Partial<Record<OperationName, Parameters>>;

/** The same parameters lead to each of several operations. */
function eachOf(names: readonly OperationName[], parameters: Parameters): Links {
  return Object.fromEntries(names.map((name) => [name, parameters]));
}

const upload = ['readUpload', 'inspectUpload', 'tryImport', 'startImport', 'cancelImport', 'downloadRejects'] as const;
const source = ['readSource', 'testSource', 'syncSource', 'cancelSource', 'pauseSource', 'resumeSource'] as const;
const destination = ['getDestination', 'testDestination', 'pauseDestination', 'resumeDestination'] as const;
const experiment = ['readExperiment', 'pauseExperiment', 'resumeExperiment', 'promoteExperiment'] as const;
const explain = { explainPrediction: { prediction_id: '$response.body#/predictions/0/prediction_id' } } as const;
const run = '$response.body#/runs/0';

/** With which operation somebody goes on after another, as the document says it. */
export const operationLinks: Partial<Record<OperationName, Links>> = {
  startTraining: { listRunsOfRetrain: { retrain_id: '$response.body#/retrain_id' } },
  listTrainingRuns: {
    listRunsOfRetrain: { retrain_id: `${run}/retrain_id` },
    readRunReport: { retrain_id: `${run}/retrain_id`, model: `${run}/model` },
  },
  listTrainedModels: {
    exportVersion: { model: '$response.body#/models/0/model', version: '$response.body#/models/0/version' },
  },
  listExperiments: eachOf([...experiment, 'rollBackExperiment'], { id: '$response.body#/experiments/0/id' }),
  listSchedules: eachOf(['triggerSchedule', 'pauseSchedule', 'resumeSchedule'], {
    id: '$response.body#/schedules/0/id',
  }),
  scoreLeads: explain,
  predictChurn: explain,
  predictEngagement: explain,
  listPredictions: { ...explain, readPerson: { id: '$response.body#/predictions/0/contact_id' } },
  findPeople: eachOf(['readPerson', 'readTimeline', 'readReplyChances'], {
    id: '$response.body#/people/0/contact_id',
  }),
  recordAction: { undoAction: { id: '$response.body#/id' } },
  uploadFile: eachOf(upload, { id: '$response.body#/id' }),
  listImports: eachOf(upload, { id: '$response.body#/uploads/0/id' }),
  addSource: eachOf([...source, 'removeSource'], { name: '$response.body#/name' }),
  listIncidents: eachOf(['readIncident', 'readIncidentReport', 'acknowledgeIncident'], {
    id: '$response.body#/incidents/0/id',
  }),
  listMails: { readMail: { id: '$response.body#/mails/0/id' } },
  addDestination: eachOf([...destination, 'replayDestination', 'removeDestination'], {
    name: '$response.body#/name',
  }),
  createToken: { revokeToken: { id: '$response.body#/id' } },
};
