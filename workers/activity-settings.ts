import type { ActivitySettings } from '../activities/dependencies.ts';
import type { GateConfig } from '../domain/experiment/experiment.ts';
import type { Config } from '../stack/config.ts';
import { codeVersion } from './code-version.ts';

/** What steps are told of the configuration. `trials`: how experiments differ from what it says. */
export function activitySettings(config: Config, trials: Partial<GateConfig> = {}): ActivitySettings {
  return {
    alertTo: config.mail.to,
    dashboardUrl: config.dashboardUrl,
    businessTimezone: config.businessTimezone,
    retention: config.retention,
    production: config.environment === 'production',
    codeVersion: codeVersion(),
    gate: { kind: config.gate.kind, changes: { ...config.gate.changes, ...trials } },
  };
}
