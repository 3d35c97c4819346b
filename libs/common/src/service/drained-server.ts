import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** A turn accepts a connection, the next one reads its request; one more for a request that came in parts. */
const QUIET_TURNS = 3;
/**
 * Requests may go on to arrive; then the server is closed all the same. Of processor time: on a busy machine
 * more of them wait for longer.
 */
const LONGEST_MS = 1_000;
const CLOSE_IDLE_EVERY_MS = 20;

/** Connections that never sent a request; to be made before the server listens. */
export function silentConnections(server: Server): ReadonlySet<Socket> {
  const silent = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket));
  return silent;
}

/**
 * Closes a server once it has read what the system has received for it. Node takes a connection whose request
 * has arrived but was not read yet for an idle one, and destroys it; that happens whenever the event loop is
 * behind. A connection whose last answer was sent after the beginning of the close is closed too: Node would
 * leave it open until its caller does. So is a silent connection, which Node does not count as idle.
 * @param close stops accepting connections; settles when the last one has ended
 */
export async function closeDrained(
  server: Server,
  silent: ReadonlySet<Socket>,
  close: () => Promise<void>,
): Promise<void> {
  await readArrived(server);
  const closed = close().then(() => true);
  while (!(await Promise.race([closed, sleep(CLOSE_IDLE_EVERY_MS, false)]))) {
    await readArrived(server);
    server.closeIdleConnections();
    for (const socket of silent) socket.destroy();
  }
}

/** Waits until the event loop finds no new connection and no new request. */
async function readArrived(server: Server): Promise<void> {
  let arrivals = 0;
  const count = (): void => {
    arrivals++;
  };
  for (const event of ['connection', 'request']) server.on(event, count);
  const deadline = processorMs() + LONGEST_MS;
  for (let quiet = 0; quiet < QUIET_TURNS && processorMs() < deadline;) {
    const before = arrivals;
    await nextTurn();
    quiet = arrivals === before ? quiet + 1 : 0;
  }
  for (const event of ['connection', 'request']) server.off(event, count);
}

/** Milliseconds that this thread has run. */
function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
