import type { Question } from './stage.ts';

/** What the clients saw, together. */
export type Seen = {
  requests: number;
  /** Requests that weren't answered with 200, the first in words. */
  failed: number;
  firstFailure: string | null;
  /** Answers by version. */
  readonly answers: Map<string, number>;
  /** Answers that aren't what their version's artifact says of the row. */
  disagreeing: number;
  /** Requests whose answers came from different versions. */
  mixed: number;
  /** Ids of all predictions that were answered. */
  readonly ids: Set<string>;
  repeated: number;
  readonly milliseconds: number[];
  /** ms after a deployment was confirmed at which a request was still sent that the version before answered. */
  readonly lags: number[];
};

/** The version whose deployment was confirmed last, and when. */
export type Confirmed = { version: string; at: number };

export function nothingSeen(): Seen {
  const counts = { requests: 0, failed: 0, firstFailure: null, disagreeing: 0, mixed: 0, repeated: 0 };
  return { ...counts, answers: new Map(), ids: new Set(), milliseconds: [], lags: [] };
}

type Prediction = {
  readonly prediction_id: string;
  readonly id: string;
  readonly version: string;
  readonly score: number;
  readonly confidence: number;
};

/** One connection: asks again as soon as it is answered, and compares each answer, until told to stop. */
export async function keepAsking(
  client: {
    readonly url: string;
    readonly token: string;
    readonly questions: readonly Question[];
    /** Rows of one request. */
    readonly rows: number;
    readonly first: number;
  },
  seen: Seen,
  confirmed: Readonly<Confirmed>,
  stop: AbortSignal,
): Promise<void> {
  const { url, token, questions, rows } = client;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  for (let at = client.first; !stop.aborted; at += rows) {
    const asked = Array.from({ length: rows }, (_, row) => questions[(at + row) % questions.length]);
    const body = JSON.stringify({ rows: asked.map(({ row }) => row) });
    const before = { ...confirmed };
    const sent = performance.now();
    seen.requests++;
    try {
      const response = await fetch(`${url}/api/v1/predictions/lead_scoring`, { method: 'POST', headers, body });
      if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
      const { predictions } = (await response.json()) as { readonly predictions: readonly Prediction[] };
      seen.milliseconds.push(performance.now() - sent);
      if (predictions.length !== rows) throw new Error(`${predictions.length} answers for ${rows} rows`);
      note(predictions, asked, seen);
      if (predictions.some(({ version }) => version !== before.version)) {
        // the next deployment may have come between the question and the answer
        if (confirmed.version === before.version) seen.lags.push(sent - before.at);
      }
    } catch (error) {
      seen.failed++;
      seen.firstFailure ??= String(error);
    }
  }
}

function note(predictions: readonly Prediction[], asked: readonly Question[], seen: Seen): void {
  if (new Set(predictions.map(({ version }) => version)).size > 1) seen.mixed++;
  for (const [at, { prediction_id, id, version, score, confidence }] of predictions.entries()) {
    const { row, scores, confidences } = asked[at];
    if (id !== row.id || scores.get(version) !== score || confidences.get(version) !== confidence) seen.disagreeing++;
    if (seen.ids.has(prediction_id)) seen.repeated++;
    seen.ids.add(prediction_id);
    seen.answers.set(version, (seen.answers.get(version) ?? 0) + 1);
  }
}
