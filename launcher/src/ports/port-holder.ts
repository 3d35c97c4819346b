import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { identifyProcess } from '#common/embedded-postgres';

const LISTENING = '0A';

/**
 * The process that listens on a TCP port, as "process 123 (node server.js)"; null when it cannot be known:
 * not Linux, or the process belongs to another account.
 */
export function portHolder(port: number): string | null {
  if (process.platform !== 'linux') return null;
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    listeningSockets(readTable(table), port),
  );
  if (sockets.length === 0) return null;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || !holdsAny(entry, sockets)) continue;
    const identity = identifyProcess(Number(entry));
    if (identity) return `process ${identity.pid} (${shorten(identity.command)})`;
  }
  return null;
}

/**
 * Socket numbers of a /proc/net/tcp table that listen on the port (local address is `ADDRESS:PORT` in hex).
 */
export function listeningSockets(table: string, port: number): string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    return fields[1]?.endsWith(wanted) && fields[3] === LISTENING && fields[9] ? [fields[9]] : [];
  });
}

function holdsAny(pid: string, sockets: readonly string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
        return sockets.some((socket) => target === `socket:[${socket}]`);
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

function readTable(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function shorten(command: string): string {
  return command.length > 80 ? `${command.slice(0, 77)}...` : command;
}
