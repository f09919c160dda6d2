/** Bodies shaped as the senders' documentation shows them, with invented people. */

const metadata = { display_phone_number: '15550783881', phone_number_id: '106540352242922' };

export function whatsapp(value: object, field = 'messages') {
  return {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '102290129340398',
        changes: [{ value: { messaging_product: 'whatsapp', metadata, ...value }, field }],
      },
    ],
  };
}

export const whatsappText = whatsapp({
  contacts: [{ profile: { name: 'Ana Silva' }, wa_id: '351912345678' }],
  messages: [
    {
      from: '351912345678',
      id: 'wamid.HBgLMzUxOTEyMzQ1Njc4FQIAEhg',
      timestamp: '1749416383',
      type: 'text',
      text: { body: 'Does it come in another colour? 🎂' },
    },
  ],
});

export function whatsappStatus(status: string, timestamp: string, more: object = {}) {
  return whatsapp({
    statuses: [
      {
        id: 'wamid.OUT1',
        status,
        timestamp,
        recipient_id: '351912345678',
        conversation: { id: '782f9f52', origin: { type: 'marketing' } },
        ...more,
      },
    ],
  });
}

const sender = {
  id: 4,
  name: 'Ana Silva',
  email: 'ana@example.com',
  phone_number: '+351912345678',
  blocked: false,
  type: 'contact',
};

export const chatwootConversation = {
  id: 207,
  inbox_id: 3,
  channel: 'Channel::WebWidget',
  contact_inbox: { id: 180, contact_id: 4, inbox_id: 3, source_id: '239a4135' },
  meta: { sender, assignee: null, team: null },
  status: 'open',
  created_at: 1749410000,
  last_activity_at: 1749416383,
  messages: [],
  labels: [],
};

export function chatwootMessage(more: object = {}) {
  return {
    event: 'message_created',
    id: 654,
    content: 'Hi! How much is the cake?',
    created_at: '2025-06-08T20:59:43.000Z',
    message_type: 'incoming',
    content_type: 'text',
    private: false,
    sender,
    inbox: { id: 3, name: 'Site' },
    conversation: chatwootConversation,
    account: { id: 1, name: 'Bakery' },
    ...more,
  };
}

export function shopifyOrder(more: object = {}) {
  return {
    id: 5940139491234,
    name: '#1001',
    email: 'ana@example.com',
    phone: null,
    created_at: '2026-11-10T10:30:00-05:00',
    updated_at: '2026-11-10T10:30:05-05:00',
    cancelled_at: null,
    currency: 'EUR',
    total_price: '59.90',
    current_total_price: '59.90',
    financial_status: 'paid',
    fulfillment_status: null,
    line_items: [
      { id: 1, quantity: 2, price: '19.95' },
      { id: 2, quantity: 1, price: '20.00' },
    ],
    refunds: [],
    customer: {
      id: 207119551,
      email: 'ana@example.com',
      phone: '+351912345678',
      first_name: 'Ana',
      last_name: 'Silva',
      created_at: '2026-01-02T09:00:00-05:00',
      updated_at: '2026-11-10T10:30:05-05:00',
    },
    billing_address: { name: 'Ana Silva', phone: null, country_code: 'PT' },
    ...more,
  };
}

export function stripeCharge(type: string, created: number, more: object = {}, of: object = {}) {
  return {
    id: 'evt_1NG8Du2eZvKYlo2C',
    object: 'event',
    api_version: '2026-10-28',
    created,
    type: `charge.${type}`,
    livemode: true,
    data: {
      object: {
        id: 'ch_3MmlLrLkdIwHu7ix0snN0B15',
        object: 'charge',
        amount: 4599,
        amount_refunded: 0,
        captured: true,
        created: 1679090539,
        currency: 'eur',
        customer: 'cus_9s6XKzkNRiz8i3',
        billing_details: { name: 'Ana Silva', email: 'ana@example.com', phone: null, address: { country: 'PT' } },
        receipt_email: null,
        refunded: false,
        status: 'succeeded',
        ...more,
      },
    },
    ...of,
  };
}
