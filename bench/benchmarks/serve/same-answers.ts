import type { ModelName } from '../../../domain/models.ts';
import type { Case } from './cases.ts';
import type { Contestant } from './contestant.ts';

type Answer = { readonly predictions: readonly Readonly<Record<string, unknown>>[] };

const outputs = ['score', 'churn_probability', 'engagement_probability'];

/** Points of score, or probability: learners of different makes differ by less on average, different jobs by more. */
const mostApart: Readonly<Record<ModelName, number>> = { lead_scoring: 10, churn: 0.15, engagement: 0.15 };

/**
 * Both answer each request with the same fields in the same order of subjects, and about alike. Returns how far their outputs lie apart on
 * average: points of score, or probability.
 */
export async function requireSameAnswers(
  { model, subjects }: Case,
  [ours, theirs]: readonly Contestant[],
  bodies: readonly string[],
  token: string,
): Promise<number> {
  let apart = 0;
  for (const body of bodies) {
    const [left, right] = await Promise.all([ours, theirs].map((each) => ask(each, model, body, token)));
    apart += compare(left, right, subjects) / bodies.length;
  }
  if (!(apart <= mostApart[model]))
    throw new Error(`Outputs lie ${apart} apart on average: they don't do the same job.`);
  return apart;
}

function compare(left: Answer, right: Answer, subjects: number): number {
  if (left.predictions.length !== subjects || right.predictions.length !== subjects)
    throw new Error(`${left.predictions.length} and ${right.predictions.length} answers for ${subjects} subjects.`);
  let apart = 0;
  for (const [at, prediction] of left.predictions.entries()) {
    const other = right.predictions[at];
    if (prediction.id !== other.id) throw new Error(`Answer ${at} is about ${prediction.id} and ${other.id}.`);
    const [shape, shapeOfOther] = [shapeOf(prediction), shapeOf(other)];
    if (shape !== shapeOfOther) throw new Error(`Answers differ in shape:\n${shape}\n${shapeOfOther}`);
    const output = outputs.find((name) => name in prediction) ?? '';
    apart += Math.abs(Number(prediction[output]) - Number(other[output])) / subjects;
  }
  return apart;
}

async function ask({ name, url }: Contestant, model: string, body: string, token: string): Promise<Answer> {
  const response = await fetch(`${url}/api/v1/predictions/${model}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  if (response.status !== 200) throw new Error(`${name} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Names and types; lists of words may be empty. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return '[]';
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const members = Object.entries(value).map(([name, member]) => `${name}: ${shapeOf(member)}`);
  return `{${members.toSorted().join(', ')}}`;
}
