import { DomainError } from '#common';

/** As long as a batch waits for its turn. */
const WAIT_MS = 5_000;

interface Waiting {
  start: () => void;
  timer: NodeJS.Timeout;
}

/**
 * A limit of the batches that are stored at a time, each by one connection; others queue: without a limit ten senders
 * would leave no connection to loads and other requests.
 */
export class PostingSlots {
  private readonly queue: Waiting[] = [];

  constructor(private free: number) {}

  /** @throws DomainError unavailable (events_busy) when no turn came in time */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await this.turn();
    try {
      return await work();
    } finally {
      this.pass();
    }
  }

  private async turn(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        start: resolve,
        timer: setTimeout(() => {
          this.queue.splice(this.queue.indexOf(waiting), 1);
          reject(eventsBusy());
        }, WAIT_MS),
      };
      this.queue.push(waiting);
    });
  }

  /** The next in the queue has the slot, or it is free. */
  private pass(): void {
    const next = this.queue.shift();
    if (next === undefined) {
      this.free++;
      return;
    }
    clearTimeout(next.timer);
    next.start();
  }
}

function eventsBusy(): DomainError {
  return new DomainError(
    'unavailable',
    'events_busy',
    'Too many batches wait to be stored; send the batch again in a few seconds.',
  );
}
