/** The package has no types; these are the parts that the adapter uses. */
declare module 'ml-xgboost' {
  class XGBoost {
    constructor(options: Readonly<Record<string, string | number>>);
    train(rows: number[][], labels: number[]): void;
    predict(rows: number[][]): number[];
    /** `model`: the file of XGBoost's C API as signed bytes. */
    toJSON(): { model: number[]; options: Record<string, string> };
    free(): void;
  }
  const ready: Promise<typeof XGBoost>;
  // biome-ignore lint/style/noDefaultExport: what the package exports
  export default ready;
}
