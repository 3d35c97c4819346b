import { DEVICE_SHARES, EARLY_DAYS, LONG_AGO, PART_SHARES } from './behaviour.js';
import type { Part, Period } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import { CLASSES, classWeights, cumulate, stayers } from './latent-class.js';
import type { DrawnUser, UserDay } from './user-day.js';
import { drawUserDay } from './user-day.js';

/** No user is drawn more often than this: a range that lies wholly in a hole must still come to an end. */
const MOST_ATTEMPTS = 2000;
/** Older users are spread over uids below 150 million; the uids of registrations follow, day by day. */
const OLDER_RANGE = [12_000, 150_000_000] as const;
const FIRST_DAY_UID = 168_530_000;
const UIDS_A_DAY = 600_000;

/**
 * The ordinary users of a set, 14 bytes each, ordered by part: as many registrations each day, from
 * EARLY_DAYS before the period to its end, and the older users that belong to them, so the population is
 * level. A user is drawn again until one of his events can be read in the archives, so that userCount users
 * appear in them; all members of a population have such an event, so this leaves their posterior as it is.
 */
export class Population {
  readonly uid: Uint32Array;
  readonly latent: Uint8Array;
  readonly device: Uint8Array;
  /** Day of registration, counted from the first of the period; LONG_AGO of older users. */
  readonly registered: Int32Array;
  /** Last day, counted from the first of the period, on which the user is still there. */
  readonly lastDay: Uint16Array;
  /** Index of the first user of part 1, 2, 3, and the number of users. */
  readonly bounds: readonly number[];
  private readonly attempt: Uint16Array;

  constructor(
    readonly seed: number,
    readonly userCount: number,
    readonly period: Period,
  ) {
    this.uid = new Uint32Array(userCount);
    this.latent = new Uint8Array(userCount);
    this.device = new Uint8Array(userCount);
    this.registered = new Int32Array(userCount);
    this.lastDay = new Uint16Array(userCount);
    this.attempt = new Uint16Array(userCount);
    const first = Math.round(userCount * PART_SHARES[0]!);
    const second = Math.round(userCount * PART_SHARES[1]!);
    this.bounds = [0, first, first + second, userCount];
    this.draw();
  }

  part(user: number): Part {
    return user < this.bounds[1]! ? 1 : user < this.bounds[2]! ? 2 : 3;
  }

  /** The user with this index, as the law of behaviour sees him. */
  user(index: number): DrawnUser {
    return {
      index,
      attempt: this.attempt[index]!,
      part: this.part(index),
      registered: this.registered[index]!,
      latent: CLASSES[this.latent[index]!]!,
    };
  }

  /** First day of the period on which the user may be there. */
  firstDay(user: number): number {
    return Math.max(0, this.registered[user]!);
  }

  private draw(): void {
    const random = new KeyedRandom(this.seed);
    const days = EARLY_DAYS + this.period.length;
    const registering = DEVICE_SHARES.map((_, device) => cumulate(classWeights(device)));
    const older = DEVICE_SHARES.map((_, device) => cumulate(stayers(classWeights(device))));
    const olderTotals = older.map((sums) => sums[sums.length - 1]!);
    const devices = cumulate(DEVICE_SHARES.map((share, device) => share * (days + olderTotals[device]!)));
    for (let i = 0; i < this.userCount; i++) {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        random.at(i, attempt, 1);
        const device = random.fromCumulative(devices);
        const day = Math.floor(random.unit() * (days + olderTotals[device]!)) - EARLY_DAYS;
        const isOlder = day >= this.period.length;
        const latent = random.fromCumulative((isOlder ? older : registering)[device]!);
        const stayed = Math.floor(Math.log(1 - random.unit()) / Math.log(1 - CLASSES[latent]!.dropOut));
        const last = (isOlder ? -EARLY_DAYS : day) + stayed;
        this.registered[i] = isOlder ? LONG_AGO : day;
        this.device[i] = device;
        this.latent[i] = latent;
        this.attempt[i] = attempt;
        this.lastDay[i] = Math.min(Math.max(last, 0), this.period.length - 1);
        if (last >= 0 && this.canBeSeen(i, random)) break;
      }
      this.uid[i] = this.drawUid(i, random);
    }
  }

  private canBeSeen(index: number, random: KeyedRandom): boolean {
    const user = this.user(index);
    const day: UserDay = { plays: 0, downloads: 0, searches: 0, visible: 0 };
    for (let d = this.firstDay(index); d <= this.lastDay[index]!; d++) {
      if (drawUserDay(random, this.seed, user, d, this.period, day)) return true;
    }
    return false;
  }

  /** Different uids for all users: each owns a stretch of the uids of the day and draws a place in it. */
  private drawUid(user: number, random: KeyedRandom): number {
    const registered = this.registered[user]!;
    const [low, high] =
      registered === LONG_AGO
        ? OLDER_RANGE
        : [FIRST_DAY_UID + registered * UIDS_A_DAY, FIRST_DAY_UID + (registered + 1) * UIDS_A_DAY];
    const width = (high - low) / this.userCount;
    return Math.ceil(low + user * width) + random.at(user, 0, 2).below(Math.max(1, Math.floor(width)));
  }
}
