import type { Accounts } from '../accounts.js';
import type { Catalogue } from '../catalogue.js';
import { DayEvents } from '../day-events.js';
import { KINDS } from '../holes.js';
import type { EventKind, Part } from '../holes.js';
import { KeyedRandom } from '../keyed-random.js';
import { playSeconds } from '../play-seconds.js';
import type { Population } from '../population.js';
import { Taste } from '../taste.js';
import { Phones, REGIONS } from './phones.js';
import type { SentEvent } from './phones.js';
import type { LogRecord } from './record-formats.js';

const WORDS: Record<EventKind, string> = { play: 'play', download: 'save', search: 'search' };
const CLIENTS: Record<string, string> = {
  ar: 'Android 14',
  ip: 'iPhone; iOS 17',
  mc: 'Macintosh',
  wp: 'Windows Phone',
};

/** An event with the record that the service writes of it. */
export interface Logged {
  event: SentEvent;
  record: LogRecord;
}

/** What ordinary users do, as phones send it: the behaviour of Music Box with other ids and times. */
export class ServiceLog {
  /** 1 for each song of the catalogue that somebody has played or saved. */
  readonly heard: Uint8Array;
  private readonly events: DayEvents;
  private readonly random: KeyedRandom;
  private readonly phones: Phones;

  constructor(
    private readonly population: Population,
    private readonly accounts: Accounts,
    private readonly catalogue: Catalogue,
  ) {
    const { seed } = population;
    this.heard = new Uint8Array(catalogue.size);
    this.events = new DayEvents(population, null, new Taste(catalogue, new KeyedRandom(seed)));
    this.random = new KeyedRandom(seed);
    this.phones = new Phones(seed);
  }

  /** The events of a region on a local day, counted from 1970-01-01, by kind and time. */
  *of(day: number, part: Part): Generator<Logged> {
    const { accounts, catalogue, events, random, phones } = this;
    const offset = phones.offsetOf(part, day);
    events.collect(day - this.population.period.firstDay, part);
    for (const [k, kind] of KINDS.entries()) {
      const list = events.lists[k]!;
      random.at(day, part, 0x200 + k);
      for (const n of list.byTime()) {
        const [user, song] = [list.user[n]!, list.song[n]!];
        if (kind !== 'search') this.heard[song] = 1;
        const seconds = playSeconds(random, catalogue.seconds[song]!, accounts.patience(user));
        const event: SentEvent = {
          ...{ kind, user, device: accounts.device(user, n) },
          ...phones.send(user, day, list.second[n]!, offset),
        };
        yield { event, record: this.recordOf(event, REGIONS[part - 1]!.name, song, seconds) };
      }
    }
  }

  private recordOf(event: SentEvent, region: string, song: number, seconds: number): LogRecord {
    const { accounts, catalogue } = this;
    const title = catalogue.title(song);
    const singer = catalogue.singer(song);
    const common = {
      event: WORDS[event.kind],
      listener: `${region}:${accounts.uid(event.user).toString(36)}`,
      at: event.at,
      client: CLIENTS[event.device]!,
    };
    if (event.kind === 'search') return { ...common, text: singer };
    return {
      ...common,
      track: trackOf(catalogue, song),
      title: song % 9 === 0 ? `"${title}", live` : title,
      artist: singer,
      ...(event.kind === 'play' ? { played_ms: seconds * 1000 } : {}),
    };
  }
}

/** The id of a song in logs. */
export function trackOf(catalogue: Catalogue, song: number): string {
  return `trk/${catalogue.id(song).toString(36)}`;
}
