/** ' Did you mean churn?' for a text that begins like a part of a choice, or differs from one by at most three letters. */
export function suggestion(text: string, choices: readonly string[]): string {
  const typed = text.toLowerCase().replaceAll('-', '_');
  const ranked = choices
    .map((choice) => ({ choice, distance: editDistance(typed, choice) }))
    .sort((a, b) => a.distance - b.distance);
  const part =
    typed.length >= 3
      ? ranked.find(({ choice }) => choice.includes(typed.slice(0, 4)) || typed.includes(choice))
      : undefined;
  const best = part ?? ranked[0];
  if (best === undefined || (part === undefined && best.distance > Math.min(3, best.choice.length / 2))) return '';
  return ` Did you mean ${best.choice}?`;
}

/** The Levenshtein distance (insertions, deletions and replacements), computed one row of the table at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
