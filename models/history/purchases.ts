/**
 * Whether `p` is a purchase that the business kept something of: paid, and not paid back whole. What is pending, voided or failed is none,
 * nor is a refund that came as a row of its own. An order for nothing is one. Its worth is `p.value`, which is null where the currency
 * has no rate: it counts then, and adds nothing.
 */
export const keptPurchase = `(p.state in ('paid', 'refunded') and (p.amount > p.refunded or (p.amount = 0 and p.refunded = 0)))`;
