import type { DigestWeek } from '../domain/alerts/digest-week.ts';
import type { NewMail } from '../store/alerts/mails.ts';
import { messageIdOf } from './compose-alert.ts';
import { type Letter, letterHtml, letterText } from './letter.ts';

/** What happened in a week, in sentences; an empty chapter says so. */
export type Digest = {
  readonly trained: readonly string[];
  readonly decided: readonly string[];
  readonly alerted: readonly string[];
  /** How right last month's scores were: one for each model. */
  readonly right: readonly string[];
  readonly due: readonly string[];
  /** Incidents that fire and that nobody looks after. */
  readonly firing: number;
};

export function composeDigest(input: {
  readonly key: string;
  readonly week: DigestWeek;
  readonly digest: Digest;
  readonly recipient: string;
  readonly dashboardUrl: string;
}): NewMail {
  const { key, week, digest, recipient, dashboardUrl } = input;
  const span = `${dayOf(week.from)} to ${dayOf(new Date(week.until.getTime() - 1))}`;
  const chapters = [
    ["How right last month's scores were", digest.right, 'No scores have outcomes yet.'],
    ['What alerted', digest.alerted, 'Nothing.'],
    ['What was trained', digest.trained, 'Nothing.'],
    ['What was decided', digest.decided, 'Nothing: the same versions serve.'],
    ['What is due', digest.due, 'Nothing.'],
  ] as const;
  const letter: Letter = {
    subject: `Perennial: the week of ${dayOf(week.from)} (${inShort(digest)})`,
    opening: `The week ${span}: ${inShort(digest)}`,
    matters: chapters.map(([title, lines, nothing]) => ({ title, lines: lines.length === 0 ? [nothing] : lines })),
    facts: [],
    causes: [],
    advice:
      digest.firing === 0
        ? [{ text: 'Nothing: no incident waits for anybody.' }]
        : [
            {
              command: 'npx perennial alerts list',
              text: 'to see what fires, and npx perennial alerts ack to look after it',
              button: { label: 'Open the dashboard', url: `${dashboardUrl}/#incidents` },
            },
          ],
  };
  return {
    key: `${key}/${recipient}`,
    messageId: messageIdOf(key, recipient),
    recipient,
    subject: letter.subject,
    body: letterText(letter),
    html: letterHtml(letter),
  };
}

function inShort({ trained, decided, firing }: Digest): string {
  const counts = [
    `${trained.length} trained`,
    `${decided.length} decided`,
    firing === 0 ? 'nothing fires' : `${firing} ${firing === 1 ? 'incident fires' : 'incidents fire'}`,
  ];
  return counts.join(', ');
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
