import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isPerennialError } from '../../../domain/errors.ts';
import type { HookKind } from '../../../domain/hooks.ts';
import { foldRows } from '../../../ingest/hooks/fold-rows.ts';
import type { HookRow, ReadDelivery } from '../../../ingest/hooks/hook-row.ts';
import { type Reading, readDelivery } from '../../../ingest/hooks/read-delivery.ts';
import { readHookOf } from '../../../ingest/hooks/read-hook.ts';
import {
  chatwootConversation,
  chatwootMessage,
  shopifyOrder,
  stripeCharge,
  whatsapp,
  whatsappStatus,
  whatsappText,
} from './deliveries.ts';

const receivedAt = new Date('2026-11-30T12:00:00Z');

function read(kind: HookKind, body: unknown, headers: Record<string, string> = {}): ReadDelivery {
  return readHookOf[kind]({ headers, body, receivedAt });
}

const of = (rows: readonly HookRow[], table: string) =>
  rows.filter((row) => row.table === table).map(({ values }) => values);

const refused = (error: unknown) => isPerennialError(error) && error.code === 'invalid_input';

describe('a delivery of WhatsApp', () => {
  it('is a message, and the person who wrote it by phone and name', () => {
    const { event, known, rows } = read('whatsapp', whatsappText);
    assert.deepEqual([event, known], ['messages', true]);
    assert.deepEqual(of(rows, 'messages'), [
      {
        external_id: 'wamid.HBgLMzUxOTEyMzQ1Njc4FQIAEhg',
        contact: '351912345678',
        direction: 'inbound',
        text: 'Does it come in another colour? 🎂',
        sent_at: '2025-06-08T20:59:43.000Z',
      },
    ]);
    assert.deepEqual(of(rows, 'contacts')[0], {
      external_id: '351912345678',
      phone: '+351912345678',
      name: 'Ana Silva',
      created_at: '2025-06-08T20:59:43.000Z',
    });
  });

  it('tells by its status that a campaign message was sent, delivered and read', () => {
    const campaign = { biz_opaque_callback_data: 'spring', pricing: { category: 'marketing' } };
    const sent = read('whatsapp', whatsappStatus('sent', '1749416383', campaign));
    assert.equal(sent.event, 'sent');
    assert.deepEqual(of(sent.rows, 'messages'), [
      {
        external_id: 'wamid.OUT1',
        contact: '351912345678',
        direction: 'outbound',
        sent_at: '2025-06-08T20:59:43.000Z',
        content_type: 'promotional',
        campaign: 'spring',
      },
    ]);
    const readBy = read('whatsapp', whatsappStatus('read', '1749416390', campaign));
    assert.deepEqual(
      readBy.rows
        .filter(({ table }) => table === 'campaign_events')
        .map(({ values, changedAt }) => [values.external_id, values.type, changedAt]),
      [
        // read before word of its delivery came: the delivery is implied, and gives way to the word
        ['wamid.OUT1:delivered', 'delivered', '1990-01-01T00:00:00.000Z'],
        ['wamid.OUT1:opened', 'opened', '2025-06-08T20:59:50.000Z'],
      ],
    );
  });

  it('counts messages that were sent for no campaign as those of one', () => {
    const { rows } = read('whatsapp', whatsappStatus('delivered', '1749416383'));
    assert.deepEqual(of(rows, 'campaigns')[0]?.external_id, 'whatsapp-direct');
    assert.deepEqual(of(rows, 'messages'), []);
  });

  it('takes buttons, lists and captions for what was said, and media without one for a message without text', () => {
    const message = (more: object) => ({ from: '351912345678', id: 'wamid.1', timestamp: '1749416383', ...more });
    const textOf = (more: object) =>
      of(read('whatsapp', whatsapp({ messages: [message(more)] })).rows, 'messages')[0]?.text;
    assert.equal(textOf({ type: 'button', button: { text: 'Yes' } }), 'Yes');
    assert.equal(
      textOf({ type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: '1', title: 'Large' } } }),
      'Large',
    );
    assert.equal(textOf({ type: 'image', image: { id: '1', caption: 'this one' } }), 'this one');
    assert.equal(textOf({ type: 'audio', audio: { id: '1' } }), undefined);
    assert.deepEqual(read('whatsapp', whatsapp({ messages: [message({ type: 'system' })] })).rows, []);
  });

  it('knows a person without a phone number by the user id', () => {
    const { rows } = read(
      'whatsapp',
      whatsapp({
        contacts: [{ profile: { name: 'Rui' }, user_id: 'PT.13491208655302741918' }],
        messages: [
          {
            from_user_id: 'PT.13491208655302741918',
            id: 'wamid.2',
            timestamp: '1749416383',
            type: 'text',
            text: { body: 'Olá' },
          },
        ],
      }),
    );
    const [person] = of(rows, 'contacts');
    assert.deepEqual([person?.external_id, person?.phone, person?.name], ['PT.13491208655302741918', undefined, 'Rui']);
  });

  it('brings what a person wants of marketing, and what the business wrote on its phone', () => {
    const preference = { wa_id: '351912345678', category: 'marketing_messages', value: 'stop', timestamp: 1749416383 };
    const stopped = read('whatsapp', whatsapp({ user_preferences: [preference] }, 'user_preferences'));
    assert.deepEqual(of(stopped.rows, 'opt_ins'), [
      { contact: '351912345678', opted_in: 'false', at: '2025-06-08T20:59:43.000Z' },
    ]);
    const echo = {
      from: '15550783881',
      to: '351912345678',
      id: 'wamid.3',
      timestamp: '1749416383',
      type: 'text',
      text: { body: 'Sure' },
    };
    const echoed = read('whatsapp', whatsapp({ message_echoes: [echo] }, 'smb_message_echoes'));
    assert.deepEqual(
      of(echoed.rows, 'messages').map(({ contact, direction, text }) => [contact, direction, text]),
      [['351912345678', 'outbound', 'Sure']],
    );
  });

  it('is unknown where its field is, and refused where it is shaped otherwise', () => {
    assert.deepEqual(read('whatsapp', whatsapp({}, 'phone_number_quality_update')), {
      event: 'phone_number_quality_update',
      known: false,
      rows: [],
    });
    assert.throws(() => read('whatsapp', { object: 'page', entry: [] }), refused);
    assert.throws(
      () => read('whatsapp', whatsapp({ messages: [{ from: '1', timestamp: 'soon', type: 'text' }] })),
      refused,
    );
  });
});

