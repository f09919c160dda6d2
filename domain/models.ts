/** The three models by the names that the API, the CLI and the tables use. The order is the order of training. */
export const modelNames = ['lead_scoring', 'churn', 'engagement'] as const;
export type ModelName = (typeof modelNames)[number];

export function isModelName(value: string): value is ModelName {
  return (modelNames as readonly string[]).includes(value);
}

/** How people read them, as in the guide's headings. */
export const modelTitles: Readonly<Record<ModelName, string>> = {
  lead_scoring: 'LEAD SCORING MODEL',
  churn: 'CHURN PREDICTION MODEL',
  engagement: 'ENGAGEMENT PREDICTION MODEL',
};

/** Names in the testing summary, as in the guide. */
export const modelTestNames: Readonly<Record<ModelName, string>> = {
  lead_scoring: 'lead_scoring',
  churn: 'churn_prediction',
  engagement: 'engagement_prediction',
};
