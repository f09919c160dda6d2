import {
  continueAsNew,
  defineQuery,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { limitsInput, limitsOf } from '../contract/limits.ts';
import { queries, signals } from '../contract/messages.ts';
import type { FillSentimentInput, SentimentProgress } from '../contract/sentiment-messages.ts';
import { stepOptions } from './step-options.ts';

const progressQuery = defineQuery<SentimentProgress>(queries.progress);
const again = defineSignal(signals.again);

const beginning: SentimentProgress = { state: 'measuring', version: null, total: null, read: 0, measured: 0, last: 0 };

/**
 * Measures the sentiment of messages that have none, slice by slice in the order of their ids. Who asks while it works makes it look once
 * more from the first message on: an import commits messages with lower ids than those that were looked at meanwhile.
 */
export async function fillSentiment(input: FillSentimentInput): Promise<SentimentProgress> {
  const { goesOn } = input;
  const limits = limitsOf(input);
  let progress = goesOn?.progress ?? beginning;
  let asked = goesOn?.again ?? true;
  setHandler(progressQuery, () => progress, {
    description: 'How many messages were looked at, and how many got a sentiment.',
  });
  setHandler(
    again,
    () => {
      asked = true;
    },
    { description: 'Looks once more from the first message on, at the end of this pass.' },
  );
  function tell(change: Partial<SentimentProgress>): void {
    progress = { ...progress, ...change };
    setCurrentDetails(describe(progress));
  }
  const { countUnmeasured, measureMessages } = proxyActivities<OrchestrationActivities>(
    stepOptions(limits, limits.sentimentTimeout),
  );

  let passing = goesOn !== undefined;
  while (passing || asked) {
    if (!passing) {
      asked = false;
      const unmeasured = await countUnmeasured();
      if (unmeasured === null) {
        tell({ state: 'off' });
        return progress;
      }
      tell({ version: unmeasured.version, total: progress.read + unmeasured.count, last: 0 });
      passing = unmeasured.count > 0;
    }
    while (passing) {
      const { last, read, measured, ended } = await measureMessages({ after: progress.last });
      passing = !ended;
      tell({ last, read: progress.read + read, measured: progress.measured + measured });
      if (passing && workflowInfo().continueAsNewSuggested)
        await continueAsNew<typeof fillSentiment>({ ...limitsInput(limits), goesOn: { progress, again: asked } });
    }
  }
  tell({ state: 'done' });
  return progress;
}

function describe({ state, version, total, read, measured }: SentimentProgress): string {
  if (state === 'off') return 'Off: PERENNIAL_SENTIMENT=off';
  return `${read} of ${total ?? '?'} messages looked at by ${version ?? 'the lexicons'}, ${measured} have a sentiment`;
}
