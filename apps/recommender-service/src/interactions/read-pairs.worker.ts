import type { BoundedClient } from '#common/database';
import { Moved } from '#common/threads';
import type { Readable } from 'node:stream';
import { to as copyTo } from 'pg-copy-streams';
import { likedSizes } from './interaction-matrix.js';
import type { LikedSizes } from './interaction-matrix.js';
import { COPY_PAIRS } from './interactions.sql.js';
import { readingPairs, weigher } from './pair-reading.js';
import type { InteractionRule, PairTask, TellPairs } from './pair-reading.js';
import { pairRows } from './pair-rows.js';
import { columnsOfTable, PairCollector } from './pair-table.js';
import type { PairTable } from './pair-table.js';

/** Pairs with the sizes of what can be learned from them: to count these takes as long as to read some of them. */
export interface ReadPairs extends PairTable {
  liked: LikedSizes;
}

/** Reads all pairs into memory. @throws Error with a sentence for the caller */
export default async function readPairs(task: PairTask, tell: TellPairs): Promise<Moved<ReadPairs>> {
  const table = await readingPairs(task, 'READ COMMITTED', tell, (client) =>
    collect(client, task.rule, tell),
  );
  return new Moved(
    { ...table, liked: likedSizes(table, task.rule.minListeners) },
    columnsOfTable(table).map(({ buffer }) => buffer),
  );
}

async function collect(client: BoundedClient, rule: InteractionRule, tell: TellPairs): Promise<PairTable> {
  const collector = new PairCollector();
  const weigh = weigher(rule);
  for await (const rows of pairRows(client.query(copyTo(COPY_PAIRS)) as Readable)) {
    for (const pair of rows) {
      const { weight, earlyWeight } = weigh(pair);
      collector.add(pair.userId, pair.songId, weight, earlyWeight);
    }
    tell({ pairs: collector.size });
  }
  return collector.finish();
}
