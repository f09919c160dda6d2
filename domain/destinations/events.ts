import { qualityTiers, riskLevels } from '../tiers.ts';

/**
 * What is told to destinations. A name is part of what receivers rely on: change none. The triggers in
 * store/migrations/0035-outbox.ts and the statement in store/destinations/score-events.ts write them.
 */
export const outgoingEvents = [
  { type: 'lead.became_hot', what: `a lead whose score reached ${qualityTiers[0].from}` },
  { type: 'contact.at_risk', what: 'a contact whose risk of leaving became high' },
  { type: 'score.changed', what: 'a score that moved by as many points as the destination wants to hear of' },
  { type: 'scoring.finished', what: 'a list that was scored' },
  { type: 'model.deployed', what: 'a version that serves from now on' },
  { type: 'experiment.decided', what: 'a trial that ended' },
  { type: 'incident.fired', what: 'an alert with evidence' },
  { type: 'incident.resolved', what: 'an alert that is over' },
  { type: 'training.finished', what: 'a training that ended, however it did' },
] as const;
export type OutgoingEventType = (typeof outgoingEvents)[number]['type'];
export const outgoingEventTypes = outgoingEvents.map(({ type }) => type) as readonly OutgoingEventType[];

/** Sent when a person tries a destination; nobody subscribes to it. */
export const testEvent = 'destination.test';

/** What a new destination of messages is told where nobody says otherwise: what a person would act on. */
export const usualEvents: readonly OutgoingEventType[] = outgoingEventTypes.filter(
  (type) => type !== 'score.changed' && type !== 'scoring.finished',
);

/** Whoever writes lists is told of each new list, and of nothing else. */
export const listEvents: readonly OutgoingEventType[] = ['scoring.finished'];

/** The outputs from which a lead is hot, 0-100, and a contact at risk, 0-1. */
export const hotFrom: number = qualityTiers[0].from;
export const atRiskFrom: number = riskLevels[1].from;

/** Points of 100, for probabilities too. */
export const usualScoreChange = 10;
