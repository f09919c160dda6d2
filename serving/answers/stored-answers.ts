import { isPerennialError } from '../../domain/errors.ts';
import type { ModelName } from '../../domain/models.ts';
import { dayOf, hourOf, weekSlots } from '../../models/engagement/local-time.ts';
import type { Database } from '../../store/database/database.ts';
import type { ListedPrediction } from '../../store/predictions/prediction-batches.ts';
import type { StoredPrediction } from '../../store/predictions/predictions.ts';
import type { LiveModels } from '../live/live-models.ts';
import type { LoadedModel } from '../live/load-version.ts';
import { readInBusinessTime } from '../subjects/business-time.ts';
import { type Recipient, readRecipients } from '../subjects/recipients.ts';
import { type Answer, wordAnswers } from './answer.ts';
import type { Served } from './serve-rows.ts';

/** A prediction of a batch with the current facts about its contact. */
export type Addressed = ListedPrediction & {
  readonly recipient: Recipient | null;
  /** Engagement: the slot for which it was predicted. */
  readonly best: Date | null;
};

/** @param moment as of which the batch was scored. */
export async function addressBatch(
  dependencies: { readonly database: Database; readonly live: LiveModels; readonly businessTimezone: string },
  model: ModelName,
  listed: readonly ListedPrediction[],
  moment: Date,
  now: Date,
): Promise<Addressed[]> {
  const { database, live, businessTimezone } = dependencies;
  const read = readInBusinessTime(database, businessTimezone);
  const contacts = [...new Set(listed.map(({ contact }) => contact))];
  const recipients = await readRecipients(read, contacts, now);
  const clocks = model === 'engagement' ? await clocksOf(live, listed) : new Map<number, Clock>();
  const slotOf = slotsByZone(moment);
  return listed.map((each) => {
    const recipient = recipients.get(each.contact) ?? null;
    const clock = clocks.get(each.prediction.versionId);
    const best = clock && recipient ? slotOf(each.prediction, clock, recipient.zone) : null;
    return { ...each, recipient, best };
  });
}

/** In the words of the version that answered, with current advice. @throws PerennialError `not_found`, `artifact_damaged` */
export async function wordBatch(
  live: LiveModels,
  model: ModelName,
  addressed: readonly Addressed[],
): Promise<Answer[]> {
  const versions = await loadVersions(
    live,
    addressed.flatMap(({ prediction: { versionId, shadowVersionId } }) => [versionId, shadowVersionId]),
  );
  const served = addressed.map(({ prediction }) => toServed(versions, prediction));
  return wordAnswers(model, served, (_, at) => {
    const { recipient, best } = addressed[at];
    return {
      optedIn: recipient?.optedIn ?? false,
      inCampaign: false,
      best: best && recipient && { at: best, zone: recipient.zone, ofContact: recipient.zoneOfContact },
    };
  });
}

/** Loads each version once; a batch has as many as its experiment has arms. */
async function loadVersions(live: LiveModels, ids: readonly (number | null)[]): Promise<(id: number) => LoadedModel> {
  const loaded = new Map<number, LoadedModel>();
  for (const id of new Set(ids)) if (id !== null) loaded.set(id, await live.version(id));
  return (id) => loaded.get(id) as LoadedModel;
}

function toServed(versionOf: (id: number) => LoadedModel, prediction: StoredPrediction): Served {
  const { shadowVersionId, shadowOutput, versionId, createdAt, features, ...same } = prediction;
  const shadow =
    shadowVersionId === null ? null : { version: versionOf(shadowVersionId).version, output: shadowOutput };
  return { ...same, features: Float64Array.from(features), by: versionOf(versionId), shadow, at: createdAt };
}

/** The columns of a version's rows that encode the time of sending. */
type Clock = { readonly hour: readonly [number, number]; readonly day: readonly [number, number] };

/** By version; versions that read no time of sending, or whose file is gone, are left out. */
async function clocksOf(live: LiveModels, listed: readonly ListedPrediction[]): Promise<ReadonlyMap<number, Clock>> {
  const clocks = new Map<number, Clock>();
  for (const id of new Set(listed.map(({ prediction }) => prediction.versionId))) {
    const loaded = await live.version(id).catch((error: unknown) => {
      if (isPerennialError(error)) return null;
      throw error;
    });
    const column = (name: string) => loaded?.predictor.description.featureNames.indexOf(name) ?? -1;
    const clock = {
      hour: [column('hour_sin'), column('hour_cos')],
      day: [column('day_sin'), column('day_cos')],
    } as const;
    if (![...clock.hour, ...clock.day].includes(-1)) clocks.set(id, clock);
  }
  return clocks;
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** The slot of the coming week with the hour and day in a prediction's features; null if its contact has since changed zones. */
function slotsByZone(moment: Date): (prediction: StoredPrediction, clock: Clock, zone: string) => Date | null {
  const known = new Map<string, ReadonlyMap<string, Date>>();
  return ({ features }, clock, zone) => {
    const slots =
      known.get(zone) ?? new Map(weekSlots(moment, zone).map((at) => [`${dayOf(at, zone)} ${hourOf(at, zone)}`, at]));
    known.set(zone, slots);
    const day = days[onCircle(features, clock.day, 7)];
    return slots.get(`${day} ${onCircle(features, clock.hour, 24)}`) ?? null;
  };
}

/** The value, 0 to `size` - 1, from its sine and cosine on a circle of that size. */
function onCircle(features: ArrayLike<number>, [sine, cosine]: readonly [number, number], size: number): number {
  const turn = Math.atan2(features[sine], features[cosine]) / (2 * Math.PI);
  return (Math.round(turn * size) + size) % size;
}
