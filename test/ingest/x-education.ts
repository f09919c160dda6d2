import { createRandom } from '../../engine/random.ts';

/**
 * Leads that look like those of X Education (Kaggle, 'Lead Scoring'): how many of its 9,240 leads have each value, and which share of them
 * converted. Given the outcome the columns are drawn one by one, so a model finds them easier than the real ones.
 */
const columns: Readonly<Record<string, readonly (readonly [text: string, leads: number, converted: number])[]>> = {
  'Lead Origin': [
    ...([
      ['Landing Page Submission', 4886, 0.36],
      ['API', 3580, 0.31],
      ['Lead Add Form', 718, 0.92],
      ['Lead Import', 55, 0.24],
    ] as const),
  ],
  'Lead Source': [
    ...([
      ['Google', 2868, 0.4],
      ['Direct Traffic', 2543, 0.32],
      ['Olark Chat', 1755, 0.26],
      ['Organic Search', 1154, 0.38],
    ] as const),
    ...([
      ['Reference', 534, 0.92],
      ['Welingak Website', 142, 0.99],
      ['Referral Sites', 125, 0.25],
      ['', 36, 0.81],
    ] as const),
  ],
  'Last Activity': [
    ...([
      ['Email Opened', 3437, 0.36],
      ['SMS Sent', 2745, 0.63],
      ['Olark Chat Conversation', 973, 0.09],
    ] as const),
    ...([
      ['Page Visited on Website', 640, 0.24],
      ['Converted to Lead', 428, 0.13],
      ['Email Bounced', 326, 0.08],
    ] as const),
  ],
  'What is your current occupation': [
    ...([
      ['Unemployed', 5600, 0.44],
      ['', 2690, 0.14],
      ['Working Professional', 706, 0.92],
      ['Student', 210, 0.37],
    ] as const),
  ],
  Tags: [
    ...([
      ['', 3353, 0.25],
      ['Will revert after reading the email', 2072, 0.97],
      ['Ringing', 1203, 0.03],
    ] as const),
    ...([
      ['Interested in other courses', 513, 0.03],
      ['Already a student', 465, 0.01],
      ['Closed by Horizzon', 358, 0.99],
    ] as const),
    ...([
      ['switched off', 240, 0.02],
      ['Busy', 186, 0.56],
      ['Lost to EINS', 175, 0.98],
      ['Not doing further education', 145, 0.01],
    ] as const),
  ],
  'Lead Quality': [
    ...([
      ['', 4767, 0.21],
      ['Might be', 1560, 0.76],
      ['Not Sure', 1092, 0.24],
      ['High in Relevance', 637, 0.95],
    ] as const),
    ...([
      ['Worst', 601, 0.02],
      ['Low in Relevance', 583, 0.82],
    ] as const),
  ],
  'Lead Profile': [
    ...([
      ['Select', 4146, 0.41],
      ['', 2709, 0.14],
      ['Potential Lead', 1613, 0.79],
      ['Other Leads', 487, 0.37],
    ] as const),
    ...([
      ['Student of SomeSchool', 241, 0.04],
      ['Lateral Student', 24, 0.96],
    ] as const),
  ],
  City: [
    ...([
      ['Mumbai', 3222, 0.41],
      ['Select', 2249, 0.49],
      ['', 1420, 0.11],
      ['Thane & Outskirts', 752, 0.45],
    ] as const),
    ...([
      ['Other Cities', 686, 0.4],
      ['Other Cities of Maharashtra', 457, 0.44],
    ] as const),
  ],
  'Asymmetrique Activity Index': [
    ...([
      ['', 4218, 0.39],
      ['02.Medium', 3839, 0.42],
      ['01.High', 821, 0.3],
      ['03.Low', 362, 0.09],
    ] as const),
  ],
  'Last Notable Activity': [
    ...([
      ['Modified', 3407, 0.23],
      ['Email Opened', 2827, 0.37],
      ['SMS Sent', 2172, 0.69],
    ] as const),
    ...([
      ['Page Visited on Website', 318, 0.29],
      ['Olark Chat Conversation', 183, 0.14],
    ] as const),
  ],
  'Do Not Email': [
    ['No', 8506, 0.4],
    ['Yes', 734, 0.16],
  ],
  Magazine: [['No', 9240, 0.385]],
};

export const suspectsOfXEducation = ['lead:Lead Quality', 'lead:Tags'];

/** CSV with 'Prospect ID', 'Lead Number' and 'Converted' beside the columns; no date anywhere. */
export function xEducationLeads(count: number, seed: number): string {
  const random = createRandom(seed);
  const names = Object.keys(columns);
  const drawn = names.map((name) => [true, false].map((outcome) => drawer(columns[name] ?? [], outcome, random)));
  const lines = [
    ['Prospect ID', 'Lead Number', 'Converted', 'TotalVisits', 'Total Time Spent on Website', ...names].join(','),
  ];
  for (let at = 1; at <= count; at++) {
    const converted = random.next() < 0.385;
    // 0 for a fifth; else longer for those that convert
    const time =
      random.next() < (converted ? 0.17 : 0.27) ? 0 : Math.round((converted ? 1700 : 900) * Math.sqrt(random.next()));
    const texts = drawn.map(([one, other]) => (converted ? one : other)?.() ?? '');
    lines.push([`p${at}`, 660_737 - 3 * at, converted ? 1 : 0, random.integer(8), time, ...texts].join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** Draws values as leads of the outcome have them. */
function drawer(values: (typeof columns)[string], outcome: boolean, random: { next(): number }): () => string {
  const weights = values.map(([, leads, converted]) => leads * (outcome ? converted : 1 - converted));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let left = random.next() * all;
    const at = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return values[at]?.[0] ?? '';
  };
}
