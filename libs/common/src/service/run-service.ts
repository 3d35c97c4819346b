import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import { databaseTrouble } from '../database/database-trouble.js';
import { loadSettings, SettingsError } from '../settings/load-settings.js';
import type { PlatformSettings } from '../settings/platform-settings.js';
import { createService } from './create-service.js';
import type { ServiceDefinition } from './create-service.js';

function startFailure(error: unknown, settings: PlatformSettings | null): string {
  if (error instanceof SettingsError) return error.message;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : String(error);
  if (code === 'EADDRINUSE') {
    return `Port ${settings?.PORT} is in use by another program; stop it or set PORT to a free one.`;
  }
  if (databaseTrouble(error)?.code === 'database_unavailable') {
    return `The database cannot be reached (${message}); is PostgreSQL running and DATABASE_URL right?`;
  }
  if (code === '28P01' || code === '28000')
    return 'The database refused the user or password in DATABASE_URL.';
  if (code === '3D000') return 'The database named in DATABASE_URL does not exist; create it first.';
  return `Could not start: ${message}`;
}

/** Starts a service; any failure is one sentence on stderr and exit code 1. */
export async function runService<Schema extends z.ZodObject>(
  service: ServiceDefinition<Schema>,
): Promise<void> {
  // A log that cannot be written, because its disk is full or its reader gone, must not end the service.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  let platform: PlatformSettings | null = null;
  try {
    const settings = loadSettings(service.schema, process.env);
    platform = settings as unknown as PlatformSettings;
    const app = await createService(service, settings);
    await app.listen(platform.PORT, platform.HOST);
    new Logger('start').log(`${service.name} listens on ${await app.getUrl()}`);
  } catch (error) {
    process.stderr.write(`${service.name}: ${startFailure(error, platform)}\n`);
    process.exit(1);
  }
}
