/**
 * waiting: due now or after a failed attempt. delivered: the receiver took it. parked: it wasn't taken for three days, and waits for a
 * person to replay it, which makes it wait again. withheld: the person whom it is about opted out meanwhile, or is gone. superseded: a
 * newer list was written. From all but waiting and parked nothing follows.
 */
export type DeliveryState = 'waiting' | 'delivered' | 'parked' | 'withheld' | 'superseded';
