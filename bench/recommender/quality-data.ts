import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NOT_YET, PairCollector } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';

/** Real pairs in fixed parts. */
export interface DataSet {
  name: string;
  /** Whether a line is `user item item ...`, or `user item 1`. */
  isListed: boolean;
}

export const DATA_SETS: DataSet[] = [
  { name: 'lastfm-hetrec', isListed: true },
  { name: 'citeulike', isListed: false },
  { name: 'amazon-beauty', isListed: false },
];

export type Part = 'train' | 'valid' | 'test';

/** Pairs of `early` as before the cut, those of `late` as after it. */
export function tableOf(folder: string, { isListed }: DataSet, early: Part, late: Part): PairTable {
  const collector = new PairCollector();
  for (const part of [early, late]) {
    for (const line of readFileSync(join(folder, `${part}.txt`), 'utf8').split('\n')) {
      const [user, ...items] = line.split(' ').filter((text) => text !== '');
      if (user === undefined) continue;
      for (const item of isListed ? items : items.slice(0, 1)) {
        collector.add(Number(user), Number(item), 1, part === early ? 1 : NOT_YET);
      }
    }
  }
  return collector.finish();
}
