import type { BoundedClient } from '#common/database';
import { fullDisk } from '#common/spark';
import { Moved } from '#common/threads';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { columnsOfTable, firstDaysOf, GrowingColumn, PairColumns } from './pair-table.js';
import type { LikedSizes } from './interaction-matrix.js';
import { copyPairRange } from './interactions.sql.js';
import { NumberTable } from './number-table.js';
import { PAIR_COLUMNS, visitPairs } from './pair-files.js';
import type { PairFiles } from './pair-files.js';
import { numberedSongs, readingPairs, userRanges, weigher } from './pair-reading.js';
import type { PairTask, TellPairs } from './pair-reading.js';
import { pairRows } from './pair-rows.js';
import type { MetSongs, PairTable } from './pair-table.js';
import type { ReadPairs } from './read-pairs.worker.js';

export interface WritePairsTask extends PairTask {
  /** Folder for the files, which is emptied before. */
  folder: string;
  /** Events of a range of users, about. */
  rangeEvents: number;
  /** Most pairs that the table holds. */
  heldPairs: number;
}

/** Pairs in files; the table holds those of every n-th user, of all where there are few. */
export interface WrittenPairs extends ReadPairs {
  files: PairFiles;
}

/** Each range reads every page of the events, since those of a user lie all over a day. */
const MOST_RANGES = 16;

/**
 * Writes all pairs to files, one for each range of users, in one snapshot of the database. Held are 8 bytes a
 * user and song, counts of songs and a group of rows: PostgreSQL sends no more than is taken.
 * @throws Error with a sentence for the caller
 */
export default async function writePairs(
  task: WritePairsTask,
  tell: TellPairs,
): Promise<Moved<WrittenPairs>> {
  const { folder, rule } = task;
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const written = await readingPairs(task, 'REPEATABLE READ', tell, (client) => write(client, task, tell));
    const { userIds, songIds, recent, firstDays, ...files } = written;
    const step = Math.ceil(files.pairs / task.heldPairs);
    const { table, users } = await heldPart(files, rule.minListeners, step);
    const liked = { users, ...likedSongs(files.listeners.all, rule.minListeners) };
    const found = { ...table, userIds, songIds, liked, recent, firstDays, files };
    return new Moved(
      found,
      columnsOfTable(found).map(({ buffer }) => buffer),
    );
  } catch (error) {
    throw fullDisk(error, folder);
  }
}

async function write(
  client: BoundedClient,
  task: WritePairsTask,
  tell: TellPairs,
): Promise<PairFiles & Pick<PairTable, 'userIds' | 'songIds'> & MetSongs> {
  const ids = await numberedSongs(client);
  const ages = new Int32Array(ids.length).fill(-1);
  const listeners = { all: new Uint32Array(ids.length), early: new Uint32Array(ids.length) };
  const recent = new Uint32Array(ids.length);
  const users = new GrowingColumn((length) => new BigInt64Array(length));
  const weigh = weigher(task.rule);
  let lastUser: number | bigint | null = null;
  let pairs = 0;
  const ranges = await userRanges(client, task.rule.until, MOST_RANGES, task.rangeEvents);
  for (const [n, range] of ranges.entries()) {
    const file = new NumberTable(join(task.folder, `${String(n).padStart(2, '0')}.parquet`), PAIR_COLUMNS);
    for await (const rows of pairRows(client.query(copyTo(copyPairRange(task.rule, range))) as Readable)) {
      for (const pair of rows) {
        if (pair.userId !== lastUser) users.push(BigInt(pair.userId));
        lastUser = pair.userId;
        const song = Number(pair.songId);
        const { weight, earlyWeight } = weigh(pair);
        file.add([users.size - 1, song, weight, earlyWeight]);
        ages[song] = Math.max(ages[song]!, pair.firstAge);
        recent[song]! += Number(pair.isRecent);
        listeners.all[song]! += Number(weight > 0);
        listeners.early[song]! += Number(earlyWeight > 0);
      }
      pairs += rows.length;
      tell({ pairs });
    }
    file.finish();
  }
  let size = 0;
  const isMet = (_: unknown, song: number): boolean => ages[song] !== -1;
  return {
    folder: task.folder,
    pairs,
    userIds: users.values(),
    songIds: ids.filter(isMet),
    recent: recent.filter(isMet),
    firstDays: firstDaysOf(ages, task.rule.until),
    songs: ages.map((age) => (age === -1 ? -1 : size++)),
    listeners: { all: listeners.all.filter(isMet), early: listeners.early.filter(isMet) },
  };
}

/** The pairs of every `step`-th user, in memory; and how many users have a pair of a song with enough listeners. */
async function heldPart(
  files: PairFiles,
  minListeners: number,
  step: number,
): Promise<{ table: Omit<PairTable, 'userIds' | 'songIds'>; users: number }> {
  const held = new PairColumns();
  let withLiked = 0;
  let lastLiked = -1;
  await visitPairs(files, (user, song, weight, earlyWeight) => {
    if (weight > 0 && user !== lastLiked && isLearned(files.listeners.all[song]!, minListeners)) {
      withLiked++;
      lastLiked = user;
    }
    if (user % step === 0) held.add(user, song, weight, earlyWeight);
  });
  return { table: held.values(), users: withLiked };
}

function isLearned(listeners: number, minListeners: number): boolean {
  return listeners >= Math.max(1, minListeners);
}

function likedSongs(listeners: Uint32Array, minListeners: number): Omit<LikedSizes, 'users'> {
  const learned = listeners.filter((count) => isLearned(count, minListeners));
  return { songs: learned.length, pairs: learned.reduce((sum, count) => sum + count, 0) };
}