describe('a delivery of Chatwoot', () => {
  const headers = { 'x-chatwoot-timestamp': '1749416400' };

  it('is a message and the person, of whom the header says when it was so', () => {
    const { event, rows } = read('chatwoot', chatwootMessage(), headers);
    assert.equal(event, 'message_created');
    assert.deepEqual(of(rows, 'messages'), [
      {
        external_id: '654',
        contact: '4',
        direction: 'inbound',
        text: 'Hi! How much is the cake?',
        sent_at: '2025-06-08T20:59:43.000Z',
      },
    ]);
    const person = rows.find(({ table }) => table === 'contacts');
    assert.deepEqual(
      [person?.values.phone, person?.values.opted_in, person?.changedAt],
      ['+351912345678', 'true', '2025-06-08T21:00:00.000Z'],
    );
  });

  it('belongs to the contact of the conversation where an agent wrote, and is nothing where nobody was written to', () => {
    const agent = { id: 9, name: 'Rita', type: 'user' };
    const outgoing = read('chatwoot', chatwootMessage({ message_type: 'outgoing', sender: agent }), headers);
    assert.deepEqual(
      of(outgoing.rows, 'messages').map(({ contact, direction }) => [contact, direction]),
      [['4', 'outbound']],
    );
    for (const silent of [{ private: true, message_type: 'outgoing' }, { message_type: 'activity' }]) {
      assert.deepEqual(read('chatwoot', chatwootMessage(silent), headers), {
        event: 'message_created',
        known: true,
        rows: [],
      });
    }
  });

  it('of a conversation says who it is with', () => {
    const { rows } = read('chatwoot', { ...chatwootConversation, event: 'conversation_status_changed' }, headers);
    assert.deepEqual(
      rows.map(({ table, values, changedAt }) => [table, values.external_id, values.created_at, changedAt]),
      [
        ['contacts', '4', '2025-06-08T19:13:20.000Z', '2025-06-08T21:00:00.000Z'],
        ['contacts', '4', '2025-06-08T19:13:20.000Z', undefined],
      ],
    );
  });

  it('opts a blocked contact out, reads dates as older releases write them, and knows typing for what it is', () => {
    const blocked = read('chatwoot', { event: 'contact_updated', id: 4, name: 'Ana', blocked: true }, headers);
    assert.equal(of(blocked.rows, 'contacts')[0]?.opted_in, 'false');
    const old = read('chatwoot', chatwootMessage({ created_at: '2020-03-03 13:05:57 UTC' }), headers);
    assert.equal(of(old.rows, 'messages')[0]?.sent_at, '2020-03-03T13:05:57.000Z');
    assert.deepEqual(read('chatwoot', { event: 'conversation_typing_on' }).known, true);
    assert.deepEqual(read('chatwoot', { event: 'inbox_created' }).known, false);
    assert.throws(() => read('chatwoot', { event: 'message_created', id: 1 }), refused);
    assert.throws(() => read('chatwoot', chatwootMessage({ created_at: 'yesterday' })), refused);
  });
});

