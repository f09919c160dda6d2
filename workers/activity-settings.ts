import type { ActivitySettings } from '../activities/dependencies.ts';
import type { GateConfig } from '../domain/experiment/experiment.ts';
import type { Config } from '../stack/config.ts';
import { createErasureKey } from '../stack/erasure-key.ts';
import { codeVersion } from './code-version.ts';

/** The settings of steps, from the configuration. `trials` overrides the configuration of experiments. */
export function activitySettings(config: Config, trials: Partial<GateConfig> = {}): ActivitySettings {
  return {
    alertTo: config.mail.to,
    digest: config.mail.digest ? { timezone: config.schedules.timezone } : null,
    dashboardUrl: config.dashboardUrl,
    businessTimezone: config.businessTimezone,
    businessCurrency: config.businessCurrency,
    businessCountry: config.businessCountry,
    readErasureKey: createErasureKey(config),
    leadLabels: config.leadLabels,
    attributes: config.attributes,
    leadIdleDays: config.leadIdleDays,
    retention: config.retention,
    measuresSentiment: config.measuresSentiment,
    production: config.environment === 'production',
    codeVersion: codeVersion(),
    gate: { kind: config.gate.kind, changes: { ...config.gate.changes, ...trials } },
  };
}
