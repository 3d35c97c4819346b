import { IdNumbers } from './id-numbers.js';

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

  get size(): number {
    return this.users.size;
  }

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

/** Collects pairs in any order. */
export class PairCollector {
  private readonly userNumbers = new IdNumbers();
  private readonly songNumbers = new IdNumbers();
  private readonly columns = new PairColumns();
  /** Recent pairs by number of the song. */
  private readonly recent: number[] = [];

  get size(): number {
    return this.columns.size;
  }

  /**
   * @param userId a 64-bit id, as a bigint only where a number could not be exact; and so the song's. Each
   * pair may be added once.
   */
  add(
    userId: number | bigint,
    songId: number | bigint,
    weight: number,
    earlyWeight: number,
    isRecent = false,
  ): void {
    const song = this.songNumbers.of(songId);
    this.columns.add(this.userNumbers.of(userId), song, weight, earlyWeight);
    this.recent[song] = (this.recent[song] ?? 0) + Number(isRecent);
  }

  /** The table with ids in ascending order, whatever order the pairs came in, and its songs' recent pairs. */
  finish(): PairTable & { recent: Uint32Array } {
    const users = ascending(this.userNumbers);
    const songs = ascending(this.songNumbers);
    const table = { userIds: users.ids, songIds: songs.ids, ...this.columns.values() };
    table.users.forEach((index, n) => (table.users[n] = users.rank[index]!));
    table.songs.forEach((index, n) => (table.songs[n] = songs.rank[index]!));
    const recent = new Uint32Array(this.recent.length);
    this.recent.forEach((count, song) => (recent[songs.rank[song]!] = count));
    return { ...table, recent };
  }
}

/** Sorted ids, and for each index in order of arrival its place among them. */
function ascending(numbers: IdNumbers): { ids: BigInt64Array; rank: Int32Array } {
  const arrived = numbers.all();
  const order = Int32Array.from(arrived, (_, n) => n).sort((a, b) => (arrived[a]! < arrived[b]! ? -1 : 1));
  const rank = new Int32Array(order.length);
  order.forEach((from, to) => (rank[from] = to));
  return { ids: arrived.sort(), rank };
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
