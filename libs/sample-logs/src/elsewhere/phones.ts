import { dateOf } from '../calendar.js';
import type { EventKind, Part } from '../holes.js';
import { unitOf } from '../keyed-random.js';
import { isClosed } from './service-days.js';

const HOUR = 3600;
const DAY = 24 * HOUR;
/** Share of the days of users on which the phone finds no network, and uploads up to so many hours later. */
const LATE = 0.12;
const LATEST_HOURS = 20;
/** Of so many phones one has a clock that goes wrong, on these shares of its days. */
const WRONG_CLOCKS = 6;
const TOMORROW = 0.15;
const RESET = 0.1;

/** Where listeners are: one region a part of the population, in its order. */
export const REGIONS = [
  { name: 'eu', zone: 'Europe/Berlin', format: 'jsonl' },
  { name: 'us', zone: 'America/New_York', format: 'csv' },
  { name: 'asia', zone: 'Asia/Tokyo', format: 'parquet' },
] as const;

/** An event as the phone sends it. Days are counted from 1970-01-01. */
export interface SentEvent {
  kind: EventKind;
  user: number;
  device: string;
  /** The day that its time names: that of the phone, whose clock may be wrong. 0 is rejected by every reader. */
  day: number;
  /** The time with its offset. */
  at: string;
  /** The day in UTC on which it reached the service. */
  arrived: number;
}

/** When events happen by the clocks of phones, and when they arrive. */
export class Phones {
  private readonly zones = REGIONS.map(
    ({ zone }) => new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }),
  );

  constructor(private readonly seed: number) {}

  /** The offset of a region at noon of a day, such as `-04:00`. */
  offsetOf(part: Part, day: number): string {
    const parts = this.zones[part - 1]!.formatToParts((day * DAY + DAY / 2) * 1000);
    return parts.find(({ type }) => type === 'timeZoneName')!.value.slice('GMT'.length);
  }

  /** When an event of a second of a local day is sent, by the clock of the phone and by that of the service. */
  send(user: number, day: number, second: number, offset: string): Pick<SentEvent, 'day' | 'at' | 'arrived'> {
    const [hours, minutes] = offset.split(':').map(Number) as [number, number];
    const instant = day * DAY + second - hours * HOUR - Math.sign(hours) * minutes * 60;
    const late = unitOf(this.seed, user, 2 * day) / LATE;
    const arrived = Math.floor((instant + (late < 1 ? late * LATEST_HOURS * HOUR : 0)) / DAY);
    const dated = this.dated(user, day);
    const time = new Date(second * 1000).toISOString().slice(11, 19);
    return { day: dated, at: `${dateOf(dated)}T${time}${offset}`, arrived };
  }

  /** The day by the clock of the phone. */
  private dated(user: number, day: number): number {
    if (user % WRONG_CLOCKS !== 2) return day;
    const wrong = unitOf(this.seed, user, 2 * day + 1);
    if (wrong < RESET) return 0;
    return wrong < RESET + TOMORROW && !isClosed(day + 1) ? day + 1 : day;
  }
}
