import type { FinishStep } from '../../contract/step-types.ts';
import { breachedTargets } from '../../domain/alerts/guide-targets.ts';
import { toldStates } from '../../domain/alerts/incident.ts';
import { isNews } from '../../domain/alerts/refused-candidate.ts';
import { findRule } from '../../domain/alerts/rules.ts';
import { shortMetricName } from '../../domain/metric-titles.ts';
import { type CandidateNews, composeNews } from '../../mail/compose-news.ts';
import { readServingVersion } from '../../store/alerts/degradations.ts';
import { listIncidents } from '../../store/alerts/incidents.ts';
import { queueMail } from '../../store/alerts/mails.ts';
import { readLatestLive } from '../../store/alerts/metric-records.ts';
import type { EntityManager } from '../../store/database/database.ts';
import { readInstallation } from '../../store/installation.ts';
import type { Run } from '../../store/training/runs.ts';
import type { AlertSettings } from './queue-notices.ts';
import { type Earlier, runCauses, runFacts } from './run-alerts.ts';

/**
 * Queues the mail about a candidate that doesn't serve, in the caller's transaction, if it is worth one.
 *
 * @param before the model's run before this one; null: none.
 * @returns the names of the mails to deliver.
 */
export async function queueCandidateNews(
  em: EntityManager,
  step: FinishStep,
  earlier: Earlier,
  before: Run | null,
  { alertTo, dashboardUrl }: AlertSettings,
): Promise<string[]> {
  const { model, runId, trigger, evaluation, deployed, gate } = step;
  if (deployed.outcome === 'deployed') return [];
  const serving = await readServingVersion(em, model);
  const toldBefore =
    before?.state === 'completed' && before.outcome !== 'deployed' && breachedTargets(before.metrics ?? {}).length > 0;
  const comparable = earlier.championMetrics === null ? null : (serving?.metrics ?? null);
  if (serving === null || !isNews({ trigger, metrics: evaluation.metrics, serving: comparable, toldBefore })) return [];
  const open = await listIncidents(em, { model, states: toldStates });
  const news: CandidateNews = {
    model,
    candidate: {
      version: deployed.version,
      metrics: evaluation.metrics,
      onTrial: deployed.outcome === 'in_gate',
      reason: deployed.reason ?? gate.reason,
    },
    serving: {
      version: serving.name,
      since: serving.deployedAt,
      metrics: serving.metrics,
      live: await inWords(em, serving.id),
      incidents: open.map(({ id, rule }) => ({ id, title: findRule(rule)?.title ?? rule })),
    },
    facts: runFacts(step),
    causes: runCauses(step, earlier),
  };
  const key = `${(await readInstallation(em)).id}/${runId}/candidate`;
  const names: string[] = [];
  for (const recipient of alertTo) {
    names.push((await queueMail(em, composeNews({ key, news, recipient, dashboardUrl }))).name);
  }
  return names;
}

/** The guide's figures of the version's latest monitoring. */
async function inWords(em: EntityManager, versionId: number): Promise<string | null> {
  const records = (await readLatestLive(em, versionId)).filter(({ value }) => value !== null);
  const [first] = records;
  if (first === undefined) return null;
  const figures = records.map(({ metric, value }) => `${shortMetricName(metric)}=${value?.toFixed(2)}`).join(', ');
  return `Its predictions, compared with ${first.samples} labels on ${first.date}: ${figures}.`;
}
