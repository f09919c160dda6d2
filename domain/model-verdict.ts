import type { Calls } from './calls.ts';
import type { LabelSource } from './lead-labels.ts';
import type { ModelName } from './models.ts';
import type { Metrics } from './targets.ts';

/** What is known of how right the version is that serves. */
export type VerdictFacts = {
  readonly model: ModelName;
  readonly labels: LabelSource | null;
  /** Of the answers that it served and whose outcomes are known. `until`: the day of the newest figure, YYYY-MM-DD. */
  readonly live: { readonly calls: Calls; readonly until: string } | null;
  /** Of the rows that were kept aside when it was trained; null: it was trained by an earlier release. */
  readonly holdout: Calls | null;
  readonly metrics: Metrics;
  /** Without a model. */
  readonly baseline: Metrics;
};

export type ModelVerdict = {
  readonly source: 'live' | 'holdout';
  /** better: who it names comes true more often than anybody. unknown: it names too few to tell, or it isn't recorded. */
  readonly finding: 'better' | 'no_better' | 'unknown';
  readonly sentence: string;
  /** On what it rests. */
  readonly basis: string;
  readonly calls: Calls | null;
};

type Words = { readonly named: string; readonly true: string; readonly one: string; readonly many: string };

/** With fewer it says too little of what comes: the rows that were kept aside say more. */
const enoughCalled = 5;

/** The verdict on a model in one sentence for people who are not experts. */
export function judgeModel(facts: VerdictFacts): ModelVerdict {
  const { live, holdout, model, labels } = facts;
  const words = wordsOf(model, labels);
  if (live !== null && live.calls.called >= enoughCalled) {
    const basis = `From ${counted(live.calls.rows, words)} that it scored and whose outcome is known, as of ${live.until}.`;
    return { source: 'live', ...onCalls(live.calls, words), basis, calls: live.calls };
  }
  const early =
    live === null
      ? 'nothing that it scored since then has a known outcome yet'
      : `of the ${counted(live.calls.rows, words)} with a known outcome since then it named too few`;
  if (holdout !== null) {
    const basis = `From ${counted(holdout.rows, words)} kept aside in its training: ${early}.`;
    return { source: 'holdout', ...onCalls(holdout, words), basis, calls: holdout };
  }
  const basis = `From what was kept aside in its training: ${early}.`;
  return { source: 'holdout', ...onMetrics(facts, words), basis, calls: null };
}

function wordsOf(model: ModelName, labels: LabelSource | null): Words {
  switch (model) {
    case 'lead_scoring': {
      const became = { rating: 'were rated hot', outcomes: 'bought' };
      return {
        named: 'it called hot',
        true: labels === null ? 'turned out hot' : became[labels],
        one: 'lead',
        many: 'leads',
      };
    }
    case 'churn':
      return { named: 'it expected to leave', true: 'left', one: 'person', many: 'people' };
    case 'engagement':
      return { named: 'it expected to be answered', true: 'were', one: 'message', many: 'messages' };
  }
}

function onCalls(
  { rows, called, calledTrue, allTrue }: Calls,
  words: Words,
): Pick<ModelVerdict, 'finding' | 'sentence'> {
  if (called === 0) {
    const sentence = `Of ${counted(rows, words)} it named none; ${inWords(allTrue)} ${words.true === 'were' ? 'were answered' : words.true}.`;
    return { finding: 'unknown', sentence };
  }
  const better = calledTrue / called > allTrue / rows;
  const of = called < 10 ? called : 10;
  const right = Math.round((calledTrue / called) * of);
  const anyway = Math.round((allTrue / rows) * of);
  const sentence = `Of ${inWords(of)} ${of === 1 ? words.one : words.many} ${words.named}, ${inWords(right)} ${words.true}; without a model, ${inWords(anyway)}.`;
  return { finding: better ? 'better' : 'no_better', sentence };
}

/** Versions of earlier releases: what their metrics say. */
function onMetrics({ metrics, baseline }: VerdictFacts, words: Words): Pick<ModelVerdict, 'finding' | 'sentence'> {
  const { mae, precision } = metrics;
  if (typeof mae === 'number') {
    const without = baseline.mae;
    const end = typeof without === 'number' ? `; without a model it would be by ${without.toFixed(1)}` : '';
    const finding = typeof without !== 'number' ? 'unknown' : mae < without ? 'better' : 'no_better';
    return { finding, sentence: `Its scores are off by ${mae.toFixed(1)} points of 100 on average${end}.` };
  }
  if (typeof precision !== 'number') return { finding: 'unknown', sentence: 'How good it is was not recorded.' };
  const sentence = `Of ten ${words.many} ${words.named}, ${inWords(Math.round(10 * precision))} ${words.true}.`;
  return { finding: 'unknown', sentence };
}

const numbers = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

function inWords(count: number): string {
  return numbers[count] ?? String(count);
}

function counted(rows: number, { one, many }: Words): string {
  return `${rows} ${rows === 1 ? one : many}`;
}
