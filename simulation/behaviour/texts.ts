import type { Random } from '../random.ts';

const inbound = {
  negative: [
    'This is still not working and nobody has called me back.',
    'I waited a week and the order was wrong again.',
    'Very disappointed with the service.',
    'Please sort this out, I am losing patience.',
    'That is too expensive for what it is.',
    'I asked twice already.',
  ],
  neutral: [
    'Hi, I saw your message.',
    'I saw the price list.',
    'A friend told me about you.',
    'I will have a look and let you know.',
    'I am still thinking about it.',
    'Just having a look around.',
  ],
  positive: [
    'Thank you, that was quick!',
    'Great, exactly what I was looking for.',
    'Perfect, I would love to order.',
    'Brilliant service as always.',
    'Yes please, sounds wonderful.',
    'Thanks so much, very happy with it.',
  ],
} as const;

const questions = [
  'Can I collect it this week?',
  'Can I pay on delivery?',
  'Do you have it in blue?',
  'How soon could you deliver?',
];
const wishes = [
  'I am looking for two of them, for my sister and me, and would like to have them before the end of the month.',
  'It should fit into a small flat and last for some years, so I would rather pay a little more for good quality.',
  'My neighbour has the same one and is very pleased with it, so I have been meaning to get one for weeks.',
];

const outbound = {
  promotional: [
    'This week only: 20% off our new collection.',
    'Members get free delivery until Sunday.',
    'Our new arrivals are in, have a first look.',
  ],
  support: [
    'We have checked your order and will put it right.',
    'Could you send us the order number?',
    'Your replacement is on its way.',
  ],
  informational: [
    'Thank you for your interest! Here is what you asked for.',
    'We have it in stock in your size.',
    'Shall we reserve one for you?',
  ],
} as const;
export type ContentType = keyof typeof outbound;

const details = [
  'Every item comes with a two-year guarantee, and you can return it within thirty days in any of our shops without giving a reason.',
  'You can pay by card, by mobile money or in monthly instalments, and we will confirm the delivery time as soon as the order is placed.',
];
const urgencies = ['', ' Please let us know by tomorrow.', ' Please answer today, the offer ends tonight.'] as const;

/**
 * What a contact writes; the text agrees with `sentiment` (-1 to 1). The keener the contact (`warmth` 0-1), the more it says
 * and asks.
 */
export function inboundText(sentiment: number, warmth: number, random: Random): string {
  const parts: string[] = [
    random.pick(inbound[sentiment < -0.2 ? 'negative' : sentiment > 0.2 ? 'positive' : 'neutral']),
  ];
  if (random.chance(0.07 + 0.68 * warmth)) parts.push(random.pick(wishes));
  if (random.chance(0.09 + 0.72 * warmth)) parts.push(random.pick(questions));
  return parts.join(' ');
}

/** What the business writes; a long one has more than 200 characters. `urgency` is 0 to 2. */
export function outboundText(type: ContentType, urgency: number, long: boolean, random: Random): string {
  const opening = random.pick(outbound[type]);
  return `${opening}${long ? ` ${details.join(' ')}` : ''}${urgencies[urgency]}`;
}
