import type { Standing } from '../../store/standing.ts';

/** What to do next, by how far somebody has come. */
export function nextSteps({ contacts, models }: Standing): string[] {
  if (!contacts)
    return [
      'Next, in another terminal: bring your data, or simulate a business.',
      '   npx perennial import --inspect contacts.csv',
      '   npx perennial import exports',
      '   npx perennial generate',
    ];
  if (!models)
    return ['Next: see what there is to learn from, then train.', '   npx perennial data', '   npx perennial train'];
  return [
    'Next: see whom to call today, on the dashboard or here.',
    '   npx perennial open',
    '   npx perennial predict lead_scoring',
  ];
}
