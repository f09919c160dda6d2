import type { ScoredModel } from '../../../contract/messages.ts';
import type { ModelName } from '../../../domain/models.ts';
import { type Prediction, predictedValue } from '../../../models/output.ts';
import { modelDefinition } from '../../../models/registry.ts';
import type { Person } from '../../../store/crm/people.ts';
import type { Ranked } from '../../top-predictions.ts';
import { absent, formatDecimal, formatMoment, plural } from '../format.ts';
import { type Column, tableLines } from '../table.ts';

export function formatPredicted(model: ModelName, value: number): string {
  return model === 'lead_scoring' ? `${formatDecimal(value, 1)}/100` : formatDecimal(value);
}

export const predictedTitles: Readonly<Record<ModelName, string>> = {
  lead_scoring: 'Score',
  churn: 'Churn probability',
  engagement: 'Engagement probability',
};

/** Title and value of further facts about a subject, the guide's first. */
export function predictionDetails(prediction: Prediction): (readonly [title: string, value: string])[] {
  switch (prediction.model) {
    case 'lead_scoring':
      return [
        ['Quality', prediction.output.quality_tier],
        ['Recommendation', prediction.output.recommendation],
      ];
    case 'churn':
      return [
        ['Risk level', prediction.output.risk_level],
        ['Recommendation', prediction.output.recommendations[0] ?? absent],
      ];
    case 'engagement':
      return [
        [
          'Best send time',
          `${prediction.output.best_day ?? absent} ${prediction.output.optimal_send_time ?? ''}`.trim(),
        ],
        ['Recommendation', prediction.output.recommendations[0] ?? absent],
      ];
  }
}

/** The strongest reason, up or down; for churn, the strongest risk factor. */
function reasons(prediction: Prediction): string {
  if (prediction.model === 'churn') return prediction.output.risk_factors.slice(0, 2).join('; ') || absent;
  const factors =
    prediction.model === 'lead_scoring' ? prediction.output.factors : prediction.output.engagement_factors;
  const signed = [
    ...factors.positive.slice(0, 1).map((text) => `+ ${text}`),
    ...factors.negative.slice(0, 1).map((text) => `- ${text}`),
  ];
  return signed.join('; ') || absent;
}

/** Whom predictions are about, by their ids. */
export type People = ReadonlyMap<string, Person>;

/** Columns about the person are left out where nobody has a value, and where the terminal is too narrow. */
export function predictionTable(
  predictions: readonly Prediction[],
  people: People = new Map(),
  width: number | null = null,
): string[] {
  const first = predictions[0];
  if (first === undefined) return [];
  const model = first.model;
  const detailTitles = predictionDetails(first).map(([title]) => title);
  const columns: Column<Prediction>[] = [
    { title: model === 'lead_scoring' ? 'Lead' : 'Contact', cell: ({ id }) => id },
    ...personColumns(predictions, people),
    { title: predictedTitles[model], cell: (one) => formatPredicted(model, predictedValue(one)), right: true },
    { title: 'Confidence', cell: ({ output }) => formatDecimal(output.confidence), right: true, optional: 2 },
    ...detailTitles.map((title, at) => ({
      title,
      cell: (one: Prediction) => predictionDetails(one)[at]?.[1] ?? absent,
      ...(title === 'Recommendation' && { folds: true as const }),
    })),
    { title: 'Because', cell: reasons, folds: true },
  ];
  return tableLines(predictions, columns, '', width);
}

const aboutPerson: readonly { title: string; of: (person: Person) => string | null; optional?: number }[] = [
  { title: 'Name', of: ({ name }) => name },
  { title: 'Phone', of: ({ phone }) => phone, optional: 1 },
  { title: 'E-mail', of: ({ email }) => email, optional: 5 },
  { title: 'Owner', of: ({ owner }) => owner, optional: 3 },
  {
    title: 'Last activity',
    of: ({ lastActivityAt }) => (lastActivityAt === null ? null : lastActivityAt.toISOString().slice(0, 10)),
    optional: 4,
  },
];

function personColumns(predictions: readonly Prediction[], people: People): Column<Prediction>[] {
  return aboutPerson.flatMap(({ of, ...column }) => {
    const value = ({ id }: Prediction) => {
      const person = people.get(id);
      return person === undefined ? null : of(person);
    };
    return predictions.some((one) => value(one) !== null) ? [{ ...column, cell: (one) => value(one) ?? absent }] : [];
  });
}

/** Which model answered, and as of when. */
export function originLine(model: ModelName, { version, moment, daily }: Omit<Ranked, 'predictions'>): string {
  const trained = formatMoment(version.createdAt);
  return `${model} ${version.name}, trained ${trained}; ${daily ? 'daily scores' : 'scored now,'} as of ${formatMoment(moment)}`;
}

/** Whom the list of everybody leaves out. */
export function omittedLines(model: ModelName, idleDays: number): string[] {
  if (model !== 'lead_scoring') return [];
  const { horizonDays } = modelDefinition(model);
  const silence = `nothing came from its contact for ${plural(idleDays, 'day')}`;
  return ['', `Not listed: leads older than ${horizonDays} days where ${silence} (PERENNIAL_LEAD_IDLE_DAYS).`];
}

export function scoredLine({ model, subjects, version }: Extract<ScoredModel, { readonly state: 'scored' }>): string {
  const who = model === 'lead_scoring' ? 'lead' : 'contact';
  return `OK Scored ${plural(subjects, who)} by version ${version}`;
}
