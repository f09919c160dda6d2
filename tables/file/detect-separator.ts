const separators = [',', ';', '\t', '|'] as const;

/** The separator that a first line `sep=;` names for Excel. */
export function excelHint(text: string): string | undefined {
  return /^\uFEFF?"?sep=(.)"?\s*(?:[\r\n]|$)/i.exec(text)?.[1];
}

const linesCompared = 50;
/** When the first line has no separator, this share of the lines must agree on their number. */
const shareWithoutFirst = 0.6;

/** The character that most lines have equally often; of two such, the more frequent one. Quoted text doesn't count. */
export function separatorOf(sample: string): string {
  const lines = sample
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, linesCompared);
  // the sample may end within a line
  if (lines.length > 2) lines.pop();
  const counted = separators.map((separator) => {
    const counts = lines.map((line) => line.split(separator).length - 1);
    const usual = mostFrequent(counts.filter((count) => count > 0));
    const share = counts.filter((count) => count === usual).length / lines.length;
    return { separator, usual, share, first: counts[0] };
  });
  const present = counted
    .filter(({ usual, first, share }) => usual > 0 && (first > 0 || share >= shareWithoutFirst))
    .sort((a, b) => b.share - a.share || b.usual - a.usual);
  return present[0]?.separator ?? ',';
}

/** 0 for an empty list. */
function mostFrequent(numbers: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}
