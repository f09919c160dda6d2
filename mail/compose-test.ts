import { drawChart } from './chart.ts';
import { letterHtml, letterText } from './letter.ts';
import type { Mail } from './mailer.ts';

const cid = 'test@perennial.invalid';

/** A mail built like an alert in every part, for `perennial alerts test`. `token` makes each one unique. */
export function composeTest(input: {
  readonly token: string;
  readonly recipient: string;
  readonly dashboardUrl: string;
  readonly sentAt: Date;
}): Mail {
  const { token, recipient, dashboardUrl, sentAt } = input;
  const limit = 15;
  const letter = {
    subject: 'Test: ML Model Performance Alert',
    opening: 'This is a test: no model is degraded',
    matters: [
      {
        title: 'A metric as an alert would show it',
        lines: [`MAE is 16.00; the limit is at most ${limit}.00.`],
        url: `${dashboardUrl}/`,
        chart: { cid, alt: 'an invented MAE over 6 windows; dashed: the limit' },
      },
    ],
    facts: [['Sent', sentAt.toISOString()]],
    causes: [],
    advice: [{ text: 'Nothing. Alerts will reach you the way this mail did.' }],
  } as const;
  const values = [9, 9.5, 9.2, 11, 14, 16];
  const points = values.map((value, at) => {
    const window = new Date(sentAt.getTime() - (values.length - 1 - at) * 86_400_000).toISOString();
    return { value, low: value - 1, high: value + 1, limit, window };
  });
  return {
    messageId: `<test-${token}@perennial.invalid>`,
    to: recipient,
    subject: letter.subject,
    text: letterText(letter),
    html: letterHtml(letter),
    charts: [{ cid, png: drawChart(points).toString('base64') }],
    thread: [],
  };
}
