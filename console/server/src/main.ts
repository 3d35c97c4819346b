import { loadSettings, SettingsError } from '#common/settings';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createConsole } from './console-server.js';
import { consoleSettings } from './console.settings.js';

const BROWSER_APP = resolve(fileURLToPath(import.meta.url), '../../../browser');

function startFailure(error: unknown): string {
  const { code, message } = error as Error & { code?: string };
  if (error instanceof SettingsError) return message;
  if (code === 'EADDRINUSE') {
    return 'The port is in use by another program; stop it or set PORT to a free one.';
  }
  return `Could not start: ${message}`;
}

// A log that cannot be written must not end the console.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
try {
  const settings = loadSettings(consoleSettings, process.env);
  const app = await createConsole(settings, BROWSER_APP);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void app.close().then(() => process.exit(0)));
  }
  const url = await app.listen({ host: settings.HOST, port: settings.PORT });
  process.stdout.write(`console listens on ${url}\n`);
} catch (error) {
  process.stderr.write(`console: ${startFailure(error)}\n`);
  process.exit(1);
}
