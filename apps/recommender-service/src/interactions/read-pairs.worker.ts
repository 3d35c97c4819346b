import type { BoundedClient } from '#common/database';
import { Moved } from '#common/threads';
import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { likedSizes } from './interaction-matrix.js';
import type { LikedSizes } from './interaction-matrix.js';
import { copyPairs, SET_HASH_MEMORY, SET_HASHING } from './interactions.sql.js';
import type { UserRange } from './interactions.sql.js';
import { readingPairs, userRanges, weigher } from './pair-reading.js';
import type { PairTask, TellPairs } from './pair-reading.js';
import { pairRows } from './pair-rows.js';
import { columnsOfTable, PairCollector } from './pair-table.js';
import type { PairTable } from './pair-table.js';

/** Pairs with the sizes of what can be learned from them: to count these takes as long as to read some of them. */
export interface ReadPairs extends PairTable {
  liked: LikedSizes;
  /** Users who heard a song on the newest days of the early ones, by song of the table. */
  recent: Uint32Array;
}

export interface ReadPairsTask extends PairTask {
  /** Connections that read side by side, at most. */
  connections: number;
  /** Events of a connection, at least. */
  rangeEvents: number;
}

/**
 * Reads all pairs into memory, those of a range of users by each connection: what PostgreSQL sums is the most of
 * it, and keeps a processor for each. The table is the same whatever comes first.
 * @throws Error with a sentence for the caller
 */
export default async function readPairs(task: ReadPairsTask, tell: TellPairs): Promise<Moved<ReadPairs>> {
  const { rule, connections, rangeEvents } = task;
  const reading = <T>(read: (client: BoundedClient) => Promise<T>): Promise<T> =>
    readingPairs(task, 'READ COMMITTED', tell, read);
  const ranges = await reading((client) => userRanges(client, rule.until, connections, rangeEvents));
  const collector = new PairCollector();
  await Promise.all(
    ranges.map((range) =>
      reading(async (client) => {
        await client.query(SET_HASH_MEMORY);
        await client.query(SET_HASHING, [ranges.length]);
        await collect(client, task, range, collector, tell);
      }),
    ),
  );
  const table = collector.finish();
  return new Moved(
    { ...table, liked: likedSizes(table, rule.minListeners) },
    [...columnsOfTable(table), table.recent].map(({ buffer }) => buffer as ArrayBuffer),
  );
}

async function collect(
  client: BoundedClient,
  { rule }: PairTask,
  range: UserRange,
  collector: PairCollector,
  tell: TellPairs,
): Promise<void> {
  const weigh = weigher(rule);
  for await (const rows of pairRows(client.query(copyTo(copyPairs(rule, range))) as Readable)) {
    for (const pair of rows) {
      const { weight, earlyWeight } = weigh(pair);
      collector.add(pair.userId, pair.songId, weight, earlyWeight, pair.isRecent);
    }
    tell({ pairs: collector.size });
  }
}
