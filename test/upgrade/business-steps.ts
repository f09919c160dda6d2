import type { ExperimentReport } from '../../api/contracts/experiments.ts';
import type { Mails } from '../../api/contracts/mails.ts';
import type { ModelName } from '../../domain/models.ts';
import { newestSubjects } from './crm-subjects.ts';
import type { Release } from './release.ts';

export type Experiment = ExperimentReport['experiment'];

/** Who asks for everything that a person asks for. */
export const actor = 'anna';

const message = { content_type: 'promotional', text: 'New in the shop: would you like a look?' } as const;

export async function experiments(running: Release): Promise<Experiment[]> {
  return (await running.ask<{ experiments: Experiment[] }>('GET', '/api/v1/experiments')).experiments;
}

export async function decide(running: Release, model: ModelName, command: 'pause' | 'rollback', reason: string) {
  const trial = (await experiments(running)).find((each) => each.model === model && each.state === 'running');
  await running.ask('POST', `/api/v1/experiments/${trial?.id}/${command}`, { actor, reason });
}

export async function fire(running: Release, schedule: string): Promise<void> {
  await running.ask('POST', `/api/v1/schedules/${schedule}/trigger`, { actor, reason: 'For the Monday meeting.' });
}

export async function predict(running: Release) {
  const since = new Date().toISOString();
  const leads = await newestSubjects(running.databaseUrl, 'leads', 60);
  const contacts = await newestSubjects(running.databaseUrl, 'contacts', 20);
  await running.ask('POST', '/api/v1/predictions/lead_scoring', { ids: leads });
  await running.ask('POST', '/api/v1/predictions/churn', { ids: contacts });
  const planned = { message, send_at: new Date(Date.now() + 3_600_000).toISOString() };
  const messages = contacts.map((contact_id) => ({ contact_id, ...planned }));
  await running.ask('POST', '/api/v1/predictions/engagement', { messages });
  return { since, count: leads.length + 2 * contacts.length, message: planned };
}

export async function postOutcomes(running: Release): Promise<void> {
  const [lead] = await newestSubjects(running.databaseUrl, 'leads', 1);
  const [contact] = await newestSubjects(running.databaseUrl, 'contacts', 1);
  const outcomes = [
    { id: 'order-77', model: 'lead_scoring', subject: lead },
    { id: 'visit-12', model: 'churn', subject: contact, converted: false },
  ];
  await running.ask('POST', '/api/v1/outcomes', { outcomes });
}

export async function mails(running: Release): Promise<Mails['mails']> {
  return (await running.ask<Mails>('GET', '/api/v1/mails')).mails;
}
