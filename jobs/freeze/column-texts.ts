/** The texts of one column as codes from 0, in the order in which they come; -1: there is none. Each text is kept once. */
export type ColumnTexts = {
  codeOf(text: string | undefined): number;
  textOf(code: number): string | undefined;
  readonly texts: readonly string[];
};

export function createColumnTexts(): ColumnTexts {
  const codes = new Map<string, number>();
  const texts: string[] = [];
  return {
    codeOf(text) {
      if (text === undefined) return -1;
      const known = codes.get(text);
      if (known !== undefined) return known;
      codes.set(text, texts.length);
      return texts.push(text) - 1;
    },
    textOf: (code) => texts[code],
    texts,
  };
}
