import { IdNumbers } from './id-numbers.js';
import { PairBucket } from './pair-bucket.js';
import type { EarlyDays } from './pair-bucket.js';
import { emptyColumns } from './pair-table.js';
import type { SummedPairs } from './pair-table.js';

/** Weights of a pair by its sums in millionths; -1: it had no early event. */
type Weigh = (sum: { millionths: number; earlyMillionths: number }) => {
  weight: number;
  earlyWeight: number;
};

/** Users are spread over so many buckets. */
const BUCKETS = 64;
/** Events whose ids are looked up together: what they touch fits into a cache. */
const EVENTS_TOGETHER = 2_048;

const column = (): Int32Array => new Int32Array(EVENTS_TOGETHER);

/**
 * Sums the events of each user and song. Sums are whole millionths, so that the same events make the same
 * table in any order. The songs are known before; events of others count nothing.
 */
export class PairSums {
  private readonly users = new IdNumbers();
  private readonly songs = new IdNumbers();
  private readonly buckets: PairBucket[];
  private readonly recent: Uint32Array;
  private readonly ages: Int32Array;
  /** Events of which the ids are not looked up yet. */
  private waiting = 0;
  private readonly userHighs = column();
  private readonly userLows = column();
  private readonly songHighs = column();
  private readonly songLows = column();
  private readonly millionths = column();
  private readonly days = column();
  /** What `touch` returns; kept so that its loads are not optimised away. */
  private touched = 0;

  /** @param songIds ascending */
  constructor(songIds: BigInt64Array, early: EarlyDays) {
    const halves = new Int32Array(songIds.buffer, songIds.byteOffset, 2 * songIds.length);
    for (let n = 0; n < songIds.length; n++) this.songs.of(halves[2 * n + 1]!, halves[2 * n]!);
    this.recent = new Uint32Array(songIds.length);
    this.ages = new Int32Array(songIds.length).fill(-1);
    this.buckets = Array.from({ length: BUCKETS }, () => new PairBucket(early, this.recent));
  }

  /** Pairs that have met, without those of the newest events. */
  get size(): number {
    return this.buckets.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * An event. Ids are given by their high and low 32 bits. @param age days before the last day read
   * @param isHeard or downloaded
   */
  add(
    userHigh: number,
    userLow: number,
    songHigh: number,
    songLow: number,
    millionths: number,
    age: number,
    isHeard: boolean,
  ): void {
    const n = this.waiting++;
    this.userHighs[n] = userHigh;
    this.userLows[n] = userLow;
    this.songHighs[n] = songHigh;
    this.songLows[n] = songLow;
    this.millionths[n] = millionths;
    this.days[n] = 2 * age + Number(isHeard);
    if (this.waiting === EVENTS_TOGETHER) this.lookUp();
  }

  /** The sums, with users in ascending order of their ids. Nothing may be added after it. */
  finish(weigh: Weigh): SummedPairs {
    this.lookUp();
    for (const bucket of this.buckets) bucket.sumWaiting();
    const arrived = this.users.all();
    const rank = rankOf(arrived);
    const { recent, ages } = this;
    const found: SummedPairs = { ...emptyColumns(this.size), userIds: arrived.sort(), recent, ages };
    let pair = 0;
    for (let bucket = this.buckets.pop(); bucket !== undefined; bucket = this.buckets.pop()) {
      bucket.visit((user, song, millionths, early) => {
        const { weight, earlyWeight } = weigh({
          millionths: Math.max(0, millionths),
          earlyMillionths: Number.isNaN(early) ? -1 : Math.max(0, early),
        });
        found.users[pair] = rank[user]!;
        found.songs[pair] = song;
        found.weights[pair] = weight;
        found.earlyWeights[pair++] = earlyWeight;
      });
    }
    return found;
  }

  private lookUp(): void {
    const { waiting, ages, days } = this;
    this.waiting = 0;
    this.touched += this.songs.touch(this.songHighs, this.songLows, waiting);
    this.touched += this.users.touch(this.userHighs, this.userLows, waiting);
    for (let n = 0; n < waiting; n++) {
      const song = this.songs.find(this.songHighs[n]!, this.songLows[n]!);
      if (song === -1) continue;
      const user = this.users.of(this.userHighs[n]!, this.userLows[n]!);
      ages[song] = Math.max(ages[song]!, days[n]! >> 1);
      this.buckets[user % BUCKETS]!.add(user, song, this.millionths[n]!, days[n]!);
    }
  }
}

/** The place of each id among all of them in ascending order. */
function rankOf(ids: BigInt64Array): Int32Array {
  const order = Int32Array.from(ids, (_, n) => n).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1));
  const rank = new Int32Array(order.length);
  order.forEach((from, to) => (rank[from] = to));
  return rank;
}
