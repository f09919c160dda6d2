/** The API serves this module at `/parts/metric-titles.js`, from `domain/metric-titles.ts`. */
export const metricTitles: Readonly<
  Record<string, { readonly title: string; readonly short: string; readonly share: boolean }>
>;
