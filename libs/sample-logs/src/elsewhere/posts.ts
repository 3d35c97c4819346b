import type { Logged } from './service-log.js';

const BATCH = 100;
/** The client got no answer to one batch of so many, and sent it again. */
const SENT_AGAIN = 4;
/** Days at the end of the period whose events are posted while they happen. */
const POSTED_DAYS = 7;

/** Whether a user listens in the browser, which posts events while they happen, beside the logs. */
export function isPosted(user: number, day: number, lastDay: number): boolean {
  return user % 5 === 2 && day > lastDay - POSTED_DAYS;
}

/** Whether the logs never get the events that the browser of this user posts. */
export function isOnlyPosted(user: number): boolean {
  return user % 15 === 2;
}

/** The events that browsers post, as bodies of `POST /events`. */
export class Posts {
  private readonly events: object[] = [];

  add({ event: { kind, device }, record }: Logged): void {
    const { listener, track, title, artist, text, at, played_ms } = record;
    const song = { songId: track, title, singer: artist };
    this.events.push({
      eventId: `web-${this.events.length}`,
      kind,
      happenedAt: at,
      userId: listener,
      device,
      ...(kind === 'search' ? { query: text } : song),
      ...(kind === 'play' ? { playSeconds: played_ms! / 1000 } : {}),
    });
  }

  /** A line of JSON for each batch, in the order in which they are sent. */
  lines(): string {
    const batches: string[] = [];
    for (let at = 0; at < this.events.length; at += BATCH) {
      const line = `${JSON.stringify({ events: this.events.slice(at, at + BATCH) })}\n`;
      batches.push(line, ...(batches.length % SENT_AGAIN === 0 ? [line] : []));
    }
    return batches.join('');
  }
}