describe('a delivery of Shopify', () => {
  const order = (more: object = {}, topic = 'orders/updated') =>
    read('shopify', shopifyOrder(more), { 'x-shopify-topic': topic });

  it('is an order and who bought, known by the names of the CSV export', () => {
    const { event, rows } = order();
    assert.equal(event, 'orders/updated');
    assert.deepEqual(of(rows, 'purchases'), [
      {
        external_id: '#1001',
        contact: '207119551',
        amount: '59.90',
        quantity: '3',
        currency: 'EUR',
        state: 'paid',
        refunded: '0.00',
        purchased_at: '2026-11-10T10:30:00-05:00',
      },
    ]);
    assert.equal(rows.find(({ table }) => table === 'purchases')?.changedAt, '2026-11-10T15:30:05.000Z');
    assert.deepEqual(of(rows, 'contacts')[0], {
      external_id: '207119551',
      name: 'Ana Silva',
      email: 'ana@example.com',
      phone: '+351912345678',
      country: 'PT',
      created_at: '2026-01-02T09:00:00-05:00',
    });
  });

  it('adds refunds up without losing a cent, and counts only those that were paid', () => {
    const refund = (amount: string, status = 'success', kind = 'refund') => ({
      transactions: [{ kind, status, amount }],
    });
    const { rows } = order({
      financial_status: 'partially_refunded',
      refunds: [refund('0.10'), refund('0.20'), refund('9.00', 'failure'), refund('7.00', 'success', 'void')],
    });
    assert.deepEqual(
      of(rows, 'purchases').map(({ state, refunded }) => [state, refunded]),
      [['paid', '0.30']],
    );
  });

  it('names a guest by mail, and leaves a sale to nobody out', () => {
    const guest = order({ customer: null });
    assert.deepEqual(
      of(guest.rows, 'purchases').map(({ contact, contact_email: email }) => [contact, email]),
      [[undefined, 'ana@example.com']],
    );
    assert.deepEqual(order({ customer: null, email: '', billing_address: null }), {
      event: 'orders/updated',
      known: true,
      rows: [],
    });
  });

  it('makes customers one, and brings their consent', () => {
    const merged = {
      admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/1',
      admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/2',
      status: 'completed',
    };
    assert.deepEqual(of(read('shopify', merged, { 'x-shopify-topic': 'customers/merge' }).rows, 'contacts'), [
      { external_id: '2', merged_into: '1' },
    ]);
    const consent = {
      customer_id: 207119551,
      email_marketing_consent: { state: 'unsubscribed', consent_updated_at: '2026-11-01T00:00:00Z' },
    };
    const topic = 'customers_email_marketing_consent/update';
    assert.deepEqual(of(read('shopify', consent, { 'x-shopify-topic': topic }).rows, 'opt_ins'), [
      { contact: '207119551', opted_in: 'false', at: '2026-11-01T00:00:00Z' },
    ]);
  });

  it('is unknown without a topic or with a strange one, and refused where an order lacks its name', () => {
    assert.equal(read('shopify', {}).known, false);
    assert.equal(order({}, 'themes/publish').known, false);
    assert.throws(() => order({ name: undefined }), refused);
    assert.throws(() => order({ updated_at: 'lately' }), refused);
  });
});

describe('a delivery of Stripe', () => {
  it('is a charge in units of its currency, dated by its event', () => {
    const { event, rows } = read('stripe', stripeCharge('succeeded', 1679090540));
    assert.equal(event, 'charge.succeeded');
    assert.deepEqual(of(rows, 'purchases'), [
      {
        external_id: 'ch_3MmlLrLkdIwHu7ix0snN0B15',
        contact: 'cus_9s6XKzkNRiz8i3',
        amount: '45.99',
        currency: 'EUR',
        state: 'paid',
        refunded: '0.00',
        purchased_at: '2023-03-17T22:02:19.000Z',
      },
    ]);
    const amounts = (currency: string) =>
      of(read('stripe', stripeCharge('succeeded', 1, { currency })).rows, 'purchases')[0]?.amount;
    assert.deepEqual([amounts('jpy'), amounts('kwd'), amounts('isk')], ['4599', '4.599', '45.99']);
  });

  it('says when it was refunded, so that an older event arriving later changes nothing', () => {
    const refund = read('stripe', stripeCharge('refunded', 1679100000, { refunded: true, amount_refunded: 4599 }));
    const [purchase] = refund.rows.filter(({ table }) => table === 'purchases');
    assert.deepEqual(
      [purchase?.values.state, purchase?.values.refunded, purchase?.changedAt],
      ['refunded', '45.99', '2023-03-18T00:40:00.000Z'],
    );
  });

  it('leaves payments of nobody out, and knows what says nothing new', () => {
    const nobody = stripeCharge('succeeded', 1, { customer: null, billing_details: null });
    assert.deepEqual(read('stripe', nobody).rows, []);
    assert.deepEqual(
      read('stripe', { type: 'payment_intent.succeeded', created: 1, data: { object: {} } }).known,
      true,
    );
    assert.deepEqual(read('stripe', { type: 'invoice.paid', created: 1, data: { object: {} } }).known, false);
    assert.throws(() => read('stripe', stripeCharge('succeeded', 1, { amount: '45.99' })), refused);
  });
});

