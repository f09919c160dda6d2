import { type DestinationStream, destination, type Level, type Logger, pino } from 'pino';

import { circumstances } from './circumstances.ts';
import { withoutSecrets, withoutTaskData } from './without-secrets.ts';

export type { Logger } from 'pino';

/** Log lines go to stderr, because stdout belongs to a command's result. */
const stderr = 2;

/**
 * A logger that writes JSON lines: `name` is the process or part that writes, `time` is ISO 8601, levels are words. A line says for which
 * request or step it was written.
 */
export function createLogger(
  name: string,
  level: Level | 'silent' = 'info',
  stream: DestinationStream = destination({ dest: stderr, sync: true }),
): Logger {
  return pino(
    {
      name,
      level,
      base: { name },
      mixin: () => ({ ...circumstances().fields }),
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      hooks: {
        // a message may come from a library
        logMethod(args, method) {
          const cleaned = args.map((arg) => (typeof arg === 'string' ? withoutTaskData(arg) : arg));
          method.apply(this, cleaned as typeof args);
        },
      },
    },
    stream,
  );
}
