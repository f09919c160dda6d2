import type { ModelReadiness } from '../../../control/data-readiness.ts';
import { modelTitles } from '../../../domain/models.ts';
import type { Finding, FindingStatus } from '../../../domain/quality/finding.ts';
import { formatCount, formatMoment, plural } from '../format.ts';

const marks: Readonly<Record<FindingStatus, string>> = { ok: 'OK', warning: '--', refusal: 'NO' };

export function readinessLines(models: readonly ModelReadiness[]): string[] {
  return models.flatMap((each) => ['', heading(each), ...about(each), ...each.findings.flatMap(findingLines)]).slice(1);
}

function heading({ model, ready }: ModelReadiness): string {
  return `${modelTitles[model]}: ${ready ? 'ready to train' : 'not ready to train'}`;
}

function about({ samples, rows, profiled, asOf }: ModelReadiness): string[] {
  const sample = profiled < rows ? `, ${formatCount(profiled)} of ${formatCount(rows)} rows looked at closely` : '';
  return [`   ${plural(samples, 'sample')} as of ${formatMoment(asOf)}${sample}`];
}

/** Of what is well, one line; else what to do below it. */
function findingLines({ status, message, remedy }: Finding): string[] {
  return [`   ${marks[status]} ${message}`, ...(remedy === undefined ? [] : [`      ${remedy}`])];
}
