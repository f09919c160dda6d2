import { type DestinationStream, destination, type Level, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Log lines go to stderr, because stdout belongs to a command's result. */
const stderr = 2;

/** A logger that writes JSON lines: `name` is the process or part that writes, `time` is ISO 8601, levels are words. */
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
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      // pino serialises errors only under `err`: under any other name they become {}
      serializers: { error: pino.stdSerializers.err },
      redact: ['password', 'token', '*.password', '*.token', 'headers.authorization'],
    },
    stream,
  );
}
