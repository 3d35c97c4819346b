import { daysBetween } from '#common/calendar';
import { Moved } from '#common/threads';
import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { copyEvents, SET_HASHING } from './interactions.sql.js';
import type { UserRange } from './interactions.sql.js';
import { readingPairs, weigher } from './pair-reading.js';
import type { PairTask, TellPairs } from './pair-reading.js';
import { sumEvents } from './pair-rows.js';
import { PairSums } from './pair-sums.js';
import type { SummedPairs } from './pair-table.js';

export interface SumEventsTask extends PairTask {
  range: UserRange;
  /** Songs that may be in a model, ascending. */
  songIds: BigInt64Array;
}

/** How many pairs more are worth a message. */
const PAIRS_TOGETHER = 50_000;

/** Sums the events of a range of users. @throws Error with a sentence for the caller */
export default async function sumRange(task: SumEventsTask, tell: TellPairs): Promise<Moved<SummedPairs>> {
  const { rule, range, songIds } = task;
  const age = (day: string): number => daysBetween(day, rule.until);
  const recentFrom = rule.recentFrom === undefined ? -1 : age(rule.recentFrom);
  const sums = new PairSums(songIds, { cut: age(rule.cut), recentFrom });
  let next = PAIRS_TOGETHER;
  const onPiece = (): void => {
    if (sums.size < next) return;
    next = sums.size + PAIRS_TOGETHER;
    tell({ pairs: sums.size });
  };
  await readingPairs(task, 'READ COMMITTED', tell, async (client) => {
    await client.query(SET_HASHING);
    await sumEvents(client.query(copyTo(copyEvents(rule, range))) as Readable, sums, onPiece);
  });
  const found = sums.finish(weigher(rule));
  tell({ pairs: found.users.length });
  return new Moved(
    found,
    Object.values(found).map(({ buffer }) => buffer as ArrayBuffer),
  );
}
