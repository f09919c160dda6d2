/** Columns that a text takes on a terminal: names may be Chinese, or hold signs that combine with the one before. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const sign of text) width += none.test(sign) ? 0 : wide.test(sign) ? 2 : 1;
  return width;
}

const plain = /^[ -~]*$/;
/** Marks and joiners that stand on the sign before them. */
const none = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Wide and fullwidth blocks of Unicode's East Asian Width (UAX 11), and signs drawn as pictures. */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

export function padded(text: string, width: number, right = false): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? blanks + text : text + blanks;
}
