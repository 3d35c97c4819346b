import { DEVICE_SHARES, EARLY_DAYS, LONG_AGO, PART_SHARES } from './behaviour.js';
import type { Part, Period } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import { CLASSES, classWeights, cumulate, stayers } from './latent-class.js';
import type { DrawnUser } from './user-day.js';
import { drawUserDay, emptyDay } from './user-day.js';

/** No user is drawn more often than this: a range that lies wholly in a hole must still come to an end. */
const MOST_ATTEMPTS = 2000;
/** Older users are spread over uids below 150 million; the uids of registrations follow, day by day. */
const OLDER_RANGE = [12_000, 150_000_000] as const;
const FIRST_DAY_UID = 168_530_000;
const UIDS_A_DAY = 600_000;

/** Days are counted from the first of the period. */
export interface Member extends DrawnUser {
  uid: number;
  device: number;
  /** First and last day of the period on which the user may be there. */
  firstDay: number;
  lastDay: number;
}

/**
 * The ordinary users of a set, ordered by part: as many registrations each day, from EARLY_DAYS before the
 * period to its end, and the older users that belong to them, so the population is level. A user is drawn again
 * until one of his events can be read in the archives, so that userCount users appear in them; all members of a
 * population have such an event, so this leaves their posterior as it is.
 */
export class Population {
  readonly users: readonly Member[];
  /** Index of the first user of part 1, 2, 3, and the number of users. */
  readonly bounds: readonly number[];

  constructor(
    readonly seed: number,
    readonly userCount: number,
    readonly period: Period,
  ) {
    const first = Math.round(userCount * PART_SHARES[0]!);
    const second = Math.round(userCount * PART_SHARES[1]!);
    this.bounds = [0, first, first + second, userCount];
    const random = new KeyedRandom(seed);
    const days = EARLY_DAYS + period.length;
    const registering = DEVICE_SHARES.map((_, device) => cumulate(classWeights(device)));
    const older = DEVICE_SHARES.map((_, device) => cumulate(stayers(classWeights(device))));
    const olderTotals = older.map((sums) => sums[sums.length - 1]!);
    const devices = cumulate(DEVICE_SHARES.map((share, device) => share * (days + olderTotals[device]!)));

    const draw = (index: number, attempt = 0): Member => {
      random.at(index, attempt, 1);
      const device = random.fromCumulative(devices);
      const day = Math.floor(random.unit() * (days + olderTotals[device]!)) - EARLY_DAYS;
      const isOlder = day >= period.length;
      const latent = CLASSES[random.fromCumulative((isOlder ? older : registering)[device]!)]!;
      const stayed = Math.floor(Math.log(1 - random.unit()) / Math.log(1 - latent.dropOut));
      const last = (isOlder ? -EARLY_DAYS : day) + stayed;
      const registered = isOlder ? LONG_AGO : day;
      const firstDay = Math.max(0, registered);
      const lastDay = Math.min(Math.max(last, 0), period.length - 1);
      const part = this.partOf(index);
      const uid = this.drawUid(index, registered, random);
      const user = { index, attempt, part, registered, latent, device, firstDay, lastDay, uid };
      const isLast = attempt === MOST_ATTEMPTS - 1;
      return isLast || (last >= 0 && this.canBeSeen(user, random)) ? user : draw(index, attempt + 1);
    };
    this.users = Array.from({ length: userCount }, (_, index) => draw(index));
  }

  private partOf(index: number): Part {
    return index < this.bounds[1]! ? 1 : index < this.bounds[2]! ? 2 : 3;
  }

  private canBeSeen(user: Member, random: KeyedRandom): boolean {
    const seen = emptyDay();
    for (let day = user.firstDay; day <= user.lastDay; day++) {
      if (drawUserDay(random, this.seed, user, day, this.period, seen)) return true;
    }
    return false;
  }

  /** Different uids for all users: each owns a stretch of the uids of the day and draws a place in it. */
  private drawUid(index: number, registered: number, random: KeyedRandom): number {
    const [low, high] =
      registered === LONG_AGO
        ? OLDER_RANGE
        : [FIRST_DAY_UID + registered * UIDS_A_DAY, FIRST_DAY_UID + (registered + 1) * UIDS_A_DAY];
    const width = (high - low) / this.userCount;
    return Math.ceil(low + index * width) + random.at(index, 0, 2).below(Math.max(1, Math.floor(width)));
  }
}
