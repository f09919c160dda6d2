import { z } from 'zod';
import {
  anyId,
  type HookRow,
  hookRow,
  optionalText,
  parseDelivery,
  personRows,
  type ReadDelivery,
  type StoredDelivery,
} from './hook-row.ts';

/**
 * Shopify. Headers: shopify.dev/docs/apps/build/webhooks/delivery-structure; bodies are the REST resources of the topic,
 * shopify.dev/docs/api/webhooks. Since 2025-01 a customer's consent comes by a topic of its own (changelog of that version).
 * An order is known by its name (#1001), as in Shopify's CSV exports. orders/updated repeats the whole order with its refunds.
 */

const address = z.looseObject({ name: optionalText, phone: optionalText, country_code: optionalText }).nullish();
const customer = z.looseObject({
  id: anyId,
  email: optionalText,
  phone: optionalText,
  first_name: optionalText,
  last_name: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
  default_address: address,
});
const money = z.union([z.string(), z.number()]).transform(String);
const order = z.looseObject({
  name: z.string().min(1),
  email: optionalText,
  contact_email: optionalText,
  phone: optionalText,
  created_at: z.string(),
  updated_at: optionalText,
  cancelled_at: optionalText,
  currency: z.string(),
  total_price: money,
  financial_status: optionalText,
  line_items: z.array(z.looseObject({ quantity: z.number() })).nullish(),
  refunds: z
    .array(
      z.looseObject({
        transactions: z
          .array(z.looseObject({ kind: optionalText, status: optionalText, amount: money.nullish() }))
          .nullish(),
      }),
    )
    .nullish(),
  customer: customer.nullish(),
  billing_address: address,
  shipping_address: address,
});
const consent = z.looseObject({
  customer_id: anyId,
  email_marketing_consent: z.looseObject({ state: z.string(), consent_updated_at: optionalText }),
});
const merge = z.looseObject({
  admin_graphql_api_customer_kept_id: z.string(),
  admin_graphql_api_customer_deleted_id: z.string(),
  status: optionalText,
});

export function readShopify(delivery: StoredDelivery): ReadDelivery {
  const topic = delivery.headers['x-shopify-topic'] ?? 'no topic';
  const rows = rowsOf(topic, delivery);
  return { event: topic, known: rows !== null, rows: rows ?? [] };
}

function rowsOf(topic: string, { body, receivedAt }: StoredDelivery): HookRow[] | null {
  if (ofOrders.has(topic)) return orderRows(parseDelivery(order, body));
  switch (topic) {
    case 'customers/create':
    case 'customers/update':
    case 'customers/enable':
    case 'customers/disable':
      return customerRows(parseDelivery(customer, body), receivedAt.toISOString());
    case 'customers/merge':
      return mergeRows(parseDelivery(merge, body));
    case 'customers_email_marketing_consent/update':
      return consentRows(parseDelivery(consent, body), receivedAt.toISOString());
    // the person may be known by other systems, and what was bought was bought
    case 'customers/delete':
    // they name the order by a number that nothing else here knows it by; orders/updated says the same
    case 'refunds/create':
    case 'orders/delete':
      return [];
    default:
      return null;
  }
}

const ofOrders: ReadonlySet<string> = new Set(
  ['create', 'updated', 'paid', 'cancelled', 'fulfilled', 'partially_fulfilled', 'edited'].map(
    (each) => `orders/${each}`,
  ),
);

const states: Readonly<Record<string, string>> = {
  paid: 'paid',
  partially_refunded: 'paid',
  refunded: 'refunded',
  pending: 'pending',
  authorized: 'pending',
  partially_paid: 'pending',
  expired: 'voided',
  voided: 'voided',
};

/** Orders of nobody, as at a point of sale, are left out. */
function orderRows(sold: z.output<typeof order>): HookRow[] {
  const buyer = buyerOf(sold);
  if (buyer === null) return [];
  const { external_id: contact, email: contact_email, phone: contact_phone } = buyer;
  const changedAt = sold.updated_at ?? sold.created_at;
  const status = sold.financial_status ?? 'pending';
  return [
    ...personRows(buyer, changedAt),
    hookRow(
      'purchases',
      {
        external_id: sold.name,
        ...(contact == null ? { contact_email, contact_phone } : { contact }),
        amount: sold.total_price,
        quantity: sold.line_items?.reduce((sum, { quantity }) => sum + quantity, 0) || null,
        currency: sold.currency,
        state: states[status] ?? status,
        refunded: refundedOf(sold),
        purchased_at: sold.created_at,
      },
      changedAt,
    ),
  ];
}

function buyerOf(sold: z.output<typeof order>) {
  const places = [sold.billing_address, sold.shipping_address];
  const email = sold.customer?.email || sold.email || sold.contact_email;
  const phone = sold.customer?.phone || sold.phone || places.map((place) => place?.phone).find(Boolean);
  if (sold.customer == null && !email && !phone) return null;
  const named = sold.customer == null ? '' : nameOf(sold.customer);
  const name = named || places.map((place) => place?.name).find(Boolean);
  const country = places.map((place) => place?.country_code).find(Boolean);
  const createdAt = sold.customer?.created_at ?? sold.created_at;
  return { external_id: sold.customer?.id, name, email, phone, country, created_at: createdAt };
}

function customerRows(told: z.output<typeof customer>, receivedAt: string): HookRow[] {
  const { id, email, phone, default_address: home, created_at: createdAt, updated_at: changedAt } = told;
  const profile = { name: nameOf(told), email, phone: phone || home?.phone, country: home?.country_code };
  return personRows({ external_id: id, ...profile, created_at: createdAt ?? receivedAt }, changedAt ?? receivedAt);
}

function nameOf({ first_name: first, last_name: last }: z.output<typeof customer>): string {
  return [first, last].filter(Boolean).join(' ');
}

/** In cents, because sums of decimal fractions aren't exact. */
function refundedOf({ refunds }: z.output<typeof order>): string {
  const paidBack = (refunds ?? [])
    .flatMap(({ transactions }) => transactions ?? [])
    .filter(({ kind, status }) => kind === 'refund' && status === 'success');
  const cents = paidBack.reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
  return (cents / 100).toFixed(2);
}

function consentRows(
  { customer_id: contact, email_marketing_consent: told }: z.output<typeof consent>,
  receivedAt: string,
) {
  const at = told.consent_updated_at ?? receivedAt;
  return [hookRow('opt_ins', { contact, opted_in: told.state === 'subscribed', at })];
}

function mergeRows(told: z.output<typeof merge>): HookRow[] {
  if (told.status != null && told.status !== 'completed') return [];
  const numberOf = (id: string) => id.slice(id.lastIndexOf('/') + 1);
  return [
    hookRow('contacts', {
      external_id: numberOf(told.admin_graphql_api_customer_deleted_id),
      merged_into: numberOf(told.admin_graphql_api_customer_kept_id),
    }),
  ];
}
