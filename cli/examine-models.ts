import type { ModelName } from '../domain/models.ts';
import type { Definitions } from '../models/definition.ts';
import { type KeptVersion, readFeatureUse, type VersionRole } from '../serving/live/feature-use.ts';
import type { Blobs } from '../store/artifacts/blobs.ts';
import type { Database } from '../store/database/database.ts';
import { formatMoment } from './print/format.ts';
import type { Finding } from './print/operation/doctor.ts';
import { metricSummary } from './print/operation/metrics.ts';

/** What serves a model, whether this release can compute what it reads, and which retired features may go. */
export async function examineModel(
  dependencies: { readonly database: Database; readonly blobs: Blobs; readonly definitions?: Definitions },
  model: ModelName,
): Promise<Finding[]> {
  const { kept, unservable, retired } = await readFeatureUse(dependencies, model);
  const what = `model ${model}`;
  const champion = kept.find(({ role }) => role === 'champion');
  if (champion === undefined)
    return [{ what, state: 'missing', detail: 'not trained yet', remedy: 'Train: npx perennial train' }];
  const { name, createdAt, metrics } = champion.version;
  const findings = unservable.map(({ version, role, error }): Finding => {
    const { code, message, remedy } = error;
    const detail = `${words({ version, role })} can't serve: ${code}: ${message}`;
    return { what, state: role === 'champion' ? 'broken' : 'missing', detail, remedy };
  });
  if (findings.every(({ state }) => state !== 'broken')) {
    const detail = `${name} of ${formatMoment(createdAt)}, ${metricSummary(model, metrics)}`;
    findings.unshift({ what, state: 'ok', detail, remedy: '' });
  }
  for (const { feature, readBy } of retired) {
    const detail =
      readBy.length === 0
        ? `${feature} may be deleted from the code: no version that may serve reads it`
        : `${feature} must stay in the code: ${readBy.map(words).join(', ')} reads it`;
    findings.push({ what: `retired, ${model}`, state: 'ok', detail, remedy: '' });
  }
  return findings;
}

const roleWords: Readonly<Record<VersionRole, string>> = {
  champion: 'champion',
  challenger: 'challenger',
  waiting: 'waiting challenger',
  before: 'rollback target',
};

function words({ role, version }: KeptVersion): string {
  return `${roleWords[role]} ${version.name}`;
}
