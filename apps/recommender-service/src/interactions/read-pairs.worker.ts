import { compiledFile, Moved, runInThread } from '#common/threads';
import { likedSizes } from './interaction-matrix.js';
import type { LikedSizes } from './interaction-matrix.js';
import { numberedSongs, readingPairs, userRanges } from './pair-reading.js';
import type { PairTask, PairWord, TellPairs } from './pair-reading.js';
import { columnsOfTable, joinedTable } from './pair-table.js';
import type { MetSongs, PairTable, SummedPairs } from './pair-table.js';
import sumRange from './sum-events.worker.js';
import type { SumEventsTask } from './sum-events.worker.js';

const SUM_EVENTS = compiledFile('./sum-events.worker.js', import.meta.url);

/** Pairs with the sizes of what can be learned from them: to count these takes as long as to read some of them. */
export interface ReadPairs extends PairTable, MetSongs {
  liked: LikedSizes;
}

export interface ReadPairsTask extends PairTask {
  /** Connections that read side by side, at most. */
  connections: number;
  /** Events of a connection, at least. */
  rangeEvents: number;
}

/**
 * Reads all pairs into memory, those of a range of users by each connection: PostgreSQL weighs the events, and a
 * thread sums them, both in two thirds of the processor time that PostgreSQL takes to sum them. The table is
 * the same by any number of connections.
 * @throws Error with a sentence for the caller
 */
export default async function readPairs(task: ReadPairsTask, tell: TellPairs): Promise<Moved<ReadPairs>> {
  const { connections, rangeEvents, ...asked } = task;
  const { rule } = task;
  const { songIds, ranges } = await readingPairs(task, 'READ COMMITTED', tell, async (client) => ({
    songIds: await numberedSongs(client),
    ranges: await userRanges(client, rule.until, connections, rangeEvents),
  }));
  const read = ranges.map(() => 0);
  const parts = await Promise.all(
    ranges.map(async (range, n): Promise<SummedPairs> => {
      const part: SumEventsTask = { ...asked, range, songIds };
      const onWord = (word: PairWord): void => {
        if ('pairs' in word) read[n] = word.pairs;
        tell('pairs' in word ? { pairs: read.reduce((sum, pairs) => sum + pairs, 0) } : word);
      };
      if (ranges.length === 1) return (await sumRange(part, onWord)).result;
      return await runInThread(SUM_EVENTS, part, { onWord: (word) => onWord(word as PairWord) });
    }),
  );
  const table = joinedTable(parts, songIds, rule.until);
  return new Moved(
    { ...table, liked: likedSizes(table, rule.minListeners) },
    [...columnsOfTable(table), table.recent, table.firstDays].map(({ buffer }) => buffer as ArrayBuffer),
  );
}
