import { ConsoleLogger } from '@nestjs/common';
import type { LogLevel } from '@nestjs/common';

const LEVELS: LogLevel[] = ['error', 'warn', 'log', 'debug'];

/** One JSON object a line (or readable lines for people), from the given level upwards. */
export function createServiceLogger(
  service: string,
  level: LogLevel,
  format: 'json' | 'pretty',
): ConsoleLogger {
  return new ConsoleLogger({
    prefix: service,
    json: format === 'json',
    colors: format === 'pretty' && process.stdout.isTTY,
    logLevels: LEVELS.slice(0, LEVELS.indexOf(level) + 1),
  });
}
