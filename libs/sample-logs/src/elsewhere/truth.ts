import { dateOf } from '../calendar.js';
import type { EventKind } from '../holes.js';
import type { Logged } from './service-log.js';

/** Where an event is: in a file from the start, in what a file gets later, or in a posted batch. */
const PLACES = ['archived', 'added', 'posted'] as const;
type Place = (typeof PLACES)[number];

/** The right counts: of each day, kind and user, how many events are in each place. */
export class Truth {
  readonly events: Record<EventKind, number> = { play: 0, download: 0, search: 0 };
  /** Records that name no day that anybody could believe. */
  readonly rejected: Record<Place, number> = { archived: 0, added: 0, posted: 0 };
  private readonly counts = new Map<string, Record<Place, number>>();

  add({ event: { day, kind }, record: { listener } }: Logged, place: Place): void {
    if (day === 0) {
      this.rejected[place]++;
      return;
    }
    if (place === 'archived') this.events[kind]++;
    const key = `${dateOf(day)},${kind},${listener}`;
    const counts = this.counts.get(key) ?? { archived: 0, added: 0, posted: 0 };
    counts[place]++;
    this.counts.set(key, counts);
  }

  /** As a CSV, by day, kind and user. */
  csv(): string {
    const rows = [...this.counts].map(
      ([key, counts]) => `${key},${PLACES.map((place) => counts[place]).join(',')}`,
    );
    return `${[['day', 'kind', 'user', ...PLACES].join(','), ...rows.sort()].join('\n')}\n`;
  }
}
