/** Why a text can't be the key by which a person is known. */
export type KeyRefusal = {
  /** Completes the value: 'has no country code'. */
  readonly reason: string;
  /** What to write in the mapping, or to do: one line. */
  readonly remedy: string;
};

const asText = 'Export the column as text: the last digits are lost in this file.';

/** 9.19876E+11: a spreadsheet shortened a long number, so that many people's became one. Ids and phones alike. */
export function refuseShortened(text: string): KeyRefusal | undefined {
  if (!/^'?[+-]?\d+([.,]\d+)?e\+\d+$/i.test(text)) return undefined;
  return { reason: 'is a number that a spreadsheet shortened', remedy: asText };
}

/** Marks of writing direction and zero-width characters, which chat exports leave in names and numbers. */
const invisible = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g;

export function withoutInvisible(text: string): string {
  return text.replace(invisible, '').trim();
}
