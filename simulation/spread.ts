/**
 * Deals `total` over the contacts as evenly as whole numbers allow; those who come first in `order` get the remainder.
 * Returns how many each contact gets.
 */
export function spread(order: Uint32Array, total: number): Uint32Array {
  const each = Math.floor(total / order.length);
  const counts = new Uint32Array(order.length).fill(each);
  for (let at = 0; at < total - each * order.length; at++) counts[order[at]]++;
  return counts;
}

/** Each contact's place in an order. */
export function turnsIn(order: Uint32Array): Uint32Array {
  const found = new Uint32Array(order.length);
  order.forEach((contact, at) => {
    found[contact] = at;
  });
  return found;
}
