import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { secret, source } from './stage.ts';

/** One message of somebody, as Meta posts it. */
export type Event = {
  readonly id: string;
  readonly body: Buffer;
  readonly signature: string;
  /** ms after the start at which it is posted. */
  readonly at: number;
};

const people = 500;

/**
 * Messages of 500 people at an even rate. A tenth is posted twice, the second time up to two seconds later; a tenth is posted up to two seconds
 * late, after others of the same person. Deterministic.
 *
 * @param startedAt s since 1970. @param first number of the first message
 */
export function planEvents(perSecond: number, seconds: number, startedAt: number, first = 0): Event[] {
  const count = perSecond * seconds;
  const events: Event[] = [];
  for (let at = 0; at < count; at++) {
    const due = (at * 1000) / perSecond;
    const phone = `3519${String(10_000_000 + ((at * 7919) % people))}`;
    const id = `wamid.${first + at}`;
    const body = Buffer.from(
      JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '102290129340398',
            changes: [
              {
                field: 'messages',
                value: {
                  messaging_product: 'whatsapp',
                  metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
                  contacts: [{ profile: { name: `Person ${phone}` }, wa_id: phone }],
                  messages: [
                    {
                      ...{ from: phone, id, timestamp: String(startedAt - count + at), type: 'text' },
                      text: { body: `Message ${at}: how much is the cake, and when can I fetch it?` },
                    },
                  ],
                },
              },
            ],
          },
        ],
      }),
    );
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
    const isLate = at % 10 === 3;
    const event = { id, body, signature, at: due + (isLate ? (at * 37) % 2_000 : 0) };
    events.push(event);
    if (at % 10 === 7) events.push({ ...event, at: event.at + ((at * 53) % 2_000) });
  }
  return events.sort((a, b) => a.at - b.at);
}

export type Answer = {
  readonly id: string;
  /** ms after the start. */
  readonly sentAt: number;
  readonly milliseconds: number;
  /** 0: no answer came. */
  readonly status: number;
  readonly retryAfter: string | undefined;
};

export function createSender(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const { hostname, port } = new URL(url);

  /** Resolves with whatever answer there is. */
  function post({ id, body, signature }: Event, startedAt: number): Promise<Answer> {
    const from = performance.now();
    return new Promise((resolve) => {
      const done = (status: number, retryAfter?: string) =>
        resolve({ id, sentAt: from - startedAt, milliseconds: performance.now() - from, status, retryAfter });
      const sent = request(
        {
          ...{ hostname, port, agent, method: 'POST', path: `/hooks/${source}` },
          headers: {
            'content-type': 'application/json',
            'content-length': body.length,
            'x-hub-signature-256': signature,
          },
        },
        (answer) => {
          answer.resume();
          answer.once('end', () => done(answer.statusCode ?? 0, answer.headers['retry-after']));
        },
      );
      sent.once('error', () => done(0));
      sent.end(body);
    });
  }
  return { post, close: () => agent.destroy() };
}
