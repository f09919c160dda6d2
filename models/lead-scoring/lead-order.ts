import { keptPurchase } from '../history/purchases.ts';

/**
 * Which orders belong to a lead. An order that names a lead belongs to that lead, whenever it comes. One that names none belongs to the
 * contact's open lead that was created last before it, if the order came within the attribution window after that lead. So an order
 * belongs to one lead at most.
 *
 * A lead is open until it is won, lost or converted. What happened at an unknown time counts from its import on, so such a lead is
 * open when the order comes.
 */

/** An order for nothing is a purchase, but converts no lead. Where no rate is known for the currency, what was kept decides. */
const isOrder = `${keptPurchase} and coalesce(p.value > 0, true)`;

/** By stage and conversion date: a condition on a lead at a moment, both SQL. */
export function isOpen(lead: string, at: string): string {
  return `(${lead}.converted_at is null or ${lead}.converted_at >= ${at}) and coalesce((
      select v.stage from lead_versions as v where v.lead_id = ${lead}.id and v.valid_from < ${at}
      order by v.valid_from desc limit 1
    ), 'new') not in ('won', 'lost')`;
}

function mayTake(lead: string, attribution: string): string {
  return `${lead}.created_at <= p.purchased_at and p.purchased_at <= ${lead}.created_at + ${attribution}
    and ${isOpen(lead, 'p.purchased_at')}`;
}

/**
 * A condition on purchases `p`, since the lead `l` came. Each side of the `or` has an index.
 *
 * @param attribution SQL of an interval.
 */
export function isOrderOfLead(attribution: string): string {
  return `p.purchased_at >= l.created_at and ${isOrder} and (p.lead_id = l.id or p.contact_id = l.contact_id and p.lead_id is null
    and ${mayTake('l', attribution)}
    and not exists (
      select from leads as later
      where later.contact_id = l.contact_id
        and (later.created_at, later.external_id collate "C") > (l.created_at, l.external_id collate "C")
        and ${mayTake('later', attribution)}
    ))`;
}
