/** Far more than the different words of a language that people use in chats, some megabytes. */
const most = 50_000;

/** The same function with its answers kept: a few thousand words make up most of all texts. */
export function remembered<Answer>(of: (word: string) => Answer): (word: string) => Answer {
  const answers = new Map<string, Answer>();
  return (word) => {
    const kept = answers.get(word);
    if (kept !== undefined || answers.has(word)) return kept as Answer;
    if (answers.size >= most) answers.clear();
    const answer = of(word);
    answers.set(word, answer);
    return answer;
  };
}
