import { once } from 'node:events';
import { createServer } from 'node:net';
import { LauncherError } from '../launcher-error.js';

/**
 * Checks that a server can listen there, by listening and closing at once.
 * @param option the option that would choose another port
 * @throws LauncherError with one sentence
 */
export async function requireFreePort(host: string, port: number, option: string): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new LauncherError(whyRefused(error as NodeJS.ErrnoException, host, port, option), { cause: error });
  }
  server.close();
  await once(server, 'close');
}

function whyRefused(
  { code, message }: NodeJS.ErrnoException,
  host: string,
  port: number,
  option: string,
): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program: stop it, or choose another port with ${option}.`;
    case 'EACCES':
      return `This account may not listen on port ${port}: choose a port above 1023 with ${option}.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine: choose another one with --host.`;
    default:
      return `The platform cannot listen on port ${port}: ${message}`;
  }
}
