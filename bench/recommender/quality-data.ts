import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '#ml';
import { NOT_YET } from '../../apps/recommender-service/src/interactions/pair-table.js';
import type { PairTable } from '../../apps/recommender-service/src/interactions/pair-table.js';
import { pairsOf, sampleEvents } from './sample-events.js';
import { PairCollector } from '../../test/support/fixtures/pair-collector.js';

/**
 * Pairs in three parts: models are fitted on the first, parameters chosen on the second, and all of it tested
 * once on the third.
 */
export interface QualityData {
  /** The first part as before the cut, the second as after it. */
  search: PairTable;
  /** The first part alone, with another cut. */
  earlier: PairTable;
  /** What is fitted before the test as before the cut, the test as after it. */
  test: PairTable;
  minListeners: number;
}

interface RealSet {
  name: string;
  /** Whether a line is `user item item ...`, or `user item 1`. */
  isListed: boolean;
}

const REAL_SETS: RealSet[] = [
  { name: 'lastfm-hetrec', isListed: true },
  { name: 'citeulike', isListed: false },
  { name: 'amazon-beauty', isListed: false },
];
/**
 * Generated logs: days to fit on, days to choose by, days to test by, as a retrain with the default settings
 * cuts them.
 */
const SAMPLE = { users: Number(process.env['SAMPLE_USERS'] ?? 20_000), cut: 29, validTo: 36, testTo: 43 };

export const DATA_SETS = [...REAL_SETS.map(({ name }) => name), 'sample'];

/** @returns null when the files are not there. */
export function qualityData(name: string, folder: string): QualityData | null {
  const set = REAL_SETS.find((other) => other.name === name);
  if (set === undefined) return sampleData();
  const own = join(folder, name);
  if (!existsSync(join(own, 'train.txt'))) return null;
  return {
    search: tableOf(own, set, 'train', 'valid'),
    earlier: withHeldOut(tableOf(own, set, 'train', 'train')),
    test: tableOf(own, set, 'train', 'test'),
    minListeners: 1,
  };
}

function sampleData(): QualityData {
  const { users, cut, validTo, testTo } = SAMPLE;
  const events = sampleEvents(users);
  return {
    search: pairsOf(events, cut, validTo),
    earlier: pairsOf(events, 2 * cut - validTo, cut),
    test: pairsOf(events, validTo, testTo),
    minListeners: 2,
  };
}

/** These sets have no times: a fifth of the pairs, drawn by a seed, comes after the cut. */
function withHeldOut(table: PairTable): PairTable {
  const random = new SeededRandom(1);
  const earlyWeights = table.weights.map((weight) => (random.int(5) === 0 ? NOT_YET : weight));
  return { ...table, earlyWeights };
}

type Part = 'train' | 'valid' | 'test';

/** Pairs of `early` as before the cut, those of `late` as after it. */
function tableOf(folder: string, { isListed }: RealSet, early: Part, late: Part): PairTable {
  const collector = new PairCollector();
  for (const part of new Set([early, late])) {
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
