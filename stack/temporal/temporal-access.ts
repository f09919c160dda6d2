import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { PerennialError } from '../../domain/errors.ts';

/** What a secured server asks for beside its address: TLS, a client certificate, an API key, headers. */
export type TemporalSecurity = Pick<NativeConnectionOptions, 'tls' | 'apiKey' | 'metadata'>;

export type TemporalAccess = {
  /** Undefined: the embedded server, which asks for nothing. */
  readonly address: string | undefined;
  readonly namespace: string;
  readonly security: TemporalSecurity | undefined;
};

/** What names a profile. Without them the file of Temporal's own tools is not looked at: it may be for another server. */
const profileVariables = ['TEMPORAL_PROFILE', 'TEMPORAL_CONFIG_FILE'] as const;

/**
 * Reads Temporal's own variables and, where one names it, a profile of its configuration file. Variables take precedence.
 * @throws PerennialError `invalid_configuration`
 */
export function readTemporalAccess(env: Readonly<Record<string, string | undefined>>): TemporalAccess {
  const given = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[0].startsWith('TEMPORAL_') && Boolean(entry[1]),
  );
  const overrideEnvVars = Object.fromEntries(given);
  const disableFile = profileVariables.every((name) => overrideEnvVars[name] === undefined);
  try {
    const { namespace = 'default', connectionOptions } = loadClientConnectConfig({ overrideEnvVars, disableFile });
    const { address, tls, apiKey, metadata } = connectionOptions;
    if (address === undefined) return { address, namespace, security: undefined };
    const security = {
      ...(tls && { tls }),
      ...(apiKey !== undefined && { apiKey }),
      ...(Object.keys(metadata ?? {}).length > 0 && metadata && { metadata }),
    };
    return { address, namespace, security: Object.keys(security).length === 0 ? undefined : security };
  } catch (error) {
    throw new PerennialError(
      'invalid_configuration',
      `The settings of the Temporal server can't be read: ${(error as Error).message}`,
      'Correct the profile that TEMPORAL_PROFILE and TEMPORAL_CONFIG_FILE name, or the files that TEMPORAL_TLS_ variables name.',
      { variables: Object.keys(overrideEnvVars) },
      error,
    );
  }
}
