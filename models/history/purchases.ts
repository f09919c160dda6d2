/**
 * Whether `p` is a purchase that the business kept something of: paid, and not paid back whole. One that is
 * refunded counts only where it says that less than all was paid back. What is pending, voided or failed is none,
 * nor is a refund that came as a row of its own. An order for nothing is one. Its worth is `p.value`, which is null where the currency
 * has no rate: it counts then, and adds nothing.
 */
export const keptPurchase = `(p.amount > p.refunded and (p.state = 'paid' or (p.state = 'refunded' and p.refunded > 0))
  or (p.state = 'paid' and p.amount = 0 and p.refunded = 0))`;
