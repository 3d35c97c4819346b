import { unixDay } from '#common/calendar';

/** Early weight of a pair that had no event up to the cut. */
export const NOT_YET = -1;

/**
 * Every user and song that met, one entry a pair, in columns. Typed arrays, so that a worker takes it over
 * without a copy. Entry n says: user userIds[users[n]] met song songIds[songs[n]].
 */
export interface PairTable {
  /** Ascending. */
  userIds: BigInt64Array;
  /** Ascending. */
  songIds: BigInt64Array;
  users: Int32Array;
  songs: Int32Array;
  /** Weight over all days; 0 for skips alone. */
  weights: Float32Array;
  /** Weight over the days up to the cut; {@link NOT_YET} when the pair met only afterwards. */
  earlyWeights: Float32Array;
}

/** What is known of the songs of a table, apart from its pairs. */
export interface MetSongs {
  /** Users who heard a song on the newest days of the early ones. */
  recent: Uint32Array;
  /** The day of the first event of each, counted from 1970. */
  firstDays: Int32Array;
}

/** Pairs of some users with songs by their places among all that may be in a model. */
export interface SummedPairs extends Omit<PairTable, 'songIds'> {
  /** As in {@link MetSongs}, of all songs. */
  recent: Uint32Array;
  /** Days from the first event of each song to the last day; -1: none. */
  ages: Int32Array;
}

/** Columns of so many pairs. */
export function emptyColumns(pairs: number): Omit<PairTable, 'userIds' | 'songIds'> {
  return {
    users: new Int32Array(pairs),
    songs: new Int32Array(pairs),
    weights: new Float32Array(pairs),
    earlyWeights: new Float32Array(pairs),
  };
}

/**
 * One table of parts whose users ascend from part to part. The parts are given up: the columns of a single one become
 * those of the table.
 */
export function joinedTable(
  parts: SummedPairs[],
  songIds: BigInt64Array,
  lastDay: string,
): PairTable & MetSongs {
  const ages = new Int32Array(songIds.length).fill(-1);
  const recent = new Uint32Array(songIds.length);
  for (const part of parts) {
    part.ages.forEach((age, song) => (ages[song] = Math.max(ages[song]!, age)));
    part.recent.forEach((count, song) => (recent[song]! += count));
  }
  let met = 0;
  const places = ages.map((age) => (age === -1 ? -1 : met++));
  const count = (of: 'users' | 'userIds'): number => parts.reduce((sum, part) => sum + part[of].length, 0);
  const userIds = new BigInt64Array(count('userIds'));
  const columns = parts.length === 1 ? parts[0]! : emptyColumns(count('users'));
  let [user, pair] = [0, 0];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    userIds.set(part.userIds, user);
    for (let n = 0; n < part.users.length; n++) {
      columns.users[pair + n] = user + part.users[n]!;
      columns.songs[pair + n] = places[part.songs[n]!]!;
    }
    columns.weights.set(part.weights, pair);
    columns.earlyWeights.set(part.earlyWeights, pair);
    user += part.userIds.length;
    pair += part.users.length;
  }
  const { users, songs, weights, earlyWeights } = columns;
  return {
    ...{ userIds, songIds: songIds.filter((_, song) => places[song] !== -1) },
    ...{ users, songs, weights, earlyWeights },
    recent: recent.filter((_, song) => places[song] !== -1),
    firstDays: firstDaysOf(ages, lastDay),
  };
}

/** First days of the songs that users have met. @param ages see {@link SummedPairs} */
export function firstDaysOf(ages: Int32Array, lastDay: string): Int32Array {
  const last = unixDay(lastDay);
  return ages.filter((age) => age !== -1).map((age) => last - age);
}

/** What a table is made of, to be moved to another thread. */
export function columnsOfTable({ userIds, songIds, users, songs, weights, earlyWeights }: PairTable) {
  return [userIds, songIds, users, songs, weights, earlyWeights] as (PairTable[keyof PairTable] & {
    buffer: ArrayBuffer;
  })[];
}

/** The columns of pairs, of which it is not known how many will come; 16 bytes a pair. */
export class PairColumns {
  private readonly users = new GrowingColumn((length) => new Int32Array(length));
  private readonly songs = new GrowingColumn((length) => new Int32Array(length));
  private readonly weights = new GrowingColumn((length) => new Float32Array(length));
  private readonly earlyWeights = new GrowingColumn((length) => new Float32Array(length));

  add(user: number, song: number, weight: number, earlyWeight: number): void {
    this.users.push(user);
    this.songs.push(song);
    this.weights.push(weight);
    this.earlyWeights.push(earlyWeight);
  }

  values(): Omit<PairTable, 'userIds' | 'songIds'> {
    return {
      users: this.users.values(),
      songs: this.songs.values(),
      weights: this.weights.values(),
      earlyWeights: this.earlyWeights.values(),
    };
  }
}

/** A typed array that doubles when it is full. */
export class GrowingColumn<Column extends Int32Array | Float32Array | BigInt64Array> {
  size = 0;
  private column: Column;

  constructor(private readonly allocate: (length: number) => Column) {
    this.column = allocate(1024);
  }

  push(value: Column[number]): void {
    if (this.size === this.column.length) {
      const wider = this.allocate(2 * this.size);
      wider.set(this.column as never);
      this.column = wider;
    }
    this.column[this.size++] = value;
  }

  values(): Column {
    return this.column.slice(0, this.size) as Column;
  }
}
