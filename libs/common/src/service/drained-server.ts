import type { Server } from 'node:http';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** A turn accepts a connection, the next one reads its request; one more for a request that came in parts. */
const QUIET_TURNS = 3;
/** Requests may go on to arrive; then the server is closed all the same. */
const LONGEST_MS = 1_000;
const CLOSE_IDLE_EVERY_MS = 20;

/**
 * Closes a server once it has read what the system has received for it. Node takes a connection whose request
 * has arrived but was not read yet for an idle one, and destroys it; that happens whenever the event loop is
 * behind. A connection whose last answer was sent after the beginning of the close is closed too: Node would
 * leave it open until its caller does.
 * @param close stops accepting connections; settles when the last one has ended
 */
export async function closeDrained(server: Server, close: () => Promise<void>): Promise<void> {
  await readArrived(server);
  const closed = close().then(() => true);
  while (!(await Promise.race([closed, sleep(CLOSE_IDLE_EVERY_MS, false)]))) {
    await readArrived(server);
    server.closeIdleConnections();
  }
}

/** Waits until the event loop finds no new connection and no new request. */
async function readArrived(server: Server): Promise<void> {
  let arrivals = 0;
  const count = (): void => {
    arrivals++;
  };
  for (const event of ['connection', 'request']) server.on(event, count);
  const deadline = Date.now() + LONGEST_MS;
  for (let quiet = 0; quiet < QUIET_TURNS && Date.now() < deadline;) {
    const before = arrivals;
    await nextTurn();
    quiet = arrivals === before ? quiet + 1 : 0;
  }
  for (const event of ['connection', 'request']) server.off(event, count);
}
