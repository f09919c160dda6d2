import type { SentimentSlice, SentimentStep, UnmeasuredMessages } from '../contract/sentiment-messages.ts';
import { lexiconVersion } from '../models/sentiment/lexicons.ts';
import { measureSentiment } from '../models/sentiment/measure-sentiment.ts';
import { countUnmeasured, measureNext, type UnmeasuredText } from '../store/crm/sentiments.ts';
import { happened } from '../telemetry/events.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { beating } from './heartbeat.ts';

/** Messages that a transaction looks at: their texts take the main loop some milliseconds, so that heartbeats and other steps go on. */
const batch = 1_000;
/** Texts that a step measures: a second or two, after which whatever else waits for the worker has its turn. */
const slice = 20_000;

/** On the orchestration queue: a training holds the slots of the other for up to an hour, and would be held up by this in turn. */
export function createFillSentimentActivities({ database, settings, log }: ActivityDependencies) {
  return {
    countUnmeasured(): Promise<UnmeasuredMessages> {
      return beating(async (signal) => {
        if (!settings.measuresSentiment) return null;
        return { version: lexiconVersion, count: await countUnmeasured(database, lexiconVersion, { signal }) };
      });
    },

    /** The heartbeat tells the next attempt how far this one came; what a killed one had begun is rolled back. */
    measureMessages({ after }: SentimentStep): Promise<SentimentSlice> {
      return beating(async (signal, note, noted) => {
        let done: Done = noted === '' ? { last: after, read: 0, measured: 0 } : JSON.parse(noted);
        for (;;) {
          const step = { after: done.last, limit: batch, version: lexiconVersion };
          const { last, read, measured, ended } = await measureNext(database, step, measure, { signal });
          done = { last, read: done.read + read, measured: done.measured + measured };
          note(JSON.stringify(done));
          if (!ended && done.read < slice) continue;
          log.info(happened('sentiment_measured', { version: lexiconVersion, ...done }));
          return { ...done, ended };
        }
      });
    },
  };
}

type Done = Omit<SentimentSlice, 'ended'>;

function measure({ text, language }: UnmeasuredText): number | null {
  return measureSentiment(text, language);
}
