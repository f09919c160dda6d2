import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { storeDeliveries } from '../../store/hooks/inbox.ts';
import { temporaryFolder } from '../infrastructure.ts';
import { openTestDatabase } from '../store/test-database.ts';
import { runOnce } from './run-cli.ts';

const database = await openTestDatabase();
const home = join(temporaryFolder(), 'home');
// Temporal is named and not asked
const servers = { DATABASE_URL: database.url, TEMPORAL_ADDRESS: '127.0.0.1:1' };
const env = { PERENNIAL_HOME: home, ...servers, SHOP_SECRET: 'the-secret-itself' };
const perennial = (...argv: readonly string[]) => runOnce(['source', ...argv], { env });

test('source add keeps where a secret stands, and says what is not readable', async () => {
  const shop = await perennial('add', 'shop', '--kind', 'shopify', '--secret-env', 'SHOP_SECRET');
  assert.equal(shop.code, 0, shop.stderr);
  assert.match(shop.stdout, /OK shop may post to http.*\/hooks\/shop\n/);
  assert.doesNotMatch(shop.stdout, /Not readable/);
  const meta = ['--kind', 'whatsapp', '--secret-file', 'no-such-file', '--verify-env', 'NOT_SET'];
  const whatsapp = await perennial('add', 'whatsapp', ...meta);
  assert.equal(whatsapp.code, 0, whatsapp.stderr);
  assert.match(whatsapp.stdout, /There is no file .*no-such-file\.[\s\S]*NOT_SET is not set/);
  const rows = await database.query<{ row: string }>('select row_to_json(h)::text as row from hooks as h');
  assert.doesNotMatch(JSON.stringify(rows), /the-secret-itself/);
});

test('source add refuses a name that is no part of an address, a name that is taken, and a secret that stands nowhere', async () => {
  for (const [argv, why] of [
    [['Shop 2', '--kind', 'shopify', '--secret-env', 'X'], /can't be the name of a source/],
    [['shop', '--kind', 'stripe', '--secret-env', 'X'], /There is a source "shop" already/],
    [['shop2', '--kind', 'shopify'], /Where does the secret of its signatures stand\?/],
    [['shop2', '--kind', 'shopify', '--secret-env', 'X', '--secret-file', 'y'], /one of the two/],
    [['number', '--kind', 'whatsapp', '--secret-env', 'X'], /Where does the verify token stand\?/],
    [['exports', '--folder', '/srv/exports', '--url-env', 'X'], /A folder has no address/],
    [['exports', '--folder', '/srv/exports', '--preset', 'sap'], /There is no preset sap for files/],
    [['shop2', '--kind', 'magento', '--secret-env', 'X'], /Expected one of postgresql, whatsapp/],
  ] as const) {
    const { code, stderr } = await perennial('add', ...argv);
    assert.equal(code, 2, argv.join(' '));
    assert.match(stderr, why);
  }
});

test('source list and deliveries count what came, and show why it failed', async () => {
  const body = Buffer.from('{}');
  await storeDeliveries(
    database,
    ['a', 'b', 'c', 'a'].map((deliveryId) => ({ source: 'shop', deliveryId, headers: {}, body })),
  );
  const error = JSON.stringify({ code: 'invalid_input', message: 'It is odd.', remedy: 'Send it even.' });
  await database.query(`update hook_deliveries set state = 'failed', error = $1 where delivery_id = 'b'`, [error]);
  await database.query(
    `update hook_deliveries set state = 'unknown', event = 'themes/publish' where delivery_id = 'c'`,
  );
  const { stdout } = await perennial('list');
  assert.match(stdout, /shop +shopify +[\d: UTC-]+ +0 +0 +1 +1 +1 +SHOP_SECRET/);
  assert.match(stdout, /Unknown events .*: 1 themes\/publish of shop\./);
  const deliveries = await perennial('deliveries', 'shop');
  assert.match(deliveries.stdout, /unknown +themes\/publish[\s\S]*failed.*It is odd\. Send it even\./);
  const waiting = JSON.parse((await perennial('deliveries', 'shop', '--state', 'waiting', '--json')).stdout);
  assert.deepEqual(
    waiting.map(({ deliveryId }: { deliveryId: string }) => deliveryId),
    ['a'],
  );
  assert.equal((await perennial('deliveries', 'nobody')).code, 3);
});

test('source pause lets deliveries wait, and remove forgets them', async () => {
  assert.match((await perennial('pause', 'shop')).stdout, /OK shop is paused/);
  assert.match((await perennial('list')).stdout, /1 paused/);
  assert.match((await perennial('remove', 'shop')).stdout, /OK Removed shop/);
  assert.equal((await database.query('select from hook_deliveries')).length, 0);
  assert.equal((await perennial('remove', 'shop')).code, 3);
});