describe('a delivery of Standard Webhooks', () => {
  it('is rows of the table that its type names', () => {
    const body = {
      type: 'leads.updated',
      timestamp: '2026-11-30T10:00:00+01:00',
      data: { external_id: '9', contact: '7', stage: 'won', unheard_of: 1, created_at: '2026-11-01T00:00:00Z' },
    };
    assert.deepEqual(read('standard', body).rows, [
      {
        table: 'leads',
        values: { external_id: '9', contact: '7', stage: 'won', created_at: '2026-11-01T00:00:00Z' },
        changedAt: '2026-11-30T09:00:00.000Z',
      },
    ]);
    const gone = read(
      'standard',
      { type: 'contacts.deleted', data: [{ external_id: 7 }] },
      { 'webhook-timestamp': '1749416383' },
    );
    assert.deepEqual(gone.rows, [
      { table: 'contacts', values: { external_id: '7', deleted: 'true' }, changedAt: '2025-06-08T20:59:43.000Z' },
    ]);
    assert.equal(read('standard', { type: 'users.created', data: {} }).known, false);
    assert.throws(() => read('standard', { type: 'contacts.created', data: 'Ana' }), refused);
  });
});

describe('any delivery', () => {
  const stored = (body: Buffer): Reading => readDelivery({ kind: 'stripe' }, { id: 1, headers: {}, body, receivedAt });

  it('that is no JSON, or no UTF-8, has failed and says so', () => {
    for (const body of [Buffer.from('{"a":'), Buffer.from([0x22, 0xff, 0x22]), Buffer.alloc(0)]) {
      const reading = stored(body);
      assert.equal('error' in reading && reading.error.code, 'invalid_input');
    }
  });

  it('loses the characters that no text of the database holds', () => {
    const { rows } = read(
      'whatsapp',
      JSON.parse(JSON.stringify(whatsappText).replace('colour', 'co\\u0000lour\\ud83c')),
    );
    assert.match(of(rows, 'messages')[0]?.text ?? '', /another colour\ufffd\?/);
  });
});

describe('rows of a batch', () => {
  const day = (date: number, hour = 0) => `2026-11-0${date}T0${hour}:00:00.000Z`;
  const person = (name: string, changedAt: string): HookRow => ({
    table: 'contacts',
    values: { external_id: '7', name, created_at: changedAt },
    changedAt,
  });
  const undated = (at: string, more = {}): HookRow => ({
    table: 'contacts',
    values: { external_id: '7', created_at: at, ...more },
  });
  const message: HookRow = { table: 'messages', values: { external_id: '1', contact: '7' } };

  it('that say the same of one person stay as the last of them, and as the first where that is long ago', () => {
    const rows = [person('Ana', day(2)), message, person('Ana', day(3)), person('Rui', day(2)), person('Ana', day(1))];
    assert.deepEqual(foldRows(rows), [person('Ana', day(1)), person('Ana', day(3)), person('Rui', day(2)), message]);
    const soon = [person('Ana', day(1)), person('Ana', '2026-11-01T00:59:59.000Z')];
    assert.deepEqual(foldRows(soon), [soon[1]]);
  });

  it('without a date stay as the earliest, with all that is said beside it', () => {
    const rows = [undated(day(2), { phone: '+351912345678' }), undated(day(1)), message, undated(day(3))];
    assert.deepEqual(foldRows(rows), [message, undated(day(1), { phone: '+351912345678' })]);
  });

  it('that delete or merge stay where they are', () => {
    const gone: HookRow = { table: 'contacts', values: { external_id: '7', deleted: 'true' }, changedAt: day(1) };
    assert.deepEqual(foldRows([message, gone, gone]), [message, gone, gone]);
  });
});
