import { proxyActivities, setCurrentDetails, workflowInfo } from '@temporalio/workflow';
import type { OrchestrationActivities } from '../contract/activities.ts';
import { limitsOf } from '../contract/limits.ts';
import type { ScoreTouchedInput, TouchedModel } from '../contract/messages.ts';
import { stepOptions } from './step-options.ts';

/** A run takes so many steps; whoever still waits then is taken by the next run. */
const mostSteps = 20;

/** Scores those again whose rows changed since everybody was scored, into today's lists, until nobody is left. */
export async function scoreTouched(input: ScoreTouchedInput): Promise<readonly TouchedModel[]> {
  const limits = limitsOf(input);
  const { scoreTouchedSubjects } = proxyActivities<OrchestrationActivities>(stepOptions(limits, limits.gateTimeout));
  const subjects = new Map(input.models.map((model) => [model, 0]));
  let left = input.models;
  for (let step = 0; step < mostSteps && left.length > 0; step++) {
    const requestedAt = (step === 0 ? workflowInfo().startTime : new Date()).toISOString();
    const scored = await scoreTouchedSubjects({ models: left, requestedAt });
    for (const each of scored) subjects.set(each.model, (subjects.get(each.model) ?? 0) + each.subjects);
    left = scored.filter((each) => each.left).map(({ model }) => model);
    setCurrentDetails([...subjects].map(([model, count]) => `**${model}**: ${count} scored again`).join('\n\n'));
  }
  return input.models.map((model) => ({ model, subjects: subjects.get(model) ?? 0, left: left.includes(model) }));
}
