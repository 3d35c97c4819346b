import { ConsoleLogger } from '@nestjs/common';
import type { ConsoleLoggerOptions, LogLevel } from '@nestjs/common';
import { requestContext } from './request-context.js';

const LEVELS: LogLevel[] = ['error', 'warn', 'log', 'debug'];

/**
 * Says in each JSON line which request it belongs to, by `requestId` and, where the caller traces, `traceId`.
 */
class ServiceLogger extends ConsoleLogger {
  protected override getJsonLogObject(
    ...line: Parameters<ConsoleLogger['getJsonLogObject']>
  ): ReturnType<ConsoleLogger['getJsonLogObject']> {
    return Object.assign(super.getJsonLogObject(...line), requestContext()?.names);
  }
}

/** One JSON object a line (or readable lines for people), from the given level upwards. */
export function createServiceLogger(
  service: string,
  level: LogLevel,
  format: 'json' | 'pretty',
): ConsoleLogger {
  const options: ConsoleLoggerOptions = {
    prefix: service,
    json: format === 'json',
    colors: format === 'pretty' && process.stdout.isTTY,
    logLevels: LEVELS.slice(0, LEVELS.indexOf(level) + 1),
    flattenParams: true,
  };
  return new ServiceLogger(options);
}
