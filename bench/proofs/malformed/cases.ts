import type { Random } from '../../../engine/random.ts';
import { bodyCases } from './body-cases.ts';
import { type Case, createTools, smuggledName } from './case-tools.ts';
import { connectionCases } from './connection-cases.ts';
import { headCases } from './head-cases.ts';

export function createCases(random: Random, token: string): { next(): Case; slow(at: number): Case } {
  const tools = createTools(random, token);
  const { base, head, post, pick, refused } = tools;
  const makers = [...bodyCases(tools), ...headCases(tools), ...connectionCases(tools)];
  const slowMakers: readonly (() => Case)[] = [
    () => slow('a slow head', [...head('GET /api/v1/session HTTP/1.1', [...base, `X: ${'x'.repeat(300)}`])], [408]),
    () => slow('nothing', [], [408]),
    () => {
      const text = JSON.stringify({ name: smuggledName, role: 'viewer' }).padEnd(400);
      const whole = post('/api/v1/tokens', Buffer.from(text));
      return slow('a slow body', [...whole], [408], whole.length - text.length);
    },
  ];

  /** A byte each 0.4 s; the first `atOnce` of them come at once. */
  function slow(kind: string, bytes: readonly number[], allowed: readonly number[], atOnce = 20): Case {
    const parts = [
      { bytes: Buffer.from(bytes.slice(0, atOnce)) },
      ...bytes.slice(atOnce).map((byte) => ({ bytes: Buffer.from([byte]), wait: 400 })),
    ];
    return { ...refused(kind, { parts, ending: 'read' }, allowed), isSlow: true };
  }

  return {
    next: () => pick(makers)(),
    slow: (at: number) => (slowMakers[at % slowMakers.length] as () => Case)(),
  };
}
