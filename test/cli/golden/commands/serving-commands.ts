import { deployedLines } from '../../../../cli/print/serving/deploy.ts';
import {
  commandedLines,
  experimentLines,
  experimentReportLines,
  replayLines,
} from '../../../../cli/print/serving/experiments.ts';
import { type Exported, exportLines } from '../../../../cli/print/serving/export.ts';
import { modelLines } from '../../../../cli/print/serving/models.ts';
import { omittedLines, originLine, predictionTable, scoredLine } from '../../../../cli/print/serving/predictions.ts';
import { traceLines } from '../../../../cli/print/serving/trace.ts';
import type { ModelName } from '../../../../domain/models.ts';
import type { Prediction } from '../../../../models/output.ts';
import { experiment, version } from '../../../api/records.ts';
import { predictionTrace, versionTrace } from '../../../ingest/trace/traces.ts';
import type { Invocation, Transcripts } from '../transcript.ts';
import { churn, engagement, lead } from './predicted.ts';

const moment = new Date('2026-11-30T04:00:00Z');
const anna = {
  ...{ contact: 'c-1', name: 'Anna Berger', phone: '+43 660 1234567', email: 'anna.berger@example.com' },
  ...{ owner: 'Maximilian', optedIn: true, lastActivityAt: new Date('2026-11-28T08:00:00Z') },
};
const wang = { ...anna, contact: 'c-2', name: '王秀英', phone: '+86 139 1099 8888', owner: 'Anna' };

function predicted(typed: string, model: ModelName, predictions: readonly [Prediction, Prediction]): Invocation {
  const [first, second] = predictions;
  const people = new Map([
    [first.id, anna],
    [second.id, wang],
  ]);
  return {
    typed,
    print(output) {
      const ranked = { version: { name: '2026-11-22.1', createdAt: moment }, moment, daily: true };
      output.lines([originLine(model, ranked), '', ...predictionTable(predictions, people, output.width)]);
      output.lines(omittedLines(model, 30));
    },
  };
}

const trial = experiment.experiment;
const reason =
  'Challenger 5.6% against 5.0%: lift +11.1% (95% interval -30.0% to +50.0%); 27 days left at 7 leads a day, about four weeks.';
const looks = experiment.looks.map((look) => ({ ...look, reason }));
const ended = {
  ...trial,
  id: 'churn-2026-11-01.1',
  outcome: 'promoted',
  state: 'ended',
  reason: 'Promoted: lift +9.1% (95% interval +2.0% to +16.3%).',
  endedAt: moment,
} as const;

const exported: Exported = {
  model: 'lead_scoring',
  version: '2026-11-22.1',
  champion: true,
  path: 'lead_scoring-2026-11-22.1.onnx',
  byteCount: 84_512,
  replaced: true,
  inputs: [
    {
      name: 'features',
      type: 'float32 [rows, 24]',
      meaning: 'one row per subject: the features in the order of feature_names, NaN where one is not known',
    },
    { name: 'lead:Source', type: 'string [rows]', meaning: 'the text as it was imported, "" where it is not known' },
  ],
  outputs: [{ name: 'score', type: 'float32 [rows]', meaning: 'the score, 0 to 100' }],
  featureNames: ['reply_rate'],
  categories: [{ name: 'lead:Source', levels: ['Instagram'] }],
};

function commanded(command: string, message: string): readonly Invocation[] {
  return [
    {
      typed: `gate ${command} ${trial.id} --why "the campaign begins"`,
      print: (output) => output.lines(commandedLines({ experimentId: trial.id, message })),
    },
  ];
}

export const servingCommands: Transcripts = {
  predict: [
    predicted('predict lead_scoring', 'lead_scoring', [lead('lead-4711', 87.34), lead('hubspot-deal-19920418', 12)]),
    predicted('predict churn Anna', 'churn', [churn('c-1', 0.83), churn('c-2', 0.8)]),
    predicted('predict engagement', 'engagement', [engagement('c-1', 0.41), engagement('c-2', 0.4)]),
    {
      typed: 'predict churn --all',
      print: (output) =>
        output.lines([
          scoredLine({ state: 'scored', model: 'churn', batch: 'b1', version: '2026-11-22.1', subjects: 1_204 }),
        ]),
    },
  ],
  models: [
    {
      typed: 'models',
      print: (output) =>
        output.lines(
          modelLines(
            [
              { ...version, incidents: [12], version: version.name, path: 'var/perennial/artifacts/bb/bbbbbbbbbbbb*' },
              {
                ...version,
                incidents: [],
                ...{
                  model: 'engagement',
                  version: '2024-01-08.1',
                  champion: false,
                  engine: 'ml-random-forest',
                  labelSource: null,
                },
                ...{ synthetic: false, metrics: { accuracy: 0.812, precision: 0.8, recall: 0.79, f1: 0.795 } },
                path: 'var/perennial/artifacts/cc/cccccccccccc*',
              },
            ],
            output.width,
          ),
        ),
    },
    { typed: 'models', print: (output) => output.lines(modelLines([], output.width)) },
  ],
  trace: [
    {
      typed: `trace ${predictionTrace.prediction.id}`,
      print: (output) => output.lines(traceLines(predictionTrace, output.width)),
    },
    {
      typed: 'trace 2026-11-22.2 --model churn',
      print: (output) => output.lines(traceLines(versionTrace, output.width)),
    },
  ],
  deploy: [
    {
      typed: 'deploy churn 2026-11-22.2',
      print: (output) =>
        output.lines(
          deployedLines('Deployed', {
            version: { model: 'churn', name: '2026-11-22.2' },
            previous: '2026-11-15.1',
            goldenRows: 8,
          }),
        ),
    },
  ],
  rollback: [
    {
      typed: 'rollback churn',
      print: (output) =>
        output.lines(
          deployedLines('Rolled back to', {
            version: { model: 'churn', name: '2026-11-15.1' },
            previous: '2026-11-22.2',
            goldenRows: 0,
          }),
        ),
    },
  ],
  'gate list': [{ typed: 'gate list', print: (output) => output.lines(experimentLines([trial, ended], output.width)) }],
  'gate show': [
    {
      typed: `gate show ${trial.id}`,
      print: (output) =>
        output.lines(
          experimentReportLines(trial, experiment.phases, experiment.excluded, looks, experiment.events, output.width),
        ),
    },
  ],
  'gate promote': commanded('promote', 'The challenger is the champion now. the campaign begins'),
  'gate rollback': commanded('rollback', 'The experiment has ended, the champion serves all.'),
  'gate pause': commanded('pause', 'Paused: the champion serves all until it is resumed.'),
  'gate resume': commanded('resume', 'Resumed: a new phase begins after a washout.'),
  'gate replay': [
    {
      typed: `gate replay ${trial.id} --decision observed`,
      print: (output) =>
        output.lines(
          replayLines(
            ended,
            { ...trial.config, rule: 'observed' },
            {
              looks: looks.map(({ numbers, decision }) => ({ numbers, decision: { ...decision, reason } })),
              endedAt: null,
            },
            output.width,
          ),
        ),
    },
  ],
  export: [
    { typed: 'export lead_scoring --onnx', print: (output) => output.lines(exportLines(exported, output.width)) },
  ],
};
