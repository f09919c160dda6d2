import { z } from 'zod';
import {
  type HookRow,
  hookRow,
  optionalText,
  parseDelivery,
  personRows,
  type ReadDelivery,
  type StoredDelivery,
  unixSeconds,
} from './hook-row.ts';

/**
 * Stripe. Shapes: the objects Event, Charge and Customer of docs.stripe.com/api. Each event holds the whole object as it was then, and events
 * come in any order (docs.stripe.com/webhooks), so `created` of the event says which one is newer.
 */

const billing = z.looseObject({
  name: optionalText,
  email: optionalText,
  phone: optionalText,
  address: z.looseObject({ country: optionalText }).nullish(),
});
/** The id, or the whole object where it was expanded. */
const reference = z.union([z.string(), z.looseObject({ id: z.string() }).transform(({ id }) => id)]).nullish();
const charge = z.looseObject({
  id: z.string().min(1),
  amount: z.number().int(),
  amount_refunded: z.number().int().nullish(),
  captured: z.boolean().nullish(),
  created: unixSeconds,
  currency: z.string(),
  customer: reference,
  billing_details: billing.nullish(),
  receipt_email: optionalText,
  refunded: z.boolean().nullish(),
  status: z.string(),
});
const customer = billing.extend({ id: z.string().min(1), created: unixSeconds.nullish() });
const event = z.looseObject({
  type: z.string().max(100),
  created: unixSeconds,
  data: z.looseObject({ object: z.unknown() }),
});

export function readStripe({ body }: StoredDelivery): ReadDelivery {
  const { type, created: at, data } = parseDelivery(event, body);
  const rows = rowsOf(type, data.object, at);
  return { event: type, known: rows !== null, rows: rows ?? [] };
}

function rowsOf(type: string, object: unknown, at: string): HookRow[] | null {
  if (ofCharges.has(type)) return chargeRows(parseDelivery(charge, object), at);
  if (type === 'customer.created' || type === 'customer.updated')
    return customerRows(parseDelivery(customer, object), at);
  // a payment's charge has events of its own; a person who was deleted there may be known by other systems
  return /^(payment_intent\.|charge\.dispute\.|charge\.refund\.|customer\.deleted$)/.test(type) ? [] : null;
}

const ofCharges: ReadonlySet<string> = new Set(
  ['succeeded', 'failed', 'pending', 'captured', 'expired', 'updated', 'refunded'].map((each) => `charge.${each}`),
);

/** Payments of nobody are left out. */
function chargeRows(paid: z.output<typeof charge>, at: string): HookRow[] {
  const { billing_details: billed, customer: contact, created } = paid;
  const email = billed?.email || paid.receipt_email;
  if (!contact && !email) return [];
  const currency = paid.currency.toUpperCase();
  return [
    ...personRows(
      {
        ...{ external_id: contact, name: billed?.name, email, phone: billed?.phone },
        ...{ country: billed?.address?.country, created_at: created },
      },
      at,
    ),
    hookRow(
      'purchases',
      {
        ...{ external_id: paid.id, ...(contact ? { contact } : { contact_email: email }) },
        ...{ amount: inUnits(paid.amount, currency), currency, state: stateOf(paid) },
        ...{ refunded: inUnits(paid.amount_refunded ?? 0, currency), purchased_at: created },
      },
      at,
    ),
  ];
}

function stateOf({ status, refunded, captured }: z.output<typeof charge>): string {
  if (status !== 'succeeded') return status; // pending, failed
  if (refunded === true) return 'refunded';
  return captured === false ? 'pending' : 'paid';
}

function customerRows(told: z.output<typeof customer>, at: string): HookRow[] {
  const { id, name, email, phone, address, created } = told;
  const profile = { name, email, phone, country: address?.country };
  return personRows({ external_id: id, ...profile, created_at: created ?? at }, at);
}

/** docs.stripe.com/currencies: amounts are in the smallest unit, of these currencies in the unit itself, of the others below in thousandths. */
const zeroDecimal = /^(BIF|CLP|DJF|GNF|JPY|KMF|KRW|MGA|PYG|RWF|VND|VUV|XAF|XOF|XPF)$/;
const threeDecimal = /^(BHD|JOD|KWD|OMR|TND)$/;

function inUnits(amount: number, currency: string): string {
  if (zeroDecimal.test(currency)) return String(amount);
  return threeDecimal.test(currency) ? (amount / 1000).toFixed(3) : (amount / 100).toFixed(2);
}
