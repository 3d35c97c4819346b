import { DEVICE_SHARES, OLDER_SHARE, PART_SHARES } from './behaviour.js';
import type { Part } from './holes.js';
import { PARTS } from './holes.js';
import { KeyedRandom } from './keyed-random.js';
import { CLASSES, classWeights, cumulate } from './latent-class.js';
import type { Period } from './period.js';
import type { DrawnUser, UserDay } from './user-day.js';
import { drawUserDay } from './user-day.js';

/** Nobody is drawn more often than this: a range that lies wholly in a hole must still come to an end. */
const MOST_ATTEMPTS = 2000;
/** uid ranges of the original, by part; older users are spread below 160 million. */
const UID_RANGES = [
  [167_570_000, 168_050_000],
  [168_050_000, 168_530_000],
  [168_530_000, 169_260_000],
] as const;
const OLDER_RANGE = [12_000, 153_000_000] as const;

/**
 * The ordinary users of a set, 11 bytes each, ordered by part. A user is drawn again until something he does can be
 * read in the archives, so that userCount users appear in them; this selects on an event that everybody in a
 * population shows anyway, and so leaves the posterior of its members as it is.
 */
export class Population {
  readonly uid: Uint32Array;
  readonly latent: Uint8Array;
  readonly device: Uint8Array;
  readonly older: Uint8Array;
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
    this.older = new Uint8Array(userCount);
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
      older: this.older[index] === 1,
      latent: CLASSES[this.latent[index]!]!,
    };
  }

  private draw(): void {
    const random = new KeyedRandom(this.seed);
    const devices = cumulate(DEVICE_SHARES);
    const classes = [false, true].map((older) =>
      DEVICE_SHARES.map((_, d) => cumulate(classWeights(older, d))),
    );
    const uids = uidsOf(this.bounds, random);
    for (let i = 0; i < this.userCount; i++) {
      for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        random.at(i, attempt, 1);
        const older = random.unit() < OLDER_SHARE;
        const device = random.fromCumulative(devices);
        const latent = random.fromCumulative(classes[older ? 1 : 0]![device]!);
        const stayed = Math.floor(Math.log(1 - random.unit()) / Math.log(1 - CLASSES[latent]!.dropOut));
        this.older[i] = older ? 1 : 0;
        this.device[i] = device;
        this.latent[i] = latent;
        this.attempt[i] = attempt;
        const last = older ? stayed : stayed - (3 - this.part(i));
        this.lastDay[i] = Math.min(Math.max(last, 0), this.period.length - 1);
        if (last >= 0 && this.canBeSeen(i, random)) break;
      }
      this.uid[i] = uids(i, this.older[i] === 1);
    }
  }

  private canBeSeen(index: number, random: KeyedRandom): boolean {
    const user = this.user(index);
    const day: UserDay = { plays: 0, downloads: 0, searches: 0, visible: 0 };
    for (let d = 0; d <= this.lastDay[index]!; d++) {
      if (drawUserDay(random, this.seed, user, d, this.period, day)) return true;
    }
    return false;
  }
}

/** Different uids for all: each user owns a stretch of the range of his part and draws a place in it. */
function uidsOf(bounds: readonly number[], random: KeyedRandom): (user: number, older: boolean) => number {
  const userCount = bounds[3]!;
  return (user, older) => {
    const p = PARTS.findIndex((part) => user < bounds[part]!);
    const [low, high] = older ? OLDER_RANGE : UID_RANGES[p]!;
    const rank = older ? user : user - bounds[p]!;
    const width = (high - low) / (older ? userCount : bounds[p + 1]! - bounds[p]!);
    const from = Math.ceil(low + rank * width);
    return from + random.at(user, 0, 2).below(Math.max(1, Math.floor(width)));
  };
}
