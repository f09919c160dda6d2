import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readConfig } from '../../stack/config.ts';
import { temporaryFolder } from '../infrastructure.ts';

const folder = temporaryFolder();
const file = join(folder, 'temporal.toml');
writeFileSync(
  file,
  `[profile.default]
address = "localhost:7233"
[profile.cloud]
address = "shop.abcde.tmprl.cloud:7233"
namespace = "shop.abcde"
api_key = "key-of-the-profile"
`,
);

describe('the settings of a Temporal server', () => {
  it('come from a profile of the configuration file, where one is named', () => {
    const { temporal } = readConfig({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'cloud' });
    assert.equal(temporal.address, 'shop.abcde.tmprl.cloud:7233');
    assert.equal(temporal.namespace, 'shop.abcde');
    assert.deepEqual(temporal.security, { tls: true, apiKey: 'key-of-the-profile' });
  });

  it('come from variables before the profile', () => {
    const env = { TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'cloud', TEMPORAL_NAMESPACE: 'other' };
    assert.equal(readConfig(env).temporal.namespace, 'other');
  });

  it('ask for nothing where the embedded server is used, whatever key another tool needs', () => {
    const { temporal } = readConfig({ TEMPORAL_API_KEY: 'of another tool' });
    assert.deepEqual([temporal.address, temporal.security], [undefined, undefined]);
  });

  it('are refused when the profile or a file is missing, without the key', () => {
    const refused = { code: 'invalid_configuration', message: /nowhere/ };
    assert.throws(() => readConfig({ TEMPORAL_CONFIG_FILE: file, TEMPORAL_PROFILE: 'nowhere' }), refused);
    const env = { TEMPORAL_ADDRESS: 'a:1', TEMPORAL_API_KEY: 'hush', TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere.pem' };
    assert.throws(
      () => readConfig(env),
      (error: Error) => {
        assert.match(error.message, /nowhere/);
        assert.doesNotMatch(JSON.stringify(error) + error.message, /hush/);
        return true;
      },
    );
  });
});
